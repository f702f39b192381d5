"""From an accepted item to exactly one of four places."""

import pytest
from django.db import IntegrityError, transaction

from madoguchi.core.conversations.arrival import BounceNotice, Party, Piece
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.models import RawIntake
from tests.core.conversations.arriving import arrive, conversation_of, mail, message_of
from tests.world import World

HANAKO = "山田 花子 <hanako@kobo.example>"


def test_a_first_mail_opens_a_conversation(koyomi: World) -> None:
    intake = arrive(koyomi.support, mail(HANAKO, text="こんにちは。\n教えてください。"))
    conversation = conversation_of(intake)
    assert intake.state == "message"
    assert conversation.contact == koyomi.hanako
    assert conversation.status == "open"
    assert conversation.waiting_since == intake.received_at
    assert conversation.preview == "こんにちは。 教えてください。"
    types = Event.objects.filter(conversation_id=conversation.id).values_list("type", flat=True)
    assert sorted(types) == ["conversation.created", "message.received"]
    assert Outbox.objects.filter(topic="event").count() == 2
    assert "教えて" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_an_answer_opens_a_resolved_conversation_again(koyomi: World) -> None:
    first = mail(HANAKO)
    conversation = conversation_of(arrive(koyomi.support, first))
    Conversation.objects.filter(id=conversation.id).update(status="resolved", resolved_at=conversation.created_at)
    again = arrive(koyomi.support, mail(HANAKO, references=(first.mail_id,)))
    assert conversation_of(again) == conversation
    assert conversation_of(again).status == "open"
    assert conversation_of(again).resolved_at is None
    assert Event.objects.get(type="conversation.reopened").payload == {"before": "resolved", "why": "answered"}


def test_one_mail_by_three_routes_is_one_message(koyomi: World) -> None:
    letter = mail(HANAKO)
    items = [arrive(koyomi.support, letter, raw=raw) for raw in (b"by smtp", b"by imap", b"by a pipe")]
    assert [item.state for item in items] == ["message"] * 3
    assert len({item.message_id for item in items}) == 1
    assert Message.objects.count() == 1


def test_the_same_bytes_are_accepted_once(koyomi: World) -> None:
    letter = mail(HANAKO)
    assert arrive(koyomi.support, letter, raw=b"same").id == arrive(koyomi.support, letter, raw=b"same").id


def test_two_mails_under_one_message_id_are_both_kept(koyomi: World) -> None:
    arrive(koyomi.support, mail(HANAKO, mail_id="same@x.example", text="一つ目"))
    arrive(koyomi.support, mail(HANAKO, mail_id="same@x.example", text="二つ目"))
    assert sorted(Message.objects.values_list("text", flat=True)) == ["一つ目", "二つ目"]


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        ({"spam": True}, "suspended", "spam"),
        ({"automatic": "auto_reply"}, "suspended", "automatic_reply"),
        ({"loop_count": 4}, "suppressed", "loop"),
        ({"bounce": BounceNotice("x@y.example", "5.1.1", True, "no@such.mail")}, "suspended", "bounce_of_nothing"),
    ],
)
def test_what_becomes_no_message_has_a_place_and_a_reason(
    koyomi: World, fields: dict[str, object], state: str, reason: str
) -> None:
    intake = arrive(koyomi.support, mail(HANAKO, **fields))
    assert (intake.state, intake.reason) == (state, reason)
    assert intake.summary["from"] == "hanako@kobo.example"
    assert not Message.objects.exists()
    assert not Conversation.objects.exists()
    assert Event.objects.get(type="intake.set_aside").payload["reason"] == reason


def test_a_mail_without_any_sender_is_set_aside(koyomi: World) -> None:
    assert arrive(koyomi.support, mail("")).reason == "no_sender"


def test_mail_from_an_inbox_of_ours_is_a_loop(koyomi: World) -> None:
    intake = arrive(koyomi.support, mail("help@koyomi.example"))
    assert (intake.state, intake.reason) == ("suppressed", "own_mail")


def test_a_blocked_contact_is_set_aside_until_somebody_lets_it_in(koyomi: World) -> None:
    koyomi.hanako.blocked_at = koyomi.koyomi.created_at
    koyomi.hanako.save()
    letter = mail(HANAKO)
    assert arrive(koyomi.support, letter).reason == "blocked"
    assert arrive(koyomi.support, letter, raw=b"let in", forced=True).state == "message"


def test_the_fifth_automatic_mail_of_a_day_is_suppressed(koyomi: World) -> None:
    first = mail(HANAKO)
    arrive(koyomi.support, first)
    for _ in range(4):
        answer = mail(HANAKO, automatic="auto_reply", references=(first.mail_id,))
        assert arrive(koyomi.support, answer).state == "message"
    fifth = arrive(koyomi.support, mail(HANAKO, automatic="auto_reply", references=(first.mail_id,)))
    assert (fifth.state, fifth.reason) == ("suppressed", "loop")


def test_an_absence_note_opens_nothing_again(koyomi: World) -> None:
    first = mail(HANAKO)
    conversation = conversation_of(arrive(koyomi.support, first))
    Conversation.objects.update(status="resolved", resolved_at=conversation.created_at, waiting_since=None)
    arrive(koyomi.support, mail(HANAKO, automatic="auto_reply", references=(first.mail_id,)))
    conversation.refresh_from_db()
    assert conversation.status == "resolved"
    assert conversation.waiting_since is None


def test_files_are_stored_once_by_their_content(koyomi: World) -> None:
    pieces = (Piece("図.png", "image/png", b"\x89PNG same"), Piece("copy.png", "image/png", b"\x89PNG same"))
    message = message_of(arrive(koyomi.support, mail(HANAKO, pieces=pieces)))
    first, second = message.attachments.order_by("id")
    assert first.blob_id == second.blob_id
    assert first.name == "図.png"
    assert len(first.name_in_url) >= 22
    assert first.name_in_url != second.name_in_url


def test_a_web_form_speaks_for_whoever_filled_it_in(koyomi: World) -> None:
    koyomi.support.settings = {"form_senders": ["form@koyomi.example.com"]}
    koyomi.support.save()
    letter = mail("form@koyomi.example.com", reply_to=(Party("taro..sato.@docomo.ne.jp", ""),))
    assert conversation_of(arrive(koyomi.support, letter)).contact == koyomi.taro


def test_the_database_refuses_a_message_state_without_a_message(koyomi: World) -> None:
    intake = arrive(koyomi.support, mail(HANAKO, spam=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        RawIntake.objects.filter(id=intake.id).update(state="message")


def test_a_nameless_second_route_asks_few_questions(koyomi: World, django_assert_max_num_queries: object) -> None:
    first = mail(HANAKO)
    arrive(koyomi.support, first)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        arrive(koyomi.support, mail(HANAKO, references=(first.mail_id,)))
