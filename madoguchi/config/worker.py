"""The worker process: lanes that empty the outbox, the jobs, the schedules, and the mailboxes that are fetched."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable

import structlog
from django.db import DatabaseError, InterfaceError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from madoguchi.base.jobs import database_at_hand
from madoguchi.config import schedules
from madoguchi.config.listening import connect_to_listen
from madoguchi.config.mail_reading import warm_up
from madoguchi.config.mailboxes import Mailboxes
from madoguchi.config.receiving import receive_some
from madoguchi.core.conversations.actions.deliver import deliver_one
from madoguchi.core.conversations.jobs import DELIVERY
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.ledger import WAKE_CHANNEL
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.chat.waits import TOPIC as WAITS
from madoguchi.features.chat.waits import look_after_waits
from madoguchi.features.search.actions.reindexing import begin_reindex
from madoguchi.features.search.lane import write_some

log = structlog.get_logger(__name__)

POLL = 1.0  # seconds; a lost notification costs no more
RECEIVERS = 2
RECEIVING_PACE = 0.05  # seconds; at 150 mails a second a batch of some four for each lane
EVENT_PACE = 0.2  # seconds; what is said in a chat is told without it, and ten events cost little more than one
WORDS_PACE = 0.3  # what was said a moment ago is found a moment later, and a busy time writes words down in batches
PAUSE = 0.5  # seconds after the database was away


class Lane(threading.Thread):
    """Calls `work` as long as there is some, then sleeps until it is woken or POLL has passed.

    What comes within `pace` seconds of the call before waits for their end, so that a busy time is worked off in
    batches; what comes after a pause is taken at once.
    """

    def __init__(self, name: str, work: Callable[[], int], pace: float) -> None:
        super().__init__(name=name, daemon=True)
        self.work = work
        self.pace = pace
        self.woken = threading.Event()
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            rests_until = time.monotonic() + self.pace
            self.woken.clear()
            if not self._worked():
                self.woken.wait(POLL)
            self.ending.wait(max(0.0, rests_until - time.monotonic()))
        connection.close()

    def _worked(self) -> bool:
        """Whether there was something to do, and it was done."""
        try:
            with database_at_hand():
                return self.work() > 0
        except (DatabaseError, InterfaceError) as error:
            log.warning("database away", lane=self.name, error=type(error).__name__)
        except Exception as error:
            log.error("lane failed", lane=self.name, exc_info=error)
        self.woken.wait(PAUSE)
        return False

    def end(self) -> None:
        """Finish what is in hand and stop."""
        self.ending.set()
        self.woken.set()


def run(jobs: int) -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished, or left whole to another worker.

    `jobs` are done at once, and as many deliveries: a mail server that is slow holds up one of them.
    """
    lanes = {
        "intake": [Lane(f"intake-{n}", receive_some, RECEIVING_PACE) for n in range(RECEIVERS)],
        "event": [Lane("events", run_events, EVENT_PACE)],
        DELIVERY: [Lane(f"delivery-{n}", deliver_one, pace=0) for n in range(jobs)],
        WAITS: [Lane("chats", look_after_waits, EVENT_PACE)],
        "words": [Lane("words", write_some, WORDS_PACE)],
    }
    mailboxes = Mailboxes()
    for lane in [lane for group in lanes.values() for lane in group]:
        lane.start()
    mailboxes.start()
    threading.Thread(target=warm_up, name="parsers", daemon=True).start()
    threading.Thread(target=catch_up, name="reindex", daemon=True).start()
    try:
        asyncio.run(_work(lanes, jobs))
    finally:
        mailboxes.end()
        for lane in [lane for group in lanes.values() for lane in group]:
            lane.end()
        for lane in [lane for group in lanes.values() for lane in group]:
            lane.join(timeout=5)


def catch_up() -> None:
    """Begin to write down the words of what was there before: after an upgrade, a restore, or new rules."""
    while True:
        try:
            with database_at_hand():
                for workspace_id in list(Workspace.objects.order_by("id").values_list("id", flat=True)):
                    begin_reindex(workspace_id)
            return
        except (DatabaseError, InterfaceError, ConnectorException) as error:  # a database that starts just now
            log.warning("database away", error=type(error).__name__)
        time.sleep(PAUSE)


async def _work(lanes: dict[str, list[Lane]], jobs: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = [
        asyncio.create_task(_kept(lambda: _listen(lanes))),
        asyncio.create_task(_kept(lambda: _run_jobs(jobs))),
        asyncio.create_task(_kept(schedules.run)),
    ]
    await stop.wait()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _kept(make: Callable[[], "asyncio.Future[None] | asyncio.Task[None] | object"]) -> None:
    """Run something for ever: whatever ends it (the database went away) is logged, and it begins again."""
    while True:
        try:
            await make()  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001 (it is started again, and said)
            log.warning("began again", error=repr(error)[:300])
        await asyncio.sleep(PAUSE)


async def _listen(lanes: dict[str, list[Lane]]) -> None:
    """Wake the lanes of a topic when somebody says that it has work."""
    async with await connect_to_listen() as listening:
        await listening.execute(f"LISTEN {WAKE_CHANNEL}")
        for group in lanes.values():
            for lane in group:
                lane.woken.set()
        async for notice in listening.notifies():
            for lane in lanes.get(notice.payload, ()):
                lane.woken.set()


async def _run_jobs(jobs: int) -> None:
    # An app of its own for fetching: jobs deferred inside a job stay in the transaction of Django's connection.
    fetching = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1))
    async with fetching.open_async():
        await fetching.run_worker_async(
            concurrency=jobs,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=5,
        )
