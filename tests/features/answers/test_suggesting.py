"""Whoever answers is offered articles for what is asked now; what they do with them is learnt."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.features.answers.actions.rank import rank
from madoguchi.features.answers.actions.set_up import change_assistant
from madoguchi.features.answers.actions.suggest import suggest, take
from madoguchi.features.answers.models import Ranked, Suggestion
from madoguchi.features.answers.suggesting import Offer, Offered, offered_at
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from madoguchi.features.styles.actions.settings import set_style
from tests.faces.desk.sitting import Sitting
from tests.features.answers.furnishing import collection, published, taught
from tests.hearing import Heard
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World, visitor: Visitor, articles: dict[str, Article]) -> int:
    return say(visitor, "商品を返品する方法を教えてください。", once="1").conversation_id


def offered(world: World, conversation_id: int, actor: Actor) -> list[Offer]:
    """What is shown once the worker has looked."""
    suggest(conversation_id, actor=actor)
    rank(conversation_id, workspace_id=world.koyomi.id)
    found = seen(world, conversation_id, actor)
    assert found.is_ranked
    return found.offers


def seen(world: World, conversation_id: int, actor: Actor) -> Offered:
    with tenant(world.koyomi.id):
        return offered_at(conversation_id, actor)


def waiting() -> list[dict[str, int]]:
    return [one.args for one in ProcrastinateJob.objects.filter(task_name="madoguchi.rank_question").order_by("id")]


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_and_the_open_pages_are_told(
    world: World, chat: Inbox, asked: int, articles: dict[str, Article], heard: Heard
) -> None:
    misaki = world.actor(world.misaki)
    assert waiting() == [], "nobody has it open"
    first = suggest(asked, actor=misaki)
    assert (first.offers, first.is_ranked) == ([], False)
    assert waiting() == [{"workspace_id": world.koyomi.id, "conversation_id": asked}]
    rank(asked, workspace_id=world.koyomi.id)
    assert f"offers:{asked}@{chat.id}" in heard.names()
    assert suggest(asked, actor=misaki).offers[0].text.title == "商品を返品する"
    assert len(waiting()) == 1, "what was found is kept"


def test_another_question_and_another_model_are_looked_at_anew(
    world: World, asked: int, visitor: Visitor, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    assert offered(world, asked, misaki)[0].text.title == "商品を返品する"
    say(visitor, "領収書を発行してください。", once="2", conversation_id=asked)
    while run_events():
        pass
    assert len(waiting()) == 2, "who has it open need not ask"
    assert not seen(world, asked, misaki).is_ranked
    assert offered(world, asked, misaki)[0].text.title == "領収書を発行する"
    with tenant(world.koyomi.id):
        assert Ranked.objects.count() == 1, "of each conversation the newest"
    taught(world)
    assert not seen(world, asked, misaki).is_ranked


def test_the_page_asks_little_and_looking_changes_nothing(
    world: World, asked: int, articles: dict[str, Article]
) -> None:
    desk, path = Sitting(world.users["misaki"]), f"/desk/conversations/{asked}/suggestions/"
    waits = desk.post(path)
    assert len(waits.queries) <= 8
    assert f'data-live="offers:{asked}"' in waits.response.content.decode()
    rank(asked, workspace_id=world.koyomi.id)
    shown = desk.get(path)
    assert "商品を返品する" in shown.text
    assert shown.writes == []
    assert len(shown.queries) <= 8, shown.queries


def test_thanks_are_no_question(world: World, asked: int, visitor: Visitor, articles: dict[str, Article]) -> None:
    misaki = world.actor(world.misaki)
    letter = Letter("マイページからどうぞ。", to=(visitor.address,))
    reply(asked, letter=letter, sending=Sending(hold=timedelta(0)), actor=misaki)
    say(visitor, "助かりました。", once="2", conversation_id=asked)
    assert suggest(asked, actor=misaki) == Offered([], True)
    assert waiting() == []


def test_what_was_found_goes_with_the_person(world: World, asked: int, articles: dict[str, Article]) -> None:
    offered(world, asked, world.actor(world.misaki))
    with tenant(world.koyomi.id):
        contact_id = Conversation.objects.get(id=asked).contact_id
    erase_contact(contact_id, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        assert Ranked.objects.count() == 0


def test_the_best_is_first_and_that_it_was_shown_is_kept_once(
    world: World, asked: int, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    offers = offered(world, asked, misaki)
    assert offers[0].text.title == "商品を返品する"
    assert (offers[0].how_sure, offers[0].inside) == ("sure", False)
    assert offers[0].address.endswith(f"/ja/articles/{offers[0].text.slug}/") or "%" in offers[0].address
    assert len(offered(world, asked, misaki)) == len(offers)
    with tenant(world.koyomi.id):
        assert Suggestion.objects.filter(outcome="shown").count() == len(offers)


def test_it_is_put_in_as_a_link_or_as_text(world: World, asked: int, articles: dict[str, Article]) -> None:
    misaki, article = world.actor(world.misaki), articles["returns"]
    offered(world, asked, misaki)
    link = take(asked, article.id, deed="link", actor=misaki)
    assert link.startswith("[商品を返品する](http")
    assert take(asked, article.id, deed="text", actor=misaki).startswith("1. マイページを開きます。")
    with tenant(world.koyomi.id):
        row = Suggestion.objects.get(article=article)
        assert (row.outcome, row.person_id) == ("put_in", world.misaki.id)


def test_what_is_dismissed_does_not_come_again_for_this_question(
    world: World, asked: int, visitor: Visitor, articles: dict[str, Article]
) -> None:
    misaki, article = world.actor(world.misaki), articles["returns"]
    offered(world, asked, misaki)
    assert take(asked, article.id, deed="dismiss", actor=misaki) == ""
    assert article.id not in [one.text.article_id for one in offered(world, asked, misaki)]
    say(visitor, "商品を返品したいのです。", once="2", conversation_id=asked)
    assert article.id in [one.text.article_id for one in offered(world, asked, misaki)], "it is another question"


def test_a_manual_is_offered_to_agents_and_never_as_a_link(
    world: World, asked: int, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    manual = published(
        world,
        collection(world, is_manual=True),
        {"ja": ("商品の返品を受け付ける手順", "", "商品を返品する方法の社内手順です。")},
    )
    taught(world)
    offers = {one.text.article_id: one for one in offered(world, asked, misaki)}
    assert offers[manual.id].inside
    assert offers[manual.id].address == ""
    with pytest.raises(NotAllowed):
        take(asked, manual.id, deed="link", actor=misaki)


def test_where_it_is_off_or_nothing_is_asked_nothing_is_offered(
    world: World, chat: Inbox, asked: int, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    with pytest.raises(Refused, match="bad-choice"):
        take(asked, articles["returns"].id, deed="burn", actor=misaki)
    with pytest.raises(NotAllowed):
        take(asked, 999_999, deed="text", actor=misaki)
    with pytest.raises(NotAllowed):
        suggest(asked, actor=world.actor(world.ren))
    change_assistant(chat.id, changes={"mode": "off"}, actor=world.actor(world.aoi))
    assert suggest(asked, actor=misaki) == Offered([], True)


def test_where_conversational_is_wanted_the_text_is_its_beginning(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    conversation_id = say(visitor, "商品を返品する方法を教えてください。", once="9").conversation_id
    while run_events():
        pass
    misaki = world.actor(world.misaki)
    offered(world, conversation_id, misaki)
    assert seen(world, conversation_id, misaki).style == "conversational"
    said = take(conversation_id, articles["returns"].id, deed="text", actor=misaki)
    assert "マイページを開きます。" in said
    assert "注文履歴" not in said
    assert "/articles/" in said
