"""Mail servers that refuse, defer, hang and cut, from the reply in the database to the bytes on the wire."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest

from madoguchi.base import clock
from madoguchi.config.values import OutgoingServer
from madoguchi.core.conversations.actions import deliver
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.events.models import Event, Outbox
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.mail.sink import CUT, HANG, Script, Sink
from tests.world import World

HANAKO, TARO = "hanako@kobo.example", "taro..sato.@docomo.ne.jp"
BUSY = Script(rcpt=lambda address: "450 4.2.1 Mailbox busy")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def message(koyomi: World, sink: Sink, settings: Any) -> Message:
    """A reply that is due, in a conversation that was resolved with it; the server for it is the sink."""
    use(settings, sink.port)
    conversation = conversation_of(arrive(koyomi.support, mail(f"山田 花子 <{HANAKO}>", subject="請求書について")))
    sending = Sending(then=Then("resolve"), hold=timedelta(0))
    return reply(
        conversation.id, letter=Letter("承知しました。", (HANAKO,)), sending=sending, actor=koyomi.actor(koyomi.misaki)
    )


def use(settings: Any, port: int) -> None:
    server = OutgoingServer("127.0.0.1", port, "", "", "none", timeout=0.3)
    settings.MADOGUCHI = replace(settings.MADOGUCHI, smtp_url=server)


def attempt(message: Message) -> Delivery:
    """One try, and how the first recipient stands after it."""
    deliver.deliver_message(message.id, workspace_id=message.workspace_id)
    return message.deliveries.order_by("id")[0]


def wait_until_due(row: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the next try has come."""
    assert row.next_attempt_at is not None
    monkeypatch.setattr(deliver, "now", lambda at=row.next_attempt_at: at)


def mail_ids(sink: Sink) -> list[str]:
    return [message_from_bytes(mail.data)["Message-ID"] for mail in sink.received]


REFUSALS = {
    "the sender": Script(mail="550 5.7.1 Not from you"),
    "the recipient": Script(rcpt=lambda address: "550 5.1.1 No such user"),
    "the data": Script(data="554 5.6.0 No"),
    "the mail": Script(final="554 5.7.1 Looks like spam"),
}


@pytest.mark.parametrize("script", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_shown_on_the_reply_at_once(message: Message, sink: Sink, script: Script) -> None:
    sink.script = script
    row = attempt(message)
    assert (row.state, row.next_attempt_at, row.attempts) == ("failed", None, 1)
    assert row.code.startswith("5.")
    assert row.response
    assert row.settled_at is not None
    conversation = Conversation.objects.get(id=message.conversation_id)
    assert conversation.status == "open"
    assert conversation.waiting_since is not None
    assert Event.objects.filter(type="delivery.changed", conversation_id=conversation.id).exists()
    attempt(message)
    assert sink.connections == 1


def test_a_deferral_is_tried_again_and_arrives(message: Message, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    sink.script = BUSY
    before = clock.now()
    row = attempt(message)
    assert (row.state, row.code, row.response) == ("deferred", "4.2.1", "Mailbox busy")
    assert row.next_attempt_at is not None
    assert timedelta(seconds=59) < row.next_attempt_at - before < timedelta(minutes=2)
    assert Outbox.objects.get(topic="delivery").due_at == row.next_attempt_at
    assert Conversation.objects.get(id=message.conversation_id).status == "resolved"
    attempt(message)  # too early: nobody is asked
    assert sink.connections == 1
    sink.script = Script()
    wait_until_due(row, monkeypatch)
    row = attempt(message)
    assert (row.state, row.attempts) == ("sent", 2)
    assert mail_ids(sink) == [f"<{message.mail_id}>"]


SILENCES = {
    "hangs at the greeting": Script(banner=HANG),
    "hangs at the sender": Script(mail=HANG),
    "hangs in the mail": Script(body=HANG),
    "cuts at the greeting": Script(banner=CUT),
    "cuts at the recipient": Script(rcpt=lambda address: CUT),
    "cuts in the mail": Script(body=CUT),
    "turns away at the greeting": Script(banner="554 5.3.2 Not today"),
    "leaves at the recipient": Script(rcpt=lambda address: "421 4.3.2 Going down"),
}


@pytest.mark.parametrize("script", SILENCES.values(), ids=SILENCES)
def test_a_server_that_fails_before_the_end_gets_it_later_once(
    message: Message, sink: Sink, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.script = script
    row = attempt(message)
    assert row.state == "deferred"
    assert sink.received == []
    sink.script = Script()
    wait_until_due(row, monkeypatch)
    assert attempt(message).state == "sent"
    assert mail_ids(sink) == [f"<{message.mail_id}>"]


@pytest.mark.parametrize("end", [CUT, HANG])
def test_a_cut_after_the_last_dot_is_the_one_case_of_two_copies(
    message: Message, sink: Sink, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.script = Script(final=end)
    row = attempt(message)
    assert row.state == "deferred"
    assert len(sink.received) == 1
    sink.script = Script()
    wait_until_due(row, monkeypatch)
    assert attempt(message).state == "sent"
    assert mail_ids(sink) == [f"<{message.mail_id}>"] * 2


def test_nobody_listens_and_then_somebody_does(
    message: Message, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sink() as closed:
        pass
    use(settings, closed.port)
    row = attempt(message)
    assert row.state == "deferred"
    with Sink(port=closed.port) as late:
        wait_until_due(row, monkeypatch)
        assert attempt(message).state == "sent"
        assert mail_ids(late) == [f"<{message.mail_id}>"]


def test_deferred_for_nearly_three_days_and_then_taken(
    message: Message, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.script = BUSY
    row, began = attempt(message), clock.now()
    while row.next_attempt_at is not None and row.next_attempt_at < began + timedelta(hours=71):
        wait_until_due(row, monkeypatch)
        row = attempt(message)
        assert row.state == "deferred"
    assert 60 < row.attempts < 100
    sink.script = Script()
    wait_until_due(row, monkeypatch)
    assert attempt(message).state == "sent"
    assert len(sink.received) == 1


def test_one_of_two_recipients_is_refused(message: Message, sink: Sink) -> None:
    Delivery.objects.create(
        workspace_id=message.workspace_id, message=message, address=TARO, role="cc", next_attempt_at=message.send_at
    )
    sink.script = Script(rcpt=lambda address: "550 5.1.1 No such user" if address == TARO else "")
    attempt(message)
    assert dict(message.deliveries.values_list("address", "state")) == {HANAKO: "sent", TARO: "failed"}
    assert [mail.rcpt_tos for mail in sink.received] == [(HANAKO,)]
