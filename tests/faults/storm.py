"""Mails and API writes pour in while processes are killed; then everything is counted.

An injector writes a serial down only after our 250 or 2xx and tries the same serial again until then. The checker
counts in the database: each serial that was written down is there once, and nothing is left half done.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import smtplib
import threading
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.faults.installation import ADDRESS, Installation
from tests.faults.waiting import until

GIVE_UP = 180.0  # seconds for one serial
BREATH = 0.05  # seconds until a serial that was not acknowledged is tried again
VICTIMS = ("web", "worker", "smtp", "postgres", "worker", "postgres")


@dataclass
class Storm:
    """`mails` and `writes` serials, poured in over `connections` of each kind while processes are killed."""

    place: Installation
    mails: int
    writes: int
    connections: int = 4
    accepted: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    killed: Counter[str] = field(default_factory=Counter)
    back_after: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[int] = field(default_factory=Counter)
    poured: threading.Event = field(default_factory=threading.Event)

    def run(self, victims: Iterable[str]) -> None:
        """Blow until every serial is acknowledged; each name that `victims` yields is killed there and then."""
        conversation_id = self._first_conversation()
        jobs = [*self._threads("mail", self._mail, self.mails)]
        jobs += self._threads("note", self._writer(conversation_id), self.writes)
        for thread in jobs:
            thread.start()
        ends = threading.Thread(target=self._wait_for, args=(jobs,))
        ends.start()
        for name in victims:
            self.back_after[name].append(self.place.kill(name))
            self.killed[name] += 1
        ends.join()

    def share(self) -> float:
        """How much of all is acknowledged, 0 to 1."""
        return (len(self.accepted) + len(self.written)) / (self.mails + self.writes + 1)

    def _wait_for(self, jobs: list[threading.Thread]) -> None:
        for thread in jobs:
            thread.join()
        self.poured.set()

    def _first_conversation(self) -> int:
        self._mail("first")

        def found() -> int | None:
            status, answer = self.place.call("GET", "/conversations?limit=1")
            return int(answer["data"][0]["id"]) if status == 200 and answer["data"] else None

        return until(found, "the first mail is a conversation")

    def _threads(self, kind: str, send: Callable[[str], None], count: int) -> Iterator[threading.Thread]:
        def pour(part: int) -> None:
            for number in range(part, count, self.connections):
                send(f"{kind}-{number}")

        for part in range(self.connections):
            yield threading.Thread(target=pour, args=(part,), daemon=True)

    def _mail(self, serial: str) -> None:
        sender = f"customer{zlib.crc32(serial.encode()) % 97}@kobo.example"
        raw = (
            f"From: <{sender}>\r\nTo: <{ADDRESS}>\r\nSubject: {serial}\r\nMessage-ID: <{serial}@storm.example>\r\n"
            f"Date: Mon, 23 Nov 2026 09:00:00 +0900\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"\r\n{serial} です。\r\n"
        )
        ends_at = time.monotonic() + GIVE_UP
        while time.monotonic() < ends_at:
            quietly = contextlib.suppress(OSError, smtplib.SMTPException)
            with quietly, smtplib.SMTP("127.0.0.1", self.place.smtp_port, timeout=20) as client:
                client.sendmail(sender, [ADDRESS], raw.encode())
                self.accepted.add(serial)
            if serial in self.accepted:  # also where the 250 came and the farewell did not
                return
            self.poured.wait(BREATH)

    def _writer(self, conversation_id: int) -> Callable[[str], None]:
        def note(serial: str) -> None:
            ends_at = time.monotonic() + GIVE_UP
            while time.monotonic() < ends_at:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    path = f"/conversations/{conversation_id}/notes"
                    status, _answer = self.place.call("POST", path, {"text": serial}, Idempotency_Key=serial)
                    if 200 <= status < 300:
                        self.written.add(serial)
                        return
                    self.refused[status] += 1
                self.poured.wait(BREATH)

        return note


def in_turn(storm: Storm, names: list[str]) -> Iterator[str]:
    """Each name once, spread over the storm by what is acknowledged so far; the same on any machine."""
    for number, name in enumerate(names, start=1):
        share = number / (len(names) + 1)
        until(lambda share=share: storm.share() >= share or storm.poured.is_set(), f"{share:.0%} are in", 300)  # type: ignore[misc]
        yield name


def now_and_then(storm: Storm, pause: float, seed: int) -> Iterator[str]:
    """A name by the dice every `pause` seconds (half to half more) until everything is in."""
    dice = random.Random(seed)
    while not storm.poured.wait(pause * (0.5 + dice.random())):
        yield dice.choice(VICTIMS)


@dataclass(frozen=True)
class Verdict:
    """What the checker counted. All zero, or the product has lied."""

    lost: int
    doubled: int
    unsettled: int
    stuck: int
    wrong_state: int


def check(place: Installation, accepted: set[str], written: set[str], patience: float = 120.0) -> Verdict:
    """Wait until nothing moves any more, then count."""
    with place.database() as database:

        def number(sql: str) -> int:
            row = database.execute(sql).fetchone()
            return int(row[0]) if row else 0

        pending = "SELECT (SELECT count(*) FROM raw_intake WHERE state = 'pending') + (SELECT count(*) FROM outbox)"
        stuck = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('doing', 'failed')"
        with contextlib.suppress(TimeoutError):  # what is left then is counted below
            until(lambda: number(pending) + number(stuck) == 0, "nothing is left to do", patience)
        subjects = Counter(row[0] for row in database.execute("SELECT subject FROM messages WHERE kind = 'inbound'"))
        notes = Counter(row[0] for row in database.execute("SELECT text FROM messages WHERE kind = 'note'"))
        return Verdict(
            lost=sum(not subjects[serial] for serial in accepted) + sum(not notes[serial] for serial in written),
            doubled=sum(count > 1 for count in (subjects + notes).values()),
            unsettled=number(pending),
            stuck=number(stuck),
            wrong_state=number("SELECT count(*) FROM raw_intake WHERE state <> 'message'"),
        )
