"""The process of the long jobs: learning, backtests, imports, changes of thousands of conversations.

One interpreter runs one thread at a time: beside a model that is learnt, whoever waits in a chat would wait for their
acknowledgement. And the memory that learning takes comes back with the end of its process alone: after its work and a
rest this one ends, and the house bears another.
"""

import asyncio
import os

from madoguchi.base.jobs import BULK, rests_for
from madoguchi.config.running import run_jobs, until_stopped

POLITE = 5  # steps of nice(2) behind the other processes
REST = 60.0  # seconds without a job
LOOK = 5.0  # seconds between two looks


def run(jobs: int) -> None:
    """Work until SIGTERM or SIGINT, or until it rests after work; whatever people wait for goes before."""
    os.nice(POLITE)
    asyncio.run(_work(jobs))


async def _work(jobs: int) -> None:
    stop = asyncio.Event()
    await until_stopped(lambda: run_jobs([BULK], jobs), lambda: _rest(stop), stop=stop)


async def _rest(stop: asyncio.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(LOOK)
        if (rested := rests_for()) is not None and rested > REST:
            stop.set()
