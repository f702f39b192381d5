"""Whoever answers is offered articles for what is asked now; what they do with them is learnt."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions.set_up import change_assistant
from madoguchi.features.answers.actions.suggest import suggest, take
from madoguchi.features.answers.models import Suggestion
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Visitor
from tests.features.answers.furnishing import collection, published, taught
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World, visitor: Visitor, articles: dict[str, Article]) -> int:
    return say(visitor, "商品を返品する方法を教えてください。", once="1").conversation_id


def test_the_best_is_first_and_that_it_was_shown_is_kept_once(
    world: World, asked: int, articles: dict[str, Article]
) -> None:
    misaki = world.actor(world.misaki)
    offers = suggest(asked, actor=misaki)
    assert offers[0].text.title == "商品を返品する"
    assert (offers[0].how_sure, offers[0].inside) == ("sure", False)
    assert offers[0].address.endswith(f"/ja/articles/{offers[0].text.slug}/") or "%" in offers[0].address
    assert len(suggest(asked, actor=misaki)) == len(offers)
    with tenant(world.koyomi.id):
        assert Suggestion.objects.filter(outcome="shown").count() == len(offers)


def test_it_is_put_in_as_a_link_or_as_text(world: World, asked: int, articles: dict[str, Article]) -> None:
    misaki, article = world.actor(world.misaki), articles["returns"]
    suggest(asked, actor=misaki)
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
    suggest(asked, actor=misaki)
    assert take(asked, article.id, deed="dismiss", actor=misaki) == ""
    assert article.id not in [one.text.article_id for one in suggest(asked, actor=misaki)]
    say(visitor, "商品を返品したいのです。", once="2", conversation_id=asked)
    assert article.id in [one.text.article_id for one in suggest(asked, actor=misaki)], "it is another question"


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
    offers = {one.text.article_id: one for one in suggest(asked, actor=misaki)}
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
    assert suggest(asked, actor=misaki) == []
