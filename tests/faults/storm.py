"""Mails and API writes pour in while processes are killed; then everything is counted.

An injector writes a serial down only after our 250 or 2xx and tries the same serial again until then. The checker
counts in the database: each serial that was written down is there once, and nothing is left half done.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import smtplib
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.installation import ADDRESS, Installation

GIVE_UP = 120.0  # seconds for one serial


@dataclass
class Storm:
    """`mails` and `writes` serials, and a kill every `pause` seconds (roughly) until all are in."""

    place: Installation
    mails: int
    writes: int
    pause: float = 2.0
    seed: int = 1
    connections: int = 4
    accepted: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    killed: Counter[str] = field(default_factory=Counter)
    back_after: list[float] = field(default_factory=list)
    unavailable: Counter[int] = field(default_factory=Counter)

    def run(self) -> None:
        """Blow until every serial is acknowledged."""
        conversation_id = self._first_conversation()
        jobs = [self._threads(self._mail, self.mails), self._threads(self._write(conversation_id), self.writes)]
        pouring = [thread for group in jobs for thread in group]
        for thread in pouring:
            thread.start()
        self._kill_while(pouring)
        for thread in pouring:
            thread.join()

    def _first_conversation(self) -> int:
        self._mail("first")
        ends_at = time.monotonic() + 30
        while time.monotonic() < ends_at:
            status, answer = self.place.call("GET", "/conversations?limit=1")
            if status == 200 and answer["data"]:
                return int(answer["data"][0]["id"])
            time.sleep(0.05)
        raise TimeoutError("the first mail did not arrive")

    def _threads(self, send: Callable[[str], None], count: int) -> list[threading.Thread]:
        def pour(part: int) -> None:
            for number in range(part, count, self.connections):
                send(f"{send.__name__.strip('_')}-{number}")

        return [threading.Thread(target=pour, args=(part,)) for part in range(self.connections)]

    def _mail(self, serial: str) -> None:
        sender = f"customer{zlib.crc32(serial.encode()) % 97}@kobo.example"
        raw = (
            f"From: <{sender}>\r\nTo: <{ADDRESS}>\r\nSubject: {serial}\r\nMessage-ID: <{serial}@storm.example>\r\n"
            f"Date: Mon, 23 Nov 2026 09:00:00 +0900\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"\r\n{serial} です。\r\n"
        )
        ends_at = time.monotonic() + GIVE_UP
        while time.monotonic() < ends_at:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                with smtplib.SMTP("127.0.0.1", self.place.smtp_port, timeout=20) as client:
                    client.sendmail(sender, [ADDRESS], raw.encode())
                    self.accepted.add(serial)
                return
            if serial in self.accepted:  # the 250 came, the farewell did not
                return
            time.sleep(0.05)

    def _write(self, conversation_id: int) -> Callable[[str], None]:
        def note(serial: str) -> None:
            ends_at = time.monotonic() + GIVE_UP
            while time.monotonic() < ends_at:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    path = f"/conversations/{conversation_id}/notes"
                    status, _answer = self.place.call("POST", path, {"text": serial}, Idempotency_Key=serial)
                    if 200 <= status < 300:
                        self.written.add(serial)
                        return
                    self.unavailable[status] += 1
                time.sleep(0.05)

        return note

    def _kill_while(self, pouring: list[threading.Thread]) -> None:
        dice = random.Random(self.seed)
        while any(thread.is_alive() for thread in pouring):
            time.sleep(self.pause * (0.5 + dice.random()))
            victims = self.place.victims()
            name = dice.choice(["web", "worker", "smtp", "postgres", "worker", "postgres"])
            if name in victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victims[name], signal.SIGKILL)
                    self.killed[name] += 1
                    self.back_after.append(self.place.wait_ready())


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
        ends_at = time.monotonic() + patience
        while number(pending) and time.monotonic() < ends_at:
            time.sleep(0.1)
        subjects = Counter(row[0] for row in database.execute("SELECT subject FROM messages WHERE kind = 'inbound'"))
        notes = Counter(row[0] for row in database.execute("SELECT text FROM messages WHERE kind = 'note'"))
        return Verdict(
            lost=sum(not subjects[serial] for serial in accepted) + sum(not notes[serial] for serial in written),
            doubled=sum(count > 1 for count in (subjects + notes).values()),
            unsettled=number(pending),
            stuck=number("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('doing', 'failed')"),
            wrong_state=number("SELECT count(*) FROM raw_intake WHERE state <> 'message'"),
        )
