"""What a reader of mailboxes keeps, and the account and mails that its tests share."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from madoguchi.adapters.channels.email.imap_in import Cursor, FetchedMail, ImapAccount
from tests.mail.imap import FakeImap, Mail

AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def mail(number: int, **options: Any) -> Mail:
    return Mail(b"Subject: %d\r\n\r\nBody of %d\r\n" % (number, number), **options)


class Store:
    """Keeps what is accepted, once for each content; remembers the cursor as a caller would."""

    def __init__(self) -> None:
        self.kept: list[FetchedMail] = []
        self.cursor: Cursor | None = None
        self.fail: Callable[[FetchedMail], None] = lambda mail: None
        self.arrived = threading.Condition()

    def accept(self, mail: FetchedMail) -> Any:
        self.fail(mail)
        with self.arrived:
            if any(kept.raw == mail.raw for kept in self.kept):
                return "duplicate"
            self.kept.append(mail)
            self.arrived.notify_all()
        return "stored"

    def save(self, cursor: Cursor) -> None:
        self.cursor = cursor

    def uids(self) -> list[int]:
        return [mail.uid for mail in self.kept]

    def wait(self, count: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.kept) >= count, 60), f"{len(self.kept)} of {count}"


def at(server: FakeImap, **options: Any) -> ImapAccount:
    account = ImapAccount("127.0.0.1", "desk", "secret", server.port, "plain", start="all", timeout=5)
    return replace(account, **options)
