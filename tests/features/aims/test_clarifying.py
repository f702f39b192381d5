"""A question back for whoever answers: one at a time, of what helps, and at most two in a conversation."""

from datetime import timedelta

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.features.aims.actions.clarify import clarify
from madoguchi.features.aims.clarifying import Back, back_at
from madoguchi.features.aims.models import Aim, Clarification
from madoguchi.features.answers.models import AnswerModel, Ranked
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.registry.actions.features import save_feature
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import collection, help_centre, published, taught
from tests.world import World

pytestmark = pytest.mark.django_db
IPHONE = ("iPhoneで通知を受け取る", "", "1. 設定を開きます。")
ANDROID = ("Androidで通知を受け取る", "", "1. 設定を開きます。")


@pytest.fixture
def two(world: World, words_alone: None) -> list[Article]:
    help_centre(world)
    into = collection(world)
    made = [published(world, into, {"ja": words}) for words in (IPHONE, ANDROID)]
    taught(world)
    return made


def asked(visitor: Visitor, text: str, once: str, conversation_id: int | None = None) -> int:
    found = say(visitor, text, once=once, conversation_id=conversation_id).conversation_id
    while run_events():
        pass
    return found


def ranked(world: World, conversation_id: int, scores: list[tuple[int, float]]) -> None:
    """As the worker would have written it down."""
    with tenant(world.koyomi.id):
        message = Message.objects.filter(conversation_id=conversation_id, kind="inbound").latest("id")
        model = AnswerModel.objects.filter(in_use=True).latest("id")
        Ranked.objects.create(
            workspace_id=world.koyomi.id, conversation_id=conversation_id, message=message, model=model, scores=scores
        )


def back(world: World, conversation_id: int) -> Back:
    with tenant(world.koyomi.id):
        return back_at(conversation_id, world.actor(world.misaki))


def test_which_of_two_is_meant_where_they_differ_by_one_thing(
    world: World, visitor: Visitor, two: list[Article]
) -> None:
    home_id = asked(visitor, "通知が受け取れません", "1")
    assert back(world, home_id).kind == "", "nobody has looked yet"
    ranked(world, home_id, [(two[0].id, 0.5), (two[1].id, 0.4)])
    found = back(world, home_id)
    assert found.kind == "which"
    assert "- iPhoneで通知を受け取る\n- Androidで通知を受け取る" in found.text
    assert clarify(home_id, deed="text", actor=world.actor(world.misaki)) == found.text
    assert back(world, home_id).kind == "", "it was asked"
    with tenant(world.koyomi.id):
        assert Clarification.objects.get().person_id == world.misaki.id


def test_who_says_it_already_is_not_asked(world: World, visitor: Visitor, two: list[Article]) -> None:
    home_id = asked(visitor, "iPhoneで通知が受け取れません", "1")
    ranked(world, home_id, [(two[0].id, 0.5), (two[1].id, 0.4)])
    assert back(world, home_id).kind == ""


def wish_is_unknown(world: World, conversation_id: int) -> None:
    with tenant(world.koyomi.id):
        Aim.objects.filter(conversation_id=conversation_id).update(is_looked_up=True, wish="")


def test_what_they_want_to_do_may_be_asked_and_after_two_it_is_handed_on(
    world: World, visitor: Visitor, two: list[Article]
) -> None:
    misaki = world.actor(world.misaki)
    home_id = asked(visitor, "外部連携の機能はありますか？", "1")
    assert back(world, home_id).kind == "", "it was not looked up yet"
    for number in (1, 2):
        wish_is_unknown(world, home_id)
        assert back(world, home_id).kind == "wish"
        assert "何をなさりたい" in clarify(home_id, deed="text", actor=misaki)
        assert back(world, home_id) == Back(asked=number), "one at a time"
        letter = Letter("何をなさりたいですか。", to=(visitor.address,))
        reply(home_id, letter=letter, sending=Sending(hold=timedelta(0)), actor=misaki)
        asked(visitor, f"連携は{number}つできますか？", f"again {number}", home_id)
    wish_is_unknown(world, home_id)
    found = back(world, home_id)
    assert (found.is_enough, found.text, found.asked) == (True, "", 2)
    with pytest.raises(NotAllowed):
        clarify(home_id, deed="text", actor=misaki)
    page = Sitting(world.users["misaki"]).get(f"/desk/conversations/{home_id}/clarifying/")
    assert "引き継" in page.text
    assert len(page.queries) <= 8


@pytest.mark.parametrize("end", ["", "\n\n山田", "\n\n株式会社そよかぜ\n総務部 山田", "\n\nよろしくお願いいたします。"])
def test_a_name_below_the_question_changes_nothing(
    world: World, visitor: Visitor, two: list[Article], end: str
) -> None:
    save_feature({"state": "not_available", "name_ja": "外部連携"}, actor=world.actor(world.aoi))
    home_id = asked(visitor, f"外部連携の機能はありますか？{end}", "1")
    wish_is_unknown(world, home_id)
    assert back(world, home_id).kind == "wish"


LONG = "いつもお世話になっております。先月から三店舗で使っております。"


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}シフト表の並び順を変えられますか？",
        "シフト表の並び順を変えたいのに変わらず困っています。至急直してください。",
        "打刻を直す方法を教えてください。",
    ],
)
def test_who_would_be_answered_the_same_is_not_asked(
    world: World, visitor: Visitor, two: list[Article], text: str
) -> None:
    home_id = asked(visitor, text, "1")
    wish_is_unknown(world, home_id)
    assert back(world, home_id) == Back()


def test_who_gets_no_plain_yes_is_asked_and_who_is_surely_answered_is_not(
    world: World, visitor: Visitor, two: list[Article]
) -> None:
    aoi = world.actor(world.aoi)
    save_feature({"state": "not_available", "name_ja": "並び順の変更", "aliases_ja": "並び順"}, actor=aoi)
    home_id = asked(visitor, f"{LONG}シフト表の並び順を変えられますか？", "1")
    wish_is_unknown(world, home_id)
    assert back(world, home_id).kind == "wish", "another way may lead to the same end"
    short = asked(visitor, "外部連携の機能はありますか？", "2")
    wish_is_unknown(world, short)
    assert back(world, short).kind == "wish"
    ranked(world, short, [(two[0].id, 1.0)])
    with tenant(world.koyomi.id):
        Ranked.objects.update(is_sure=True)
    assert back(world, short) == Back()


def test_it_is_dismissed_for_this_message_and_counts_nothing(
    world: World, visitor: Visitor, two: list[Article]
) -> None:
    home_id = asked(visitor, "外部連携の機能はありますか？", "1")
    wish_is_unknown(world, home_id)
    desk = Sitting(world.users["misaki"])
    page = desk.get(f"/desk/conversations/{home_id}/clarifying/")
    assert "やりたいことがわかりません" in page.text
    assert page.writes == []
    assert desk.post(f"/desk/conversations/{home_id}/clarifying/", {"deed": "dismiss"}).status == 200
    assert back(world, home_id) == Back()
    with pytest.raises(NotAllowed):
        clarify(home_id, deed="text", actor=world.actor(world.misaki))


def test_the_page_asks_for_it_only_where_something_may_be_asked(
    world: World, visitor: Visitor, two: list[Article]
) -> None:
    home_id = asked(visitor, "月末に一覧を出したいのですが、方法を教えてください。", "1")
    desk, composer = Sitting(world.users["misaki"]), f"/desk/conversations/{home_id}/composer/"
    asks = f'hx-get="/desk/conversations/{home_id}/clarifying/"'
    shown = desk.get(composer)
    assert asks not in shown.html
    assert f'data-live="offers:{home_id} ' in shown.html, "it is told when there is news"
    assert len(shown.queries) <= 8
    ranked(world, home_id, [(two[0].id, 0.5), (two[1].id, 0.4)])
    assert asks in desk.get(composer).html


def test_what_is_no_choice(world: World, visitor: Visitor, two: list[Article]) -> None:
    home_id = asked(visitor, "外部連携の機能はありますか？", "1")
    wish_is_unknown(world, home_id)
    with pytest.raises(Refused):
        clarify(home_id, deed="send", actor=world.actor(world.misaki))
    for who in (world.ren, world.oscar):
        with pytest.raises(NotAllowed):
            clarify(home_id, deed="text", actor=world.actor(who))
