"""What yes or no would answer begins with what the registry knows, and with nothing where it does not know it."""

import pytest

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.buttons import buttons_on
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.verdicts import verdict_on
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.registry.actions.recipes import save_recipe
from tests.features.answers.furnishing import answering, happens, lower_threshold, said_in, states
from tests.features.answers.test_answering import asks, only
from tests.features.chat.visiting import came_in
from tests.features.registry.entries import feature
from tests.world import World

pytestmark = pytest.mark.django_db
RECEIPT = {"state": "available", "name_ja": "領収書の発行", "aliases_ja": "領収書を発行", "name_en": "Receipts"}


def test_the_first_words_are_the_verdict(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    feature(world, **RECEIPT)
    answering(world, chat)
    said = say(visitor, "領収書を発行できますか？", once="1")
    happens(world)
    (text,) = said_in(said.conversation_id, world)
    first, how, *_rest = text.split("\n\n")
    assert first.startswith("**はい")
    assert how == "領収書はマイページから発行できます。"
    with tenant(world.koyomi.id):
        assert Answer.objects.get().verdict == "yes"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("領収書を発行できますか？", "yes"),
        ("どうすれば領収書を発行できますか？", ""),
        ("請求書を発行できますか？", ""),
        ("領収書を発行したいです。", ""),
    ],
)
def test_only_what_is_named_gets_one_and_only_where_it_is_asked(world: World, question: str, verdict: str) -> None:
    feature(world, **RECEIPT)
    with tenant(world.koyomi.id):
        assert verdict_on(question, "ja", world.koyomi.id).verdict == verdict


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Can I choose the day of a delivery?", "conditional"),
        ("Hello,\nis it possible to choose the day of the delivery? Thank you.", "conditional"),
        ("Can I choose the day of a delivery in Orkney?", ""),
        ("How can I choose the day of a delivery?", ""),
    ],
)
def test_a_name_may_be_said_in_other_forms_where_nothing_else_is(world: World, question: str, verdict: str) -> None:
    feature(
        world,
        name_ja="配送日の指定",
        name_en="Choosing the day of a delivery",
        state="limited",
        limits_ja="日曜を除く",
        limits_en="Not on Sundays",
    )
    with tenant(world.koyomi.id):
        assert verdict_on(question, "en", world.koyomi.id).verdict == verdict


def test_what_cannot_be_done_says_so_and_keeps_its_reasons(world: World) -> None:
    feature(world, name_ja="音声での入力", name_en="Voice", state="not_available", reason_ja="需要がないためです。")
    with tenant(world.koyomi.id):
        found = verdict_on("音声での入力はできますか", "ja", world.koyomi.id)
    assert found.verdict == "no"
    assert "需要" not in found.sentence


ABROAD = {
    "state": "not_available",
    "name_ja": "海外への返品",
    "name_en": "Returns from abroad",
    "reason_ja": "送料をお見積りできないためです。",
}
FROM_ABROAD = "商品を返品したいのですが、海外への返品はできますか？"


def deeds(world: World) -> list[str]:
    with tenant(world.koyomi.id):
        found = buttons_on(Answer.objects.select_related("text__article").get())
    return [one.do for one in found.buttons] if found else []


@pytest.mark.parametrize("why", ["なぜできないのですか？", "理由を教えてください", ""])
def test_the_reason_is_told_to_who_asks_for_it_once(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article], why: str
) -> None:
    feature(world, **ABROAD)
    answering(world, chat)
    home_id = asks(world, visitor, FROM_ABROAD)
    assert said_in(home_id, world)[0].startswith("**いいえ")
    assert "お見積り" not in said_in(home_id, world)[0]
    assert deeds(world)[:3] == ["helped", "reason", "person"]
    if why:
        asks(world, visitor, why, home_id)
    else:
        respond.ask_for_reason(only(world).id, workspace_id=world.koyomi.id)
    assert said_in(home_id, world)[1:] == ["理由は次のとおりです。送料をお見積りできないためです。"]
    assert states(world) == ["answered"], "it counts as before"
    assert "reason" not in deeds(world)
    with pytest.raises(NotAllowed):
        respond.ask_for_reason(only(world).id, workspace_id=world.koyomi.id)
    asks(world, visitor, "どうしてですか。", home_id)
    assert states(world)[-1] == "handed_over", "that is all that is known"


def test_where_no_reason_is_written_down_none_is_offered_and_a_person_has_it(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    feature(world, **{**ABROAD, "reason_ja": ""})
    answering(world, chat)
    home_id = asks(world, visitor, FROM_ABROAD)
    assert "reason" not in deeds(world)
    asks(world, visitor, "なぜできないのですか？", home_id)
    assert states(world) == ["followed", "handed_over"]


def test_whoever_gets_a_question_is_told_what_the_registry_says(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    feature(world, **ABROAD)
    answering(world, chat)
    lower_threshold(world, 2.0)  # no article is sure enough
    home_id = asks(world, visitor, FROM_ABROAD)
    with tenant(world.koyomi.id):
        note = Message.objects.get(conversation_id=home_id, kind="note").text
    assert "機能一覧：いいえ、できません。" in note
    assert said_in(home_id, world) == [], "what is known is not said to be unconfirmed"
    other = asks(world, came_in(chat)[0], "ギフト包装をお願いします。")
    with tenant(world.koyomi.id):
        assert "機能一覧" not in Message.objects.get(conversation_id=other, kind="note").text


def test_behind_a_no_stands_another_way(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    cannot = feature(world, **ABROAD)
    goal = {"goal": "海外から返す", "language": "ja", "steps": "国内のご住所からお送りください。"}
    english = {"goal": "Return from abroad", "language": "en", "steps": "Send it from home."}
    for one in (goal, english):
        save_recipe({**one, "instead_of": [cannot.id]}, actor=world.actor(world.aoi))
    answering(world, chat)
    (said,) = said_in(asks(world, visitor, FROM_ABROAD), world)
    assert said.index("いいえ") < said.index("海外から返す") < said.index("国内のご住所からお送りください。")
    assert "Send it from home." not in said, "what is in another language stands for itself"
