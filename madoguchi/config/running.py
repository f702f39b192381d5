"""What the processes that do jobs have in common: the queue of jobs, and going on until they are told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable

import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from madoguchi.base.jobs import BULK

log = structlog.get_logger(__name__)

PAUSE = 0.5  # seconds after the database was away
LOOK = 0.5  # seconds; of a new job the workers are told, but nobody tells that the lock is free behind which one waits


def quick_queues() -> list[str]:
    """The queues of all jobs but the long ones."""
    return sorted({task.queue for task in app.tasks.values()} - {BULK})


async def run_jobs(queues: Iterable[str], jobs: int) -> None:
    """Do `jobs` of these queues at once."""
    # An app of its own for fetching: jobs deferred inside a job stay in the transaction of Django's connection.
    fetching = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1))
    async with fetching.open_async():
        await fetching.run_worker_async(
            queues=queues,
            concurrency=jobs,
            fetch_job_polling_interval=LOOK,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=5,
        )


async def until_stopped(*works: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do all of them until SIGTERM, SIGINT or `stop`; what is in hand is finished, or left whole to another process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = [asyncio.create_task(_kept(work)) for work in works]
    await stop.wait()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _kept(work: Callable[[], Awaitable[None]]) -> None:
    """Run something for ever: whatever ends it (the database went away) is logged, and it begins again."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 (it is started again, and said)
            log.warning("began again", error=repr(error)[:300])
        await asyncio.sleep(PAUSE)
