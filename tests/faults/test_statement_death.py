"""Death at the n-th SQL statement, for every n: each point recovers to a legal state without a hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import count

import pytest

from madoguchi.base.tenancy import _current, tenant
from madoguchi.config import receiving
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations import outgoing
from madoguchi.core.conversations.actions import deliver
from madoguchi.core.conversations.actions.begin import begin
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.outgoing import Outgoing, Result
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from tests.core.conversations.arriving import mail
from tests.faults.dying import dies
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def koyomi() -> World:
    """The shared world, committed."""
    return build()


@pytest.fixture(autouse=True)
def read_without_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser has tests of its own and runs no SQL."""
    letters = {raw: mail("hanako@kobo.example", text=raw.decode(), mail_id=raw.decode()) for raw in (b"1@x", b"2@x")}
    monkeypatch.setattr(receiving, "read", lambda raw, route, envelope: letters[raw])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Outgoing]:
    letters: list[Outgoing] = []

    def post(letter: Outgoing) -> Sequence[Result]:
        letters.append(letter)
        return [Result(address, "sent") for address in letter.recipients]

    monkeypatch.setitem(outgoing.CHANNELS, "email", post)
    return letters


def take(world: World, raw: bytes) -> int:
    return accept(Parcel(raw, "smtp"), to=Address(world.koyomi.id, world.support.id))


def drain() -> None:
    while receiving.receive_some() or run_events():
        pass


def deaths(work: Callable[[], object]) -> Iterator[int]:
    """Kill `work` at its first statement, its second, and so on, until it comes to its end alive."""
    for at in count(1):
        dead = dies(work, at=at)
        _current.set(None)
        yield at
        if not dead:
            return


def test_accepting(koyomi: World) -> None:
    for at in deaths(lambda: take(koyomi, b"1@x")):
        with tenant(koyomi.koyomi.id):
            stored = RawIntake.objects.count()
            assert stored == duties("intake")
            assert stored <= 1
            assert at < 20
    assert stored == 1


def test_receiving(koyomi: World) -> None:
    take(koyomi, b"1@x")
    for at in deaths(receiving.receive_some):
        with tenant(koyomi.koyomi.id):
            (item,) = RawIntake.objects.all()
            settled = item.state == "message"
            assert Message.objects.count() == Conversation.objects.count() == int(settled)
            assert duties("intake") == int(not settled)
            assert Event.objects.count() == duties("event")
        assert at < 60
    assert settled
    drain()
    assert not events_to_tell()


def test_telling(koyomi: World) -> None:
    take(koyomi, b"1@x")
    receiving.receive_some()
    before = events_to_tell()
    for _at in deaths(run_events):
        told = Outbox.objects.exclude(topic="event").count()  # the search has its own queue, filled by telling
        assert (events_to_tell(), told) in ((before, 0), (0, 1))
    assert not events_to_tell()


def test_replying(koyomi: World) -> None:
    take(koyomi, b"1@x")
    drain()
    with tenant(koyomi.koyomi.id):
        conversation = Conversation.objects.get()
    misaki = koyomi.actor(koyomi.misaki)
    sending = Sending(hold=timedelta(0), once="one form")
    letter = Letter("はい、できます。", to=("hanako@kobo.example",))
    for _at in deaths(lambda: reply(conversation.id, letter=letter, sending=sending, actor=misaki)):
        with tenant(koyomi.koyomi.id):
            replies = Message.objects.filter(kind="reply").count()
            assert replies == Delivery.objects.count() == duties("delivery")
            assert replies <= 1
    assert replies == 1


def test_beginning(koyomi: World) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    sending = Sending(then=Then("resolve"), hold=timedelta(0), once="one form")
    letter = Letter("はじめまして。", to=("shin@kobo.example",))
    for _at in deaths(lambda: begin(koyomi.support.id, letter=letter, sending=sending, actor=misaki)):
        with tenant(koyomi.koyomi.id):
            begun = Conversation.objects.filter(status="resolved").count()
            assert begun == Conversation.objects.count() == Message.objects.count() == duties("delivery")
            assert begun == Contact.objects.filter(identities__value="shin@kobo.example").count()
            assert Event.objects.count() == duties("event") == 4 * begun
            assert begun <= 1
    assert begun == 1


def test_delivering(koyomi: World, sent: list[Outgoing]) -> None:
    """Between the server's 250 and our commit a second copy is possible, under the same Message-ID; a loss is not."""
    take(koyomi, b"1@x")
    drain()
    with tenant(koyomi.koyomi.id):
        conversation = Conversation.objects.get()
    letter = Letter("はい、できます。", to=("hanako@kobo.example",))
    misaki = koyomi.actor(koyomi.misaki)
    message = reply(conversation.id, letter=letter, sending=Sending(hold=timedelta(0)), actor=misaki)
    for _at in deaths(lambda: deliver.deliver_message(message.id, workspace_id=koyomi.koyomi.id)):
        with tenant(koyomi.koyomi.id):
            assert Delivery.objects.get().state in ("queued", "sent")
    with tenant(koyomi.koyomi.id):
        assert Delivery.objects.get().state == "sent"
    assert {letter.mail_id for letter in sent} == {message.mail_id}
    again = len(sent)
    deliver.deliver_message(message.id, workspace_id=koyomi.koyomi.id)
    assert len(sent) == again


def events_to_tell() -> int:
    return duties("event")


def duties(topic: str) -> int:
    return Outbox.objects.filter(topic=topic).count()
