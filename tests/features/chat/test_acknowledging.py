"""Who waits is told what was understood, who has it and when they hear again: once, and never what nobody promised."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.sort import come_due
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import system
from madoguchi.features.chat.actions.acknowledge import acknowledge
from madoguchi.features.chat.actions.enter import Entering, enter
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.look import LANGUAGES
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.telling import nameless
from madoguchi.features.chat.understanding import Understood
from madoguchi.features.chat.waits import TOPIC
from madoguchi.features.chat.wording import Word, acknowledgement
from tests.features.chat.test_talking import answered, read_by
from tests.features.chat.visiting import SITE, came_in
from tests.world import World

pytestmark = pytest.mark.django_db
QUESTION = "こんにちは。集計が更新されません。注文番号 KY-20391 です。"


def happens() -> None:
    """Everything that follows from what has happened."""
    while run_events():
        pass


def told(visitor: Visitor) -> list[str]:
    with tenant(visitor.workspace_id):
        chats = Chat.objects.filter(visitor=visitor).values("conversation_id")
        said = Message.objects.filter(conversation__in=chats, kind="reply").exclude(automatic="")
        return [message.text for message in said.order_by("id")]


def set_up(chat: Inbox, **look: Any) -> None:
    with tenant(chat.workspace_id):
        Inbox.objects.filter(id=chat.id).update(settings={**chat.settings, "chat": look})


def matter(visitor: Visitor) -> Conversation:
    with tenant(visitor.workspace_id):
        return Conversation.objects.get(id=Chat.objects.get(visitor=visitor).conversation_id)


def test_where_nobody_is_free_it_is_said_at_once(visitor: Visitor) -> None:
    say(visitor, QUESTION, once="1")
    happens()
    (said,) = told(visitor)
    assert said == (
        "「集計が更新されません」とのお問い合わせ、承りました。\n\n番号 KY-20391 も控えました。\n\n"
        "ただいま担当者がすぐにはお答えできません。いただいた順にお答えいたします。"
    )
    assert read_by(visitor)[1] == ("reply", said)
    one = matter(visitor)
    assert one.waiting_since is not None, "they still wait for a person"
    assert one.first_replied_at is None
    assert one.due_at is None, "no time was promised"


def test_what_they_quote_stands_in_brackets_of_its_own(visitor: Visitor) -> None:
    say(visitor, "「保存できません」と出ます。", once="1")
    happens()
    assert told(visitor)[0].startswith("「『保存できません』と出ます」とのお問い合わせ、承りました。")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-CN", "您提到“登录不了”，我们已了解。\n\n目前客服暂时无法立即回复，我们会按留言顺序为您解答。"),
        (
            "ko",
            (
                "문의하신 내용 “登录不了” 확인했습니다."
                "\n\n지금은 담당자가 바로 답변드릴 수 없습니다. 문의하신 순서대로 답변드리겠습니다."
            ),
        ),
        (
            "fr",
            "「登录不了」とのお問い合わせ、承りました。\n\nただいま担当者がすぐにはお答えできません。いただいた順にお答えいたします。",
        ),
    ],
)
def test_it_is_said_in_the_language_of_their_panel(chat: Inbox, language: str, text: str) -> None:
    speaking, _token = came_in(chat, language)
    say(speaking, "登录不了", once="1")
    happens()
    assert told(speaking) == [text]
    with tenant(chat.workspace_id):
        known = matter(speaking).contact
    assert known.language == ("ja" if language == "fr" else ""), "nothing that is not so"
    assert known.name == nameless(speaking, chat.language), "as whoever answers reads it"


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("Europe/London", "Europe/London"),
        ("Nowhere/Land", "Asia/Tokyo"),
        ("../" * 90, "Asia/Tokyo"),
        ("", "Asia/Tokyo"),
    ],
)
def test_a_time_is_said_by_the_clock_of_their_device(chat: Inbox, zone: str, clock: str) -> None:
    set_up(chat, next_word_minutes=10)
    entering = Entering(SITE, "en", {"time_zone": zone})
    abroad, _token = enter(chat.id, entering, workspace_id=chat.workspace_id)
    say(abroad, "Where is my parcel?", once="1")
    happens()
    due_at = matter(abroad).due_at
    assert due_at is not None
    assert f"by {due_at.astimezone(ZoneInfo(clock)):%H:%M}." in told(abroad)[0]


def test_a_language_whose_words_are_gone_is_that_of_the_chat(visitor: Visitor) -> None:
    with tenant(visitor.workspace_id):
        Visitor.objects.filter(id=visitor.id).update(language="he")
    say(visitor, QUESTION, once="1")
    happens()
    assert told(visitor)[0].startswith("「集計が更新されません」")


def test_the_day_they_are_back_is_written_as_in_their_language() -> None:
    at = datetime(2026, 12, 21, 0, 0, tzinfo=UTC) + timedelta(days=3650)
    zone = ZoneInfo("Asia/Tokyo")
    said = {one: acknowledgement(Understood("", ()), Word(one, zone, back_at=at)) for one in LANGUAGES}
    assert all("9:00" in one for one in said.values())
    assert "日（周" in said["zh"]
    assert "일 (" in said["ko"]


def test_on_the_day_itself_they_are_back_today() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    at = now().astimezone(zone).replace(hour=23, minute=59)
    said = {one: acknowledgement(Understood("", ()), Word(one, zone, back_at=at)) for one in LANGUAGES}
    assert "本日 23:59 から" in said["ja"]
    assert "back today at 23:59" in said["en"]
    assert "今天 23:59" in said["zh"]
    later = acknowledgement(Understood("", ()), Word("ja", zone, back_at=at + timedelta(days=1)))
    assert "曜日 23:59 から" in later


@pytest.mark.parametrize(
    "text",
    [
        "ありがとうございました！",
        "わかりました。ありがとうございます。",
        "OK!",
        "Great, thank you so much.",
        "好的，谢谢！",
        "감사합니다",
    ],
)
def test_who_thanks_for_an_answer_is_not_asked_what_it_is_about(world: World, visitor: Visitor, text: str) -> None:
    first = say(visitor, QUESTION, once="1")
    answered(world, first, "更新しました。")
    happens()
    say(visitor, text, once="2", conversation_id=first.conversation_id)
    happens()
    assert acknowledge(first.conversation_id, workspace_id=visitor.workspace_id) is None
    assert told(visitor) == []
    say(visitor, "もう一つ、締め日は変えられますか？", once="3", conversation_id=first.conversation_id)
    happens()
    acknowledge(first.conversation_id, workspace_id=visitor.workspace_id)
    assert [one.split("」")[0] for one in told(visitor)] == ["「もう一つ、締め日は変えられますか"]


def test_thanks_before_any_answer_are_no_answer(visitor: Visitor) -> None:
    say(visitor, "ありがとうございます。", once="1")
    happens()
    assert "どのようなご用件か" in told(visitor)[0]


def test_a_time_is_promised_where_the_chat_has_one_and_is_tracked(visitor: Visitor, chat: Inbox) -> None:
    set_up(chat, next_word_minutes=10)
    say(visitor, QUESTION, once="1")
    happens()
    one = matter(visitor)
    assert one.due_at is not None
    assert timedelta(minutes=8) < one.due_at - now() <= timedelta(minutes=10)
    (said,) = told(visitor)
    assert "までにこちらで次のご連絡をいたします" in said


def test_it_is_said_once_for_each_wait(world: World, visitor: Visitor) -> None:
    first = say(visitor, QUESTION, once="1")
    say(visitor, "急いでいます。", once="2", conversation_id=first.conversation_id)
    happens()
    assert acknowledge(first.conversation_id, workspace_id=visitor.workspace_id) is None
    assert len(told(visitor)) == 1
    answered(world, first, "確認しました。")
    assert acknowledge(first.conversation_id, workspace_id=visitor.workspace_id) is None, "nobody waits"
    say(visitor, "まだ直りません。", once="3", conversation_id=first.conversation_id)
    happens()
    assert len(told(visitor)) == 2


def test_what_the_assistant_has_answered_is_not_said_back(visitor: Visitor) -> None:
    first = say(visitor, "領収書は発行できますか？", once="1")
    happens()
    asked = ("宛名は変えられますか？", "担当者と話せますか？", "会社名を入れたいです。", "それは違います。")
    for once, text in enumerate(asked, 2):
        with tenant(visitor.workspace_id):
            Message.objects.filter(conversation_id=first.conversation_id, kind="reply").update(automatic="assistant")
            Conversation.objects.filter(id=first.conversation_id).update(waiting_since=None)
        say(visitor, text, once=str(once), conversation_id=first.conversation_id)
        happens()
    assert [text.split("との")[0] for text in told(visitor)] == [
        "「領収書は発行できますか」",
        "「宛名は変えられますか」",
        "「宛名は変えられますか」",  # who asks for a person does so for the last one
        "「会社名を入れたいです」",
        "「会社名を入れたいです」",  # and so does who says that it was not that
    ]


def test_who_is_free_has_time_for_the_first_word(world: World, visitor: Visitor) -> None:
    change_seat(is_available=True, actor=world.actor(world.misaki))
    first = say(visitor, QUESTION, once="1")
    happens()
    assert told(visitor) == []
    with tenant(visitor.workspace_id):
        due_at = Outbox.objects.get(topic=TOPIC, ref_id=first.conversation_id).due_at
    assert timedelta(seconds=10) < due_at - now() <= timedelta(seconds=20)
    assert acknowledge(first.conversation_id, workspace_id=visitor.workspace_id) is not None
    (said,) = told(visitor)
    assert said.endswith(f"{world.misaki.name}が担当し、こちらでお答えいたします。")


def test_a_greeting_is_answered_by_a_question(chat: Inbox) -> None:
    visitor, _token = came_in(chat, "en-GB")
    message = say(visitor, "Hello!", once="1")
    happens()
    (said,) = told(visitor)
    assert said.startswith("Please tell us in a sentence what it is about")
    with tenant(visitor.workspace_id):
        assert Message.objects.get(conversation=message.conversation_id, kind="reply").automatic == "asked"


def test_what_a_customer_writes_is_no_markup(visitor: Visitor) -> None:
    say(visitor, "**太字** [こちら](https://evil.example) が開けません", once="1")
    happens()
    (said,) = told(visitor)
    assert r"\*\*" in said
    assert r"\[こちら" in said


def test_a_promise_that_comes_due_is_kept_three_times_at_most(visitor: Visitor, chat: Inbox) -> None:
    set_up(chat, next_word_minutes=10)
    say(visitor, QUESTION, once="1")
    happens()
    for _time in range(5):
        pass_to_due(visitor)
        happens()
    said = told(visitor)
    assert len(said) == 4
    assert ["までに" in one for one in said] == [True, True, True, False]
    assert matter(visitor).due_at is not None, "the time that was not kept stays, for people to see"


def test_an_answer_ends_the_promise(world: World, visitor: Visitor, chat: Inbox) -> None:
    set_up(chat, next_word_minutes=10)
    first = say(visitor, QUESTION, once="1")
    happens()
    answered(world, first, "直しました。")
    happens()
    assert matter(visitor).due_at is None
    pass_to_due(visitor)
    happens()
    assert len(told(visitor)) == 1


def pass_to_due(visitor: Visitor) -> None:
    """The time that was promised comes."""
    one = matter(visitor)
    if one.due_at is None:
        return
    with tenant(visitor.workspace_id):
        at = now() - timedelta(seconds=1)
        Conversation.objects.filter(id=one.id).update(due_at=at)
        Chat.objects.filter(conversation_id=one.id, promised_until=one.due_at).update(promised_until=at)
    come_due(one.id, due_at=at, actor=system(one.workspace_id))
