"""Where the reading of a mailbox goes on, and that the numbers of one mailbox say nothing of another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.adapters.channels.email.imap_in import (
    Cursor,
    FetchedMail,
    ImapAccount,
    Outcome,
    Patience,
    Start,
    WatchReport,
    fetch,
)
from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.config.mailboxes import CLOCKS_DIFFER, IMAP, Keeper, going_on, position_of, read_now
from madoguchi.core.inboxes.actions.accept import Address
from madoguchi.core.inboxes.models import ChannelCursor
from tests.mail.imap import FakeImap
from tests.mail.mailbox import AT, mail
from tests.world import World

SUPPORT = ImapAccount("imap.koyomi.example", "support@koyomi.example")
OTHERS = [{"username": "help@koyomi.example"}, {"folder": "Kunden"}, {"host": "imap.example.jp"}]
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
REACHED = Cursor(1, 4711, MONDAY, 4000)
READ: dict[str, object] = {**read_now(position_of(REACHED), SUPPORT), "read_at": "2026-12-04T10:00:00+00:00"}


@pytest.mark.parametrize("changed", [{}, {"port": 143}, {"password": "new"}, {"start": "all"}])
def test_a_mailbox_goes_on_where_it_stopped(changed: dict[str, Any]) -> None:
    assert going_on(READ, replace(SUPPORT, **changed)) == REACHED


def test_a_position_from_before_mailboxes_were_told_apart_stays() -> None:
    assert going_on(position_of(REACHED), SUPPORT) == REACHED


@pytest.mark.parametrize("other", OTHERS, ids=["user", "folder", "server"])
@pytest.mark.parametrize(
    ("start", "since"), [("all", None), (MONDAY, MONDAY), ("now", datetime(2026, 12, 4, 9, tzinfo=UTC))]
)
def test_another_mailbox_is_read_as_is_wanted(other: dict[str, Any], start: Start, since: datetime | None) -> None:
    assert going_on(READ, replace(SUPPORT, start=start, **other)) == Cursor(0, 0, since)


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        yield server


def test_mails_of_another_mailbox_with_the_same_numbering_are_seen(server: FakeImap) -> None:
    """Some servers give every mailbox the same UIDVALIDITY: what has a lower number than was reached is new here."""
    server.mails = {uid: mail(uid, arrived=AT + timedelta(hours=uid)) for uid in range(1, 5)}
    position = {**position_of(Cursor(server.uidvalidity, 4711)), "mailbox": ["127.0.0.1", "old", "INBOX"]}
    account = ImapAccount("127.0.0.1", "desk", "secret", port=server.port, security="plain", patience=Patience(idle=1))
    read_at = (AT + timedelta(hours=3) + CLOCKS_DIFFER).isoformat()
    seen: list[int] = []

    def accept(fetched: FetchedMail) -> Any:
        seen.append(fetched.uid)
        return "stored"

    fetch(account, going_on({**position, "read_at": read_at}, account), accept)
    assert seen == [3, 4]


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_of_a_reading(world: World) -> None:
    keeper = Keeper(Address(world.koyomi.id, world.support.id), SUPPORT)

    def kept() -> dict[str, Any]:
        with tenant(world.koyomi.id):
            return dict(ChannelCursor.objects.get(inbox=world.support, name=IMAP).position)

    assert keeper.load() is None
    keeper.save(REACHED)
    assert keeper.load() == REACHED
    first = kept()
    assert first["mailbox"] == [SUPPORT.host, SUPPORT.username, SUPPORT.folder]
    assert now() - datetime.fromisoformat(first["read_at"]) < timedelta(minutes=1)
    keeper.report(WatchReport(reason="unreachable"))
    assert kept() == first
    keeper.report(WatchReport(Outcome(REACHED)))
    assert kept()["read_at"] > first["read_at"]
    assert keeper.load() == REACHED
