"""Pages of a list: in every order, to its end, nothing twice and nothing left out; and no more looked at than said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Priority
from madoguchi.core.conversations.queries.views import VIEWS, Scope
from madoguchi.features.views import looking, pages
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.listing import BUILT_IN, Listing, SavedScope, conditions_of, rows_of
from madoguchi.features.views.orders import ORDERS
from tests.features.views.matters import Matters
from tests.world import World

COUNT = 23


@pytest.fixture
def many(world: World) -> World:
    """Open conversations that differ in everything that an order goes by."""
    with tenant(world.koyomi.id):
        Conversation.objects.bulk_create(
            Conversation(
                workspace_id=world.koyomi.id,
                inbox=world.support,
                contact=world.hanako,
                subject=f"{number} 請求",
                priority=(Priority.NORMAL, Priority.URGENT, Priority.LOW)[number % 3],
                waiting_since=now() - timedelta(minutes=number) if number % 2 else None,
                due_at=now() + timedelta(hours=number) if number % 4 == 0 else None,
                created_at=now() - timedelta(days=number % 7),
                last_activity_at=now() - timedelta(hours=number % 5),
            )
            for number in range(COUNT)
        )
    return world


def walked(listing: Listing, *, limit: int = 4) -> list[Conversation]:
    """All pages behind one another."""
    found: list[Conversation] = []
    cursor = ""
    with tenant(listing.actor.workspace_id):
        while True:
            page = pages.page(listing, cursor=cursor, limit=limit)
            assert len(page.rows) <= limit
            found += page.rows
            cursor = page.next
            if not cursor:
                return found


@pytest.mark.parametrize("narrowed", [False, True])
@pytest.mark.parametrize("order", ["", *ORDERS])
def test_every_order_ends_with_all_of_them(many: World, order: str, narrowed: bool) -> None:
    conditions = (Condition("words", "has", "請求"),) if narrowed else ()
    listing = Listing(many.actor(many.misaki), Scope("open"), conditions, order)
    found = walked(listing)
    assert len(found) == len({row.id for row in found}) == COUNT
    with tenant(many.koyomi.id):
        assert pages.ids_of(listing, most=100) == [row.id for row in found]
        assert pages.ids_of(listing, most=5) == [row.id for row in found][:5]


def test_what_an_order_goes_by(many: World) -> None:
    def by(order: str) -> list[Conversation]:
        return walked(Listing(many.actor(many.misaki), Scope("open"), (), order))

    waited = [row.waiting_since for row in by("waiting")]
    assert waited == sorted(filter(None, waited)) + [None] * waited.count(None)
    assert [row.priority for row in by("priority")] == sorted((row.priority for row in by("newest")), reverse=True)
    due = [row.due_at for row in by("due")]
    assert due == sorted(filter(None, due)) + [None] * due.count(None)
    created = [row.created_at for row in by("created")]
    assert created == sorted(created, reverse=True)


def test_a_page_that_looked_at_enough_says_so(many: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LOOKED_AT", 6)
    rare = Listing(many.actor(many.misaki), Scope("open"), (Condition("subject", "has", "11 請求"),))
    with tenant(many.koyomi.id):
        first = pages.page(rare, limit=4)
        assert first.next
        assert first.is_looking
    assert [row.subject for row in walked(rare)] == ["11 請求"]


def test_a_rare_condition_is_found_however_old_it_is(
    world: World, matters: Matters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LOOKED_AT", 1)
    for text in ("from:山田", 'tag:"vip 顧客"', "is:mentioned", "company:こうぼ"):
        listing = Listing(world.actor(world.misaki), Scope("all"), matters.read(text).with_words)
        with tenant(world.koyomi.id):
            page = pages.page(listing, limit=4)
        assert {row.id for row in page.rows} == {matters.rows[name].id for name in matters.typed(text)}
        assert not page.is_looking


def test_what_is_common_is_looked_for_along_the_list(
    world: World, matters: Matters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "FEW", 1)
    monkeypatch.setattr(pages, "LOOKED_AT", 2)
    listing = Listing(world.actor(world.misaki), Scope("all"), matters.read("tag:返品").with_words)
    assert {row.id for row in walked(listing)} == {matters.rows[name].id for name in ("mine", "done")}


@pytest.mark.parametrize("cursor", ["9.", "x.y", "-1.", ".", "1.?", "?", "٣."])
def test_a_cursor_of_somebody_else_is_refused(many: World, cursor: str) -> None:
    with tenant(many.koyomi.id), pytest.raises(Refused, match="bad-cursor"):
        pages.page(Listing(many.actor(many.misaki), Scope("open")), cursor=cursor)


@pytest.mark.parametrize("view", VIEWS)
def test_a_built_in_view_is_its_conditions(world: World, matters: Matters, view: str) -> None:
    actor = world.actor(world.misaki)
    assert view in BUILT_IN
    said = Listing(actor, SavedScope("all", saved_id=1), conditions_of(Scope(view)))
    with tenant(world.koyomi.id):
        assert set(rows_of(said)) == set(rows_of(Listing(actor, Scope(view))))


def test_a_narrowed_scope_is_its_conditions(world: World, matters: Matters) -> None:
    actor = world.actor(world.misaki)
    for scope in (
        Scope("open", inbox_id=world.support.id),
        Scope("open", team_id=world.team.id),
        Scope("all", tag_id=matters.tags["返品"].id),
        Scope("all", contact_id=world.hanako.id),
    ):
        said = Listing(actor, SavedScope("all", saved_id=1), conditions_of(scope))
        with tenant(world.koyomi.id):
            assert set(rows_of(said)) == set(rows_of(Listing(actor, scope))) != set()


def test_what_is_listed_by_its_beginning_where_that_is_asked_for(world: World, matters: Matters) -> None:
    listing = Listing(world.actor(world.misaki), Scope("all"), matters.read("created:>7d").conditions)
    assert listing.order.name == "created"
    assert Listing(listing.actor, listing.scope, listing.conditions, "newest").order.name == "newest"


@pytest.mark.parametrize(("text", "most"), [("", 1), ("assignee:nobody", 1), ("請求", 2), ("tag:返品 請求", 2)])
def test_a_page_asks_little(many: World, matters: Matters, text: str, most: int) -> None:
    listing = Listing(many.actor(many.misaki), Scope("open"), matters.read(text).with_words)
    with tenant(many.koyomi.id), CaptureQueriesContext(connection) as asked:
        pages.page(listing, limit=10)
    assert len(asked) == most
