"""Reading a period of a mailbox again, and what is told of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from madoguchi.adapters.channels.email.imap_in import ImapError
from madoguchi.base.tenancy import tenant
from madoguchi.config.rereading import read_period
from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.actions.inbox import change_inbox
from madoguchi.core.inboxes.actions.reread import ask_reread
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import Reread, found_reread
from tests.mail.imap import FakeImap
from tests.mail.mailbox import AT, mail
from tests.world import World

SINCE, UNTIL = AT - timedelta(hours=1), AT + timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        server.mails = {uid: mail(uid, arrived=AT) for uid in range(1, 6)}
        yield server


@pytest.fixture
def inbox(world: World, server: FakeImap) -> Inbox:
    reached = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none", "imap_user": "desk"}
    changes = {"settings": reached, "secrets": {"imap_password": "secret"}}
    return change_inbox(world.support.id, changes=changes, actor=world.actor(world.aoi))


def asked(world: World, inbox: Inbox, since: datetime = SINCE) -> None:
    ask_reread(inbox.id, since=since, until=UNTIL, actor=world.actor(world.aoi))


def told(inbox: Inbox) -> Reread:
    with tenant(inbox.workspace_id):
        found = found_reread(inbox)
    assert found is not None
    return found


def read(inbox: Inbox, since: datetime = SINCE) -> None:
    read_period(inbox.workspace_id, inbox.id, since.isoformat(), UNTIL.isoformat())


def test_nothing_is_told_of_a_period_that_nobody_asked_for(inbox: Inbox) -> None:
    with tenant(inbox.workspace_id):
        assert found_reread(inbox) is None


def test_it_tells_what_was_found_what_is_new_and_what_could_not_be_read(
    world: World, inbox: Inbox, server: FakeImap
) -> None:
    server.refuse_body = {4}
    asked(world, inbox)
    assert (told(inbox).state, told(inbox).goes_on) == ("reading", True)
    read(inbox)
    first = told(inbox)
    assert (first.state, first.found, first.new, first.known, first.unreadable) == ("done", 5, 5, 0, 1)
    assert (first.since, first.until, first.goes_on) == (SINCE, UNTIL, False)
    server.mails[6] = mail(6, arrived=AT)
    asked(world, inbox)
    read(inbox)
    again = told(inbox)
    assert (again.found, again.new, again.known) == (6, 1, 5)
    with tenant(inbox.workspace_id):
        events = list(Event.objects.filter(type="inbox.reread").order_by("id"))
    assert [event.payload["stored"] for event in events] == [5, 1]
    assert [event.payload["unreadable"] for event in events] == [1, 1]


def test_a_server_that_refuses_for_good_is_told_and_not_asked_again(
    world: World, inbox: Inbox, server: FakeImap
) -> None:
    change_inbox(inbox.id, changes={"secrets": {"imap_password": "wrong"}}, actor=world.actor(world.aoi))
    asked(world, inbox)
    read(inbox)
    found = told(inbox)
    assert (found.state, found.reason.partition(":")[0], found.goes_on) == ("failed", "auth-failed", False)
    with tenant(inbox.workspace_id):
        assert not Event.objects.filter(type="inbox.reread").exists()
        assert alarms_for(world.actor(world.aoi)) == []  # the watching says whether mail stands still, not this


def test_a_server_that_is_away_is_told_and_asked_again(world: World, inbox: Inbox) -> None:
    change_inbox(inbox.id, changes={"settings": {"imap_port": 1}}, actor=world.actor(world.aoi))
    asked(world, inbox)
    with pytest.raises(ImapError):
        read(inbox)
    found = told(inbox)
    assert (found.state, found.reason.partition(":")[0], found.goes_on) == ("waiting", "unreachable", True)


def test_what_was_asked_first_does_not_answer_for_what_was_asked_last(world: World, inbox: Inbox) -> None:
    earlier = SINCE - timedelta(days=9)
    asked(world, inbox, earlier)
    asked(world, inbox)
    read(inbox, earlier)
    assert told(inbox).state == "reading"
    read(inbox)
    assert (told(inbox).state, told(inbox).since, told(inbox).known) == ("done", SINCE, 5)
