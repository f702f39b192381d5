"""Whoever looks after an article hears that what is said of its feature has changed since."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.features.answers.actions.outdate import tell_owners
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.models import Article, ArticleText
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.wording import lines_of
from madoguchi.features.registry.actions.features import change_feature, delete_feature
from madoguchi.features.registry.models import Feature
from tests.features.answers.furnishing import collection, published
from tests.features.registry.entries import feature
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(world: World) -> Feature:
    return feature(world)


@pytest.fixture
def article(world: World, line: Feature) -> Article:
    """Of two days ago, looked after by 美咲; and one that only has the words."""
    faq = collection(world)
    made = published(world, faq, {"ja": ("LINEでのシフト通知について", "", "LINEでのシフト通知はできません。")})
    other = published(world, faq, {"ja": ("使い始めるまで", "", "シフトを作り、通知を送ります。LINEは使えません。")})
    for one in (made, other):
        change_article(one.id, {"owner_id": world.misaki.id}, actor=world.actor(world.aoi))
    with tenant(world.koyomi.id):
        ArticleText.objects.update(published_at=now() - timedelta(days=2))
    settle()
    return made


def settle() -> None:
    while run_events():
        pass


def told_to_misaki(world: World) -> list[tuple[str, str]]:
    with tenant(world.koyomi.id):
        rows = list(Notification.objects.filter(person=world.misaki, kind="outdated"))
        return [(line.about, line.place) for line in lines_of(rows)]


def test_whoever_looks_after_the_article_is_told(world: World, line: Feature, article: Article) -> None:
    change_feature(line.id, {"state": "available"}, actor=world.actor(world.kenji))
    settle()
    assert told_to_misaki(world) == [("LINEでのシフト通知について", f"/desk/articles/{article.id}/")]
    with tenant(world.koyomi.id):
        event = Event.objects.get(type="article.outdated")
        assert event.cause_id is not None
        said = Event.objects.get(id=event.cause_id)
        assert event.payload == {"article_id": article.id, "feature_id": line.id, "owner_id": world.misaki.id}
        assert (event.actor, said.type) == (f"person:{world.kenji.id}", "feature.changed")
        tell_owners([said])
        assert Event.objects.filter(type="article.outdated").count() == 1, "of each change it is said once"


def test_what_customers_hear_nothing_of_outdates_nothing(world: World, line: Feature, article: Article) -> None:
    change_feature(line.id, {"area": "連携"}, actor=world.actor(world.kenji))
    settle()
    assert told_to_misaki(world) == []


def test_what_was_published_since_is_not_older(world: World, line: Feature, article: Article) -> None:
    with tenant(world.koyomi.id):
        ArticleText.objects.update(published_at=now() + timedelta(minutes=1))
    change_feature(line.id, {"state": "available"}, actor=world.actor(world.kenji))
    settle()
    assert told_to_misaki(world) == []


def test_who_changed_it_themselves_and_what_nobody_looks_after_tell_nobody(
    world: World, line: Feature, article: Article
) -> None:
    change_article(article.id, {"owner_id": world.kenji.id}, actor=world.actor(world.aoi))
    change_feature(line.id, {"state": "available"}, actor=world.actor(world.kenji))
    settle()
    change_article(article.id, {"owner_id": None}, actor=world.actor(world.aoi))
    change_feature(line.id, {"state": "planned"}, actor=world.actor(world.aoi))
    settle()
    with tenant(world.koyomi.id):
        assert not Notification.objects.filter(kind="outdated").exists()


def test_a_feature_that_is_gone_outdates_nothing(world: World, line: Feature, article: Article) -> None:
    change_feature(line.id, {"state": "available"}, actor=world.actor(world.kenji))
    delete_feature(line.id, actor=world.actor(world.kenji))
    settle()
    assert told_to_misaki(world) == []
