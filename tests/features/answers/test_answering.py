"""A customer asks, and is answered from an article at once; or a person has it, and knows what was tried."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.actions.settle import settle
from madoguchi.features.answers.memory import known_to
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Visitor
from tests.features.answers.furnishing import (
    answering,
    collection,
    happens,
    lower_threshold,
    matter,
    published,
    said_in,
    states,
    taught,
)
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import came_in
from tests.world import World

pytestmark = pytest.mark.django_db
QUESTION = "こんにちは。商品を返品する方法を知りたいのですが。"


def asks(world: World, visitor: Visitor, text: str = QUESTION, conversation_id: int | None = None) -> int:
    """A visitor says something, and everything follows. Returns the conversation."""
    said = say(visitor, text, once=f"{text}{conversation_id}", conversation_id=conversation_id)
    happens(world)
    return said.conversation_id


def only(world: World) -> Answer:
    with tenant(world.koyomi.id):
        return Answer.objects.select_related("text", "said").get()


def told(world: World, conversation_id: int) -> list[str]:
    """The facts of answers there."""
    with tenant(world.koyomi.id):
        rows = Event.objects.filter(conversation_id=conversation_id, type__startswith="answer.").order_by("id")
        return list(rows.values_list("type", flat=True))


def sits(world: World) -> None:
    change_seat(is_available=True, capacity=3, actor=world.actor(world.misaki))


def test_it_is_answered_from_the_article_and_by_nothing_else(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    sits(world)
    answering(world, chat)
    home_id = asks(world, visitor)
    (said,) = said_in(home_id, world)
    assert said.startswith("お届けから8日以内なら返品できます。\n\n1. マイページを開きます。")
    assert "/articles/" in said
    assert "自動" in said, "it says what it is"
    row = only(world)
    assert row.text is not None
    assert (row.state, row.text.article_id, row.language) == ("answered", articles["returns"].id, "ja")
    home = matter(home_id, world)
    assert home.assignee_id is None, "nobody was handed the chat"
    assert home.waiting_since is None
    assert home.first_replied_at is None, "no person has answered"
    with tenant(world.koyomi.id):
        automatic = Message.objects.filter(conversation_id=home_id, kind="reply").values_list("automatic", flat=True)
        assert list(automatic) == ["assistant"], "and no second word beside it"
        event = Event.objects.get(type="answer.given")
        assert event.actor == "assistant"
        assert event.payload == {
            "answer_id": row.id,
            "message_id": row.said_id,
            "article_id": articles["returns"].id,
            "feature_id": None,
        }
    happens(world)
    assert len(said_in(home_id, world)) == 1


def test_who_says_that_it_helped_is_counted_and_the_matter_is_over(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    row = respond.confirm(only(world).id, workspace_id=world.koyomi.id)
    assert respond.confirm(row.id, workspace_id=world.koyomi.id).state == "confirmed"
    assert matter(home_id, world).status == "resolved"
    assert told(world, home_id) == ["answer.given", "answer.confirmed"]
    happens(world)
    asks(world, visitor, "ありがとうございました。", home_id)
    assert states(world) == ["confirmed"], "thanks are no return"
    assert matter(home_id, world).status == "resolved"
    asks(world, visitor, "領収書を発行したいです。", home_id)
    assert states(world) == ["returned", "answered"]
    assert told(world, home_id)[2] == "answer.returned"


def test_who_comes_back_elsewhere_is_taken_off_too_but_not_after_a_week(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    asks(world, visitor)
    respond.confirm(only(world).id, workspace_id=world.koyomi.id)
    with tenant(world.koyomi.id):
        Answer.objects.update(outcome_at=now() - timedelta(days=8))
    asks(world, visitor, "領収書を発行したいです。")
    assert states(world) == ["confirmed", "answered"]
    with tenant(world.koyomi.id):
        Answer.objects.filter(state="confirmed").update(outcome_at=now() - timedelta(days=6))
    asks(world, visitor, "パスワードを再設定したいです。")
    assert states(world)[0] == "returned"


def test_silence_of_a_day_is_assumed(world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    assert settle(world.koyomi.id) == 0
    with tenant(world.koyomi.id):
        Answer.objects.update(outcome_at=now() - timedelta(hours=25))
        Message.objects.filter(conversation_id=home_id).update(at=now() - timedelta(hours=26))
    assert settle(world.koyomi.id) == 1
    assert settle(world.koyomi.id) == 0
    assert states(world) == ["assumed"]
    assert matter(home_id, world).status == "resolved"


def test_who_has_written_on_since_is_not_assumed(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    asks(world, visitor)
    with tenant(world.koyomi.id):
        Answer.objects.update(outcome_at=now() - timedelta(hours=25))
    say(visitor, "返金はいつですか。", once="other")
    settle(world.koyomi.id)
    assert states(world) == ["followed"]


def test_what_it_is_not_sure_of_goes_to_a_person_who_knows_what_was_looked_at(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    sits(world)
    answering(world, chat)
    lower_threshold(world, 2.0)
    home_id = asks(world, visitor)
    assert said_in(home_id, world) == []
    home = matter(home_id, world)
    assert home.assignee_id == world.misaki.id, "it was handed out as any"
    assert home.waiting_since is not None
    assert states(world) == ["handed_over"]
    with tenant(world.koyomi.id):
        note = Message.objects.get(conversation_id=home_id, kind="note")
    assert "商品を返品する" in note.text
    assert "%" not in note.text, "a share among the articles reads like how sure it is"
    assert "アシスタント" in note.text
    assert told(world, home_id) == ["answer.handed_over"]
    asks(world, visitor, "返品の方法です。", home_id)
    assert states(world) == ["handed_over"], "a person has it"


def test_where_nobody_is_free_a_question_that_was_handed_over_is_acknowledged(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    lower_threshold(world, 2.0)
    home_id = asks(world, visitor)
    with tenant(world.koyomi.id):
        said = Message.objects.filter(conversation_id=home_id, kind="reply")
        assert list(said.values_list("automatic", flat=True)) == ["acknowledged"]


@pytest.mark.parametrize("text", ["担当者と話したいです。", "最悪です。いい加減にしてください。"])
def test_who_wants_a_person_or_is_angry_gets_one_at_once(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], text: str
) -> None:
    sits(world)
    answering(world, chat)
    home_id = asks(world, visitor, text)
    assert said_in(home_id, world) == []
    assert states(world) == ["refused"]
    assert matter(home_id, world).assignee_id == world.misaki.id


def test_a_person_is_one_press_away(world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]) -> None:
    sits(world)
    answering(world, chat)
    home_id = asks(world, visitor)
    respond.ask_for_person(only(world).id, workspace_id=world.koyomi.id)
    happens(world)
    respond.ask_for_person(only(world).id, workspace_id=world.koyomi.id)
    assert states(world) == ["handed_over"]
    home = matter(home_id, world)
    assert (home.assignee_id, home.status) == (world.misaki.id, "open")
    assert home.waiting_since is not None
    assert "担当者" in said_in(home_id, world)[1]
    with tenant(world.koyomi.id):
        assert "商品を返品する" in Message.objects.get(conversation_id=home_id, kind="note").text
    with pytest.raises(Refused, match="too-late"):
        respond.confirm(only(world).id, workspace_id=world.koyomi.id)


def test_what_cannot_be_done_is_a_question_of_its_own_where_an_article_answers_it(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    asks(world, visitor, "パスワードの再設定ができません。", home_id)
    assert said_in(home_id, world)[1].startswith("パスワードを忘れたときは、ログイン画面から再設定できます。")
    assert states(world) == ["followed", "answered"]
    asks(world, visitor, "解決しませんでした。", home_id)
    assert states(world) == ["followed", "followed", "handed_over"], "that says no more than that it was not it"
    with tenant(world.koyomi.id):
        assert Answer.objects.order_by("id")[2].why == "useless"


def test_a_greeting_is_greeted_once_and_is_no_question(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    sits(world)
    answering(world, chat)
    home_id = asks(world, visitor, "こんにちは")
    assert "ご用件" in said_in(home_id, world)[0]
    assert states(world) == []
    asks(world, visitor, "こんにちは！", home_id)
    assert len(said_in(home_id, world)) == 1
    assert matter(home_id, world).assignee_id == world.misaki.id


def test_what_comes_in_several_messages_is_read_together(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    first = say(visitor, "商品を", once="1")
    say(visitor, "返品したいです。", once="2", conversation_id=first.conversation_id)
    happens(world)
    assert len(said_in(first.conversation_id, world)) == 1
    assert states(world) == ["answered"]


def test_once_a_person_has_answered_it_is_silent(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    first = say(visitor, QUESTION, once="1")
    happens(world)
    answering(world, chat)
    answered(world, first, "承りました。")
    happens(world)
    asks(world, visitor, "領収書を発行したいです。", first.conversation_id)
    assert said_in(first.conversation_id, world) == []
    assert states(world) == []


def test_a_person_who_steps_in_takes_what_was_open(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    with tenant(world.koyomi.id):
        first = Message.objects.filter(conversation_id=home_id).order_by("id").first()
    assert first is not None
    answered(world, first, "補足いたします。")
    happens(world)
    row = only(world)
    assert (row.state, row.why) == ("handed_over", "taken")


def test_what_nobody_read_in_time_is_a_persons(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    from madoguchi.core.events.dispatch import run_events  # the jobs do not run here

    sits(world)
    answering(world, chat)
    said = say(visitor, QUESTION, once="1")
    while run_events():
        pass
    assert matter(said.conversation_id, world).waiting_since is None
    with tenant(world.koyomi.id):
        Answer.objects.update(outcome_at=now() - timedelta(minutes=2))
    assert settle(world.koyomi.id) == 1
    happens(world)
    assert states(world) == ["refused"]
    home = matter(said.conversation_id, world)
    assert home.waiting_since == said.at
    assert home.assignee_id == world.misaki.id


def test_an_answer_is_in_the_language_of_the_question(world: World, chat: Inbox, articles: dict[str, Article]) -> None:
    answering(world, chat)
    visitor = came_in(chat, "en-GB")[0]
    home_id = asks(world, visitor, "How can I export shifts as CSV?")
    (said,) = said_in(home_id, world)
    assert said.startswith("Shifts can be exported as a CSV file.")
    assert "assistant" in said


@pytest.mark.parametrize(
    "changes",
    [{"mode": "suggest"}, {"mode": "off"}, {"audience": "companies"}, {"language": "en"}],
)
def test_where_it_is_not_wanted_it_is_silent_and_the_chat_goes_on_as_ever(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], changes: dict[str, str]
) -> None:
    sits(world)
    answering(world, chat, **changes)
    home_id = asks(world, visitor)
    assert said_in(home_id, world) == []
    assert states(world) == []
    assert matter(home_id, world).assignee_id == world.misaki.id


def test_the_same_customers_are_in_the_trial_each_time() -> None:
    from madoguchi.features.answers.eligible import is_in_trial  # pure

    chosen = [contact for contact in range(1, 1001) if is_in_trial(contact, 7, 30)]
    assert 240 < len(chosen) < 360
    assert chosen == [contact for contact in range(1, 1001) if is_in_trial(contact, 7, 30)]
    assert set(chosen) <= {contact for contact in range(1, 1001) if is_in_trial(contact, 7, 60)}, "more are added"


def test_who_is_not_answered_can_choose_nothing(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    asks(world, visitor)
    with pytest.raises(NotAllowed):
        respond.choose(only(world).id, 999_999, workspace_id=world.koyomi.id)


def test_the_likely_next_question_is_told_by_a_press_and_measured(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    respond.choose(only(world).id, articles["receipts"].id, workspace_id=world.koyomi.id)
    assert said_in(home_id, world)[1].startswith("領収書はマイページから発行できます。")
    row = only(world)
    assert (row.state, row.read_on_id) == ("answered", articles["receipts"].id)


def test_where_two_articles_differ_by_one_fact_it_asks_which(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    faq, phones = collection(world), ("iPhone", "Android")
    iphone, android = (
        published(
            world, faq, {"ja": (f"{name}で通知を受け取る", f"{name}の設定で通知を許可します。", "1. 設定を開きます。")}
        )
        for name in phones
    )
    taught(world)
    answering(world, chat)
    with tenant(world.koyomi.id):
        known = known_to(world.koyomi.id)
        assert known is not None
        sure = known.ranker.rank("通知を受け取れません。").confidence
    lower_threshold(world, sure * 1.5)  # not sure enough to answer, and not lost either
    home_id = asks(world, visitor, "通知を受け取れません。")
    row = only(world)
    assert (row.state, set(row.offered)) == ("clarified", {iphone.id, android.id})
    assert all(f"{name}で通知を受け取る" in said_in(home_id, world)[0] for name in phones)
    respond.choose(row.id, android.id, workspace_id=world.koyomi.id)
    assert "[Androidで通知を受け取る]" in said_in(home_id, world)[-1]


def test_which_is_meant_is_chosen_by_a_press_and_answered(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    home_id = asks(world, visitor)
    with tenant(world.koyomi.id):  # as where two articles were equally near
        offered = [articles["receipts"].id, articles["passwords"].id]
        Answer.objects.update(state="clarified", offered=offered, text=None, article_version=0)
    with pytest.raises(NotAllowed):
        respond.choose(only(world).id, articles["returns"].id, workspace_id=world.koyomi.id)
    respond.choose(only(world).id, articles["receipts"].id, workspace_id=world.koyomi.id)
    assert said_in(home_id, world)[-1].startswith("領収書はマイページから発行できます。")
    row = only(world)
    assert row.text is not None
    assert (row.state, row.text.article_id) == ("answered", articles["receipts"].id)
