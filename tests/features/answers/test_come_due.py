"""Whoever looks after an article or a feature hears that the day has come to look at it again."""

from datetime import UTC, date, datetime

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.people.models import Person
from madoguchi.features.answers.actions import come_due
from madoguchi.features.articles.actions.arranging import archive, change_article
from madoguchi.features.articles.models import Article
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.wording import lines_of
from madoguchi.features.registry.actions.features import change_feature
from madoguchi.features.registry.models import Feature
from tests.features.answers.furnishing import RECEIPTS, RETURNS, collection, published
from tests.features.registry.entries import feature
from tests.world import World

pytestmark = pytest.mark.django_db

DAY, NEXT = date(2026, 12, 1), date(2026, 12, 3)
MORNING = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)  # 8:00 of DAY in Tokyo, where こよみワークス is
BEFORE = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)


@pytest.fixture
def article(world: World) -> Article:
    """Looked after by 美咲, to be looked over on DAY."""
    made = published(world, collection(world), {"ja": RETURNS})
    changes = {"owner_id": world.misaki.id, "review_due_on": DAY}
    return change_article(made.id, changes, actor=world.actor(world.aoi))


@pytest.fixture
def line(world: World) -> Feature:
    """Owned by 美咲, to be looked at again on DAY."""
    return feature(world, owner_id=world.misaki.id, review_due_on=DAY)


def sweep(world: World, at: datetime, monkeypatch: pytest.MonkeyPatch) -> int:
    """Returns how many came due; people are told at once."""
    while run_events():
        pass
    with monkeypatch.context() as patch:
        patch.setattr(come_due, "now", lambda: at)
        count = come_due.tell_of_reviews(world.koyomi.id)
    while run_events():
        pass
    return count


def told(world: World, kind: str) -> dict[str, list[tuple[str, str, str]]]:
    """By the name of who was told: title, what it is about, where it opens."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    with tenant(world.koyomi.id):
        rows = list(Notification.objects.filter(kind=kind).order_by("id"))
        names = dict(Person.objects.values_list("id", "name"))
        for row, line in zip(rows, lines_of(rows), strict=True):
            found.setdefault(names[row.person_id], []).append((line.whole, line.about, line.place))
    return found


def test_whoever_looks_after_an_article_is_told_once_on_the_morning_of_its_day(
    world: World, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sweep(world, BEFORE, monkeypatch) == 0
    assert told(world, "article_due") == {}
    assert [sweep(world, MORNING, monkeypatch) for _round in range(2)] == [1, 0]
    line = ("The day has come to look over an article", "商品を返品する", f"/desk/articles/{article.id}/")
    assert told(world, "article_due") == {world.misaki.name: [line]}
    with tenant(world.koyomi.id):
        event = Event.objects.get(type="article.came_due")
        [named] = lines_of(list(Notification.objects.all()), plain=False)
        assert Notification.objects.get().key == f"article_due:{event.at.date()}", "another day is another line"
        assert named.about == "商品を返品する"  # which says nothing of a customer
    assert event.actor == "system"
    assert event.payload == {"article_id": article.id, "owner_id": world.misaki.id, "review_due_on": "2026-12-01"}


def test_another_day_is_told_of_anew(world: World, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep(world, MORNING, monkeypatch)
    change_article(article.id, {"review_due_on": NEXT}, actor=world.actor(world.aoi))
    assert sweep(world, MORNING, monkeypatch) == 0
    assert sweep(world, datetime(2026, 12, 2, 23, tzinfo=UTC), monkeypatch) == 1


def test_of_what_nobody_with_a_seat_looks_after_all_are_told_who_may_publish(
    world: World, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.misaki.id).update(deactivated_at=BEFORE)
    sweep(world, MORNING, monkeypatch)
    assert set(told(world, "article_due")) == {world.aoi.name, world.mana.name, world.kenji.name}


def test_what_is_archived_or_has_no_day_comes_due_never(
    world: World, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(article.id, actor=world.actor(world.aoi))
    published(world, collection(world), {"ja": RECEIPTS})
    assert sweep(world, MORNING, monkeypatch) == 0


def test_several_at_once_are_one_line_that_opens_their_list(
    world: World, article: Article, line: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = published(world, collection(world), {"ja": RECEIPTS})
    change_article(other.id, {"owner_id": world.misaki.id, "review_due_on": DAY}, actor=world.actor(world.aoi))
    feature(world, name_ja="予約の自動確認", name_en="", reason_en="", owner_id=world.misaki.id, review_due_on=DAY)
    assert sweep(world, MORNING, monkeypatch) == 4
    articles = ("The day has come to look over 2 articles", "", "/desk/articles/improve/due/")
    assert told(world, "article_due") == {world.misaki.name: [articles]}
    features = ("The day has come to look at 2 features again", "", "/desk/features/?stale=1")
    assert told(world, "feature_due") == {world.misaki.name: [features]}


def test_the_owner_of_a_feature_is_told_or_all_who_keep_the_registry(
    world: World, line: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [sweep(world, MORNING, monkeypatch) for _round in range(2)] == [1, 0]
    said = ("The day has come to look at a feature again", "LINEでのシフト通知", f"/desk/features/{line.id}/")
    assert told(world, "feature_due") == {world.misaki.name: [said]}
    change_feature(line.id, {"owner_id": None, "review_due_on": NEXT}, actor=world.actor(world.kenji))
    sweep(world, datetime(2026, 12, 2, 23, tzinfo=UTC), monkeypatch)
    keepers = {world.aoi.name, world.mana.name, world.kenji.name, world.ren.name}
    assert set(told(world, "feature_due")) == {world.misaki.name, *keepers}
