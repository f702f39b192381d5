"""Replies that go out later: they answer nobody until their time, and can be changed or taken back until then."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions import draft
from madoguchi.core.conversations.actions.later import reply_later, reschedule, send_now
from madoguchi.core.conversations.actions.reply import undo
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.letter import Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, Delivery, Draft, Message
from madoguchi.core.conversations.queries.timeline import timeline
from madoguchi.core.events.models import Event
from madoguchi.core.people.models import Person
from tests.core.conversations import posts
from tests.core.conversations.arriving import arrive, conversation_of, mail, message_of
from tests.core.conversations.posts import Post, deliver
from tests.world import World

HANAKO = "hanako@kobo.example"
NOTHING = Then()
LETTER = Letter("本日ご連絡いたします。", to=(HANAKO,))


@pytest.fixture
def conversation(koyomi: World) -> Conversation:
    return conversation_of(arrive(koyomi.support, mail(f"山田 花子 <{HANAKO}>", subject="請求書について")))


def tomorrow() -> datetime:
    return now() + timedelta(days=1)


def scheduled(
    koyomi: World, conversation: Conversation, *, then: Then = NOTHING, person: Person | None = None, once: str = ""
) -> Message:
    actor = koyomi.actor(person or koyomi.misaki)
    return reply_later(
        conversation.id, letter=LETTER, at=tomorrow(), sending=Sending(then=then, once=once), actor=actor
    )


def come(message: Message) -> None:
    """Its time has come, and its job runs."""
    Message.objects.filter(id=message.id).update(send_at=now() - timedelta(seconds=1))
    Delivery.objects.filter(message=message).update(next_attempt_at=None)
    deliver(message)


def test_it_waits_for_its_time_and_answers_nobody_until_then(
    koyomi: World, conversation: Conversation, post: Post
) -> None:
    message = scheduled(koyomi, conversation)
    job = ProcrastinateJob.objects.get(task_name="madoguchi.set_off")
    assert job.scheduled_at == message.send_at
    deliver(message)  # too early
    assert post.sent == []
    waiting = Conversation.objects.get(id=conversation.id)
    assert (waiting.waiting_since, waiting.waiting_on) == (conversation.waiting_since, "us")
    assert waiting.first_replied_at is None
    assert waiting.preview == conversation.preview
    assert waiting.assignee == koyomi.misaki
    assert not Event.objects.filter(type="reply.queued").exists()
    assert Event.objects.get(type="reply.scheduled").payload["message_id"] == message.id


def test_it_stands_at_the_end_until_it_goes(koyomi: World, conversation: Conversation) -> None:
    message = scheduled(koyomi, conversation)
    arrive(koyomi.support, mail(HANAKO, references=(conversation.messages.get(kind="inbound").mail_id,)))
    said = [entry.message.id for entry in timeline(conversation).entries if entry.message]
    assert len(said) == 3
    assert said[-1] == message.id


def test_when_its_time_has_come_it_goes_once_and_answers(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = scheduled(koyomi, conversation, then=Then("resolve"))
    come(message)
    deliver(message)  # the job runs twice
    assert len(post.sent) == 1
    answered = Conversation.objects.get(id=conversation.id)
    assert (answered.status, answered.waiting_since, answered.preview) == ("resolved", None, "本日ご連絡いたします。")
    assert answered.first_replied_at is not None
    assert Event.objects.filter(type="reply.queued").count() == 1
    with pytest.raises(Refused, match="too-late"):
        undo(message.id, actor=koyomi.actor(koyomi.misaki))


def test_killed_between_answering_and_sending_it_still_goes(
    koyomi: World, conversation: Conversation, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = scheduled(koyomi, conversation)
    with monkeypatch.context() as killed:
        killed.setattr(posts, "deliver_message", lambda *_ids, **_more: None)
        come(message)
    assert post.sent == []
    assert Conversation.objects.get(id=conversation.id).waiting_since is None
    deliver(message)  # the job of a killed worker runs again
    assert len(post.sent) == 1


def test_who_has_written_meanwhile_still_waits(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = scheduled(koyomi, conversation, then=Then("resolve"))
    asked = arrive(koyomi.support, mail(HANAKO, references=(conversation.messages.get(kind="inbound").mail_id,)))
    come(message)
    assert len(post.sent) == 1
    still = Conversation.objects.get(id=conversation.id)
    assert still.status == "open"
    assert still.waiting_since == message_of(asked).at
    assert still.waiting_on == "us"


def test_it_is_put_away_until_a_time_that_is_still_to_come(
    koyomi: World, conversation: Conversation, post: Post
) -> None:
    until = now() + timedelta(days=3)
    come(scheduled(koyomi, conversation, then=Then("snooze", until)))
    snoozed = Conversation.objects.get(id=conversation.id)
    assert (snoozed.status, snoozed.snoozed_until) == ("snoozed", until)


def test_its_time_can_be_changed(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = scheduled(koyomi, conversation)
    misaki = koyomi.actor(koyomi.misaki)
    later = now() + timedelta(days=2)
    assert reschedule(message.id, at=later, actor=misaki).send_at == later
    deliver(message)
    assert post.sent == []
    assert ProcrastinateJob.objects.filter(task_name="madoguchi.set_off", scheduled_at=later).exists()
    send_now(message.id, actor=misaki)
    deliver(message)
    assert len(post.sent) == 1
    with pytest.raises(Refused, match="too-late"):
        reschedule(message.id, at=later, actor=misaki)


def test_taken_back_it_is_a_draft_and_nothing_was_sent(koyomi: World, conversation: Conversation, post: Post) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    file = draft.attach_file(conversation.id, kind="reply", piece=Piece("a.pdf", "application/pdf", b"%"), actor=misaki)
    letter = Letter("後で送ります。", to=(HANAKO,), attachment_ids=(file.id,))
    message = reply_later(conversation.id, letter=letter, at=tomorrow(), sending=Sending(), actor=misaki)
    back = undo(message.id, actor=misaki)
    assert (back.text, [one.name for one in back.attachments.all()]) == ("後で送ります。", ["a.pdf"])
    deliver(message)
    assert post.sent == []
    assert Conversation.objects.get(id=conversation.id).waiting_since == conversation.waiting_since


def test_a_double_click_is_one_reply_and_the_draft_is_gone(koyomi: World, conversation: Conversation) -> None:
    misaki = koyomi.actor(koyomi.misaki)
    draft.save_draft(conversation.id, kind="reply", text="本日", fields={}, actor=misaki)
    first = scheduled(koyomi, conversation, once="the same form")
    assert scheduled(koyomi, conversation, once="the same form").id == first.id
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("ahead", "code"), [(timedelta(seconds=-1), "send-in-the-past"), (timedelta(days=400), "send-too-late")]
)
def test_it_goes_out_within_a_year(koyomi: World, conversation: Conversation, ahead: timedelta, code: str) -> None:
    with pytest.raises(Refused, match=code):
        reply_later(
            conversation.id, letter=LETTER, at=now() + ahead, sending=Sending(), actor=koyomi.actor(koyomi.misaki)
        )
    assert not Message.objects.filter(kind="reply").exists()


def test_who_may_not_answer_changes_nothing(koyomi: World, conversation: Conversation) -> None:
    message = scheduled(koyomi, conversation)
    for person in (koyomi.ren, koyomi.olivia):
        for act in (
            lambda actor: reschedule(message.id, at=tomorrow(), actor=actor),
            lambda actor: send_now(message.id, actor=actor),
            lambda actor: undo(message.id, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act(koyomi.actor(person))
        with pytest.raises(NotAllowed):
            scheduled(koyomi, conversation, person=person)


def test_nobody_is_answered_by_a_reply_that_was_erased(koyomi: World, conversation: Conversation, post: Post) -> None:
    message = scheduled(koyomi, conversation)
    Message.objects.filter(id=message.id).update(text="", erased_at=now())
    Delivery.objects.filter(message=message).delete()  # as core/conversations/of_contact.py does
    come(message)
    assert post.sent == []
    assert Conversation.objects.get(id=conversation.id).waiting_since == conversation.waiting_since


def test_only_a_reply_with_a_time_waits_for_one(koyomi: World, conversation: Conversation) -> None:
    asked = conversation.messages.get(kind="inbound")
    with pytest.raises(IntegrityError, match="messages_scheduled_has_a_time"), transaction.atomic():
        Message.objects.filter(id=asked.id).update(scheduled={}, send_at=now())
    message = scheduled(koyomi, conversation)
    with pytest.raises(IntegrityError, match="messages_scheduled_has_a_time"), transaction.atomic():
        Message.objects.filter(id=message.id).update(send_at=None)
