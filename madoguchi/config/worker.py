"""The worker process: lanes that empty the outbox, quick jobs, the schedules, and the mailboxes that are fetched."""

import asyncio
import threading
import time
from collections.abc import Callable

import structlog
from django.db import DatabaseError, InterfaceError, connection
from procrastinate.exceptions import ConnectorException

from madoguchi.base.jobs import database_at_hand
from madoguchi.config import schedules
from madoguchi.config.listening import connect_to_listen
from madoguchi.config.mail_reading import warm_up
from madoguchi.config.mailboxes import Mailboxes
from madoguchi.config.receiving import receive_some
from madoguchi.config.running import PAUSE, quick_queues, run_jobs, until_stopped
from madoguchi.core.conversations.actions.deliver import deliver_one
from madoguchi.core.conversations.jobs import DELIVERY
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.ledger import WAKE_CHANNEL
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.answers.expecting import EXPECTED, bring_to_hand, heard
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
        EXPECTED: [Lane("questions", bring_to_hand, pace=0)],
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
    await until_stopped(
        lambda: _listen(lanes), lambda: run_jobs(quick_queues(), jobs), schedules.run, stop=asyncio.Event()
    )


async def _listen(lanes: dict[str, list[Lane]]) -> None:
    """Wake the lanes of a topic when somebody says that it has work."""
    async with await connect_to_listen() as listening:
        await listening.execute(f"LISTEN {WAKE_CHANNEL}")
        for group in lanes.values():
            for lane in group:
                lane.woken.set()
        async for notice in listening.notifies():
            topic, _colon, workspace = notice.payload.partition(":")
            if topic == EXPECTED and workspace.isdigit():
                heard(int(workspace))
            for lane in lanes.get(topic, ()):
                lane.woken.set()
