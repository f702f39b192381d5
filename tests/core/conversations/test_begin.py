"""Writing first: one letter makes a conversation, once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions import draft
from madoguchi.core.conversations.actions.begin import begin
from madoguchi.core.conversations.actions.reply import undo
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Draft, Message
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.people.actor import Actor
from tests.world import World, build

NEW = "shin@kobo.example"


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


def letter(text: str = "はじめまして。", **fields: Any) -> Letter:
    return Letter(text, to=(NEW,), subject="ご案内", **fields)


def test_a_letter_to_a_stranger_makes_all_that_it_needs(koyomi: World, misaki: Actor) -> None:
    message = begin(koyomi.support.id, letter=letter(cc=("keiri@kobo.example",)), sending=Sending(), actor=misaki)
    conversation = Conversation.objects.get()
    assert message.conversation_id == conversation.id
    assert conversation.contact == Contact.objects.get(identities__value=NEW)
    assert conversation.contact.company == koyomi.kobo
    assert (conversation.subject, message.subject) == ("ご案内", "ご案内")
    assert (conversation.status, conversation.waiting_on) == ("open", "customer")
    assert (conversation.preview, conversation.assignee) == ("はじめまして。", koyomi.misaki)
    assert conversation.first_replied_at == conversation.last_activity_at == message.at
    assert message.send_at == message.at + timedelta(seconds=10)
    assert [row.address for row in message.deliveries_on] == [NEW, "keiri@kobo.example"]
    assert message.deliveries_on == list(message.deliveries.order_by("id"))
    duty = Outbox.objects.get(topic="delivery")
    assert (duty.workspace_id, duty.ref_id) == (koyomi.koyomi.id, message.id)


def test_it_is_told_in_the_order_in_which_it_happened(koyomi: World, misaki: Actor) -> None:
    sending = Sending(then=Then("snooze", now() + timedelta(days=1)))
    message = begin(koyomi.support.id, letter=letter(), sending=sending, actor=misaki)
    assert list(Event.objects.order_by("id").values_list("type", "conversation_id")) == [
        ("contact.created", None),
        ("conversation.created", message.conversation_id),
        ("conversation.snoozed", message.conversation_id),
        ("reply.queued", message.conversation_id),
    ]
    assert Conversation.objects.get().snoozed_until == sending.then.until
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.wake").count() == 1


def test_taken_back_it_is_a_draft_of_an_open_conversation(koyomi: World, misaki: Actor) -> None:
    sending = Sending(then=Then("resolve"))
    message = begin(koyomi.support.id, letter=letter(), sending=sending, actor=misaki)
    assert Conversation.objects.get().status == "resolved"
    back = undo(message.id, actor=misaki)
    restored = Conversation.objects.get()
    assert (restored.status, restored.preview, restored.first_replied_at) == ("open", "", None)
    assert (restored.waiting_on, restored.assignee) == ("customer", koyomi.misaki)
    assert (back.kind, back.text, back.fields) == ("reply", "はじめまして。", {"to": [NEW]})
    assert not Delivery.objects.exists()


def test_what_was_drafted_goes_with_its_files(koyomi: World, misaki: Actor) -> None:
    sent, other = (
        draft.attach_file(None, kind="new", piece=Piece(name, "text/plain", b"x"), actor=misaki)
        for name in ("a.txt", "b.txt")
    )
    draft.save_draft(None, kind="new", text="健二の", fields={}, actor=koyomi.actor(koyomi.kenji))
    message = begin(koyomi.support.id, letter=letter(attachment_ids=(sent.id,)), sending=Sending(), actor=misaki)
    assert list(message.attachments.all()) == [sent]
    assert not Attachment.objects.filter(id=other.id).exists()
    assert list(Draft.objects.values_list("text", flat=True)) == ["健二の"]


def test_a_repeat_makes_nothing_and_leaves_what_was_begun_since(koyomi: World, misaki: Actor) -> None:
    once = Sending(once="the same form")
    first = begin(koyomi.support.id, letter=letter(), sending=once, actor=misaki)
    draft.save_draft(None, kind="new", text="次の", fields={}, actor=misaki)
    assert begin(koyomi.support.id, letter=letter(), sending=once, actor=misaki) == first
    assert Conversation.objects.count() == Message.objects.count() == 1
    assert Draft.objects.get().text == "次の"
    kenji = koyomi.actor(koyomi.kenji)
    assert begin(koyomi.support.id, letter=letter(), sending=once, actor=kenji) != first


def test_the_blocked_are_not_written_to(koyomi: World, misaki: Actor) -> None:
    Contact.objects.filter(id=koyomi.hanako.id).update(blocked_at=now())
    with pytest.raises(Refused, match="blocked"):
        begin(koyomi.support.id, letter=Letter("x", to=("hanako@kobo.example",)), sending=Sending(), actor=misaki)
    assert not Conversation.objects.exists()


def test_what_goes_wrong_leaves_nothing(koyomi: World, misaki: Actor) -> None:
    with pytest.raises(Refused, match="no-such-file"):
        begin(koyomi.support.id, letter=letter(attachment_ids=(1,)), sending=Sending(), actor=misaki)
    assert not Conversation.objects.exists()
    assert not Contact.objects.filter(identities__value=NEW).exists()
    assert not Event.objects.exists()


def test_an_inbox_that_is_closed_or_not_theirs_is_not_there(koyomi: World, misaki: Actor) -> None:
    for inbox_id, person in ((koyomi.support.id, koyomi.olivia), (koyomi.support.id, koyomi.ren), (0, koyomi.misaki)):
        with pytest.raises(NotAllowed):
            begin(inbox_id, letter=letter(), sending=Sending(), actor=koyomi.actor(person))
    koyomi.support.disabled_at = now()
    koyomi.support.save()
    with pytest.raises(NotAllowed):
        begin(koyomi.support.id, letter=letter(), sending=Sending(), actor=misaki)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_conversation(transactional_db: Any) -> None:
    world = build()
    ready = threading.Barrier(4)
    found: list[int] = []
    known = Letter("はじめまして。", to=("hanako@kobo.example",))

    def click() -> None:
        try:
            ready.wait(timeout=10)
            actor = world.actor(world.misaki)
            found.append(begin(world.support.id, letter=known, sending=Sending(once="one form"), actor=actor).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    with tenant(world.koyomi.id):
        assert Conversation.objects.count() == Message.objects.count() == 1
