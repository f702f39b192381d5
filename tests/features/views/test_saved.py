"""Saved views: whose they are, who changes them, in which order they stand."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.models import Person
from madoguchi.features.views.actions import saved
from madoguchi.features.views.actions.orders import choose_order
from madoguchi.features.views.models import SavedView
from madoguchi.features.views.queries import saved_for, saved_visible_to
from tests.world import World

URGENT = [{"field": "priority", "op": "is", "value": ["urgent"], "not": False}]


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def names(actor: Actor) -> list[str]:
    return [view.name for view in saved_visible_to(actor)]


def test_one_s_own_is_seen_by_nobody_else(koyomi: World, misaki: Actor, kenji: Actor) -> None:
    view = saved.save_view(" 急ぎ  のもの ", conditions=URGENT, order="waiting", actor=misaki)
    assert view.name == "急ぎ のもの"
    assert view.conditions == URGENT
    assert names(misaki) == ["急ぎ のもの"]
    assert names(kenji) == []
    with pytest.raises(NotAllowed):
        saved_for(view.id, kenji)
    with pytest.raises(NotAllowed):
        saved.delete_view(view.id, actor=kenji)
    assert Event.objects.latest("id").payload == {"view_id": view.id, "shared": False}


def test_a_shared_one_is_everybody_s_and_changed_by_those_who_may_share(
    koyomi: World, misaki: Actor, kenji: Actor
) -> None:
    with pytest.raises(NotAllowed):
        saved.save_view("みんなの", conditions=URGENT, shared=True, actor=misaki)
    view = saved.save_view("みんなの", conditions=URGENT, shared=True, actor=kenji)
    assert names(misaki) == ["みんなの"]
    for change in ({"name": "x"}, {"shared": False}):
        with pytest.raises(NotAllowed, match="not-allowed"):
            saved.change_view(view.id, change, actor=misaki)
    saved.change_view(view.id, {"name": "全員の"}, actor=koyomi.actor(koyomi.aoi))
    assert names(misaki) == ["全員の"]
    saved.change_view(view.id, {"shared": False}, actor=kenji)
    assert names(misaki) == []
    assert names(kenji) == ["全員の"]


def test_who_may_not_share_does_not_share_their_own(misaki: Actor) -> None:
    view = saved.save_view("急ぎ", conditions=URGENT, actor=misaki)
    with pytest.raises(NotAllowed):
        saved.change_view(view.id, {"shared": True}, actor=misaki)
    assert not saved_for(view.id, misaki).is_shared


def test_they_stand_in_the_order_that_was_chosen(misaki: Actor, kenji: Actor) -> None:
    made = [saved.save_view(name, conditions=URGENT, actor=misaki) for name in "abc"]
    shared = saved.save_view("s", conditions=URGENT, shared=True, actor=kenji)
    saved.place_view(made[2].id, position=0, actor=misaki)
    assert names(misaki) == ["c", "a", "b", "s"]
    saved.place_view(made[2].id, position=99, actor=misaki)
    assert names(misaki) == ["a", "b", "c", "s"]
    with pytest.raises(NotAllowed):
        saved.place_view(shared.id, position=0, actor=misaki)
    saved.delete_view(made[1].id, actor=misaki)
    assert names(misaki) == ["a", "c", "s"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "empty"),
        ({"name": "急ぎ"}, "name-taken"),
        ({"conditions": [{"field": "status", "op": "is", "value": ["'; --"]}]}, "bad-condition"),
        ({"conditions": URGENT * 31}, "bad-condition"),
        ({"order": "random"}, "no-such-order"),
    ],
)
def test_what_cannot_be_is_refused(misaki: Actor, fields: dict[str, Any], code: str) -> None:
    saved.save_view("急ぎ", conditions=URGENT, actor=misaki)
    with pytest.raises(Refused, match=code):
        saved.save_view(**{"name": "別", "conditions": URGENT, "actor": misaki, **fields})
    assert names(misaki) == ["急ぎ"]


def test_there_is_an_end(misaki: Actor, kenji: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST_OWN", 1)
    saved.save_view("a", conditions=[], actor=misaki)
    with pytest.raises(Refused, match="too-many"):
        saved.save_view("b", conditions=[], actor=misaki)
    saved.save_view("c", conditions=[], shared=True, actor=kenji)


def test_the_product_itself_has_no_views(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        saved.save_view("a", conditions=[], actor=system(koyomi.koyomi.id))


def test_another_workspace_s_are_not_there(world: World) -> None:
    view = saved.save_view("a", conditions=[], shared=True, actor=world.actor(world.kenji))
    oscar = world.actor(world.oscar)
    with tenant(world.harbour.id):
        assert names(oscar) == []
        with pytest.raises(NotAllowed):
            saved_for(view.id, oscar)


def test_the_database_holds_the_names_apart(koyomi: World, misaki: Actor) -> None:
    def row(name: str, *, shared: bool) -> SavedView:
        return SavedView(workspace_id=koyomi.koyomi.id, person=koyomi.misaki, name=name, is_shared=shared)

    for shared in (False, True):
        row("Same", shared=shared).save()
        with pytest.raises(IntegrityError, match="name_once"), transaction.atomic():
            row("same", shared=shared).save()
    with pytest.raises(IntegrityError, match="have_a_name"), transaction.atomic():
        row("", shared=False).save()


def test_the_order_of_a_list_is_remembered(koyomi: World, misaki: Actor) -> None:
    choose_order("mine", order="waiting", actor=misaki)
    choose_order("saved-3", order="due", actor=misaki)
    choose_order("mine", order="priority", actor=misaki)
    assert Person.objects.get(id=koyomi.misaki.id).list_orders == {"mine": "priority", "saved-3": "due"}
    choose_order("saved-3", order="", actor=misaki)
    assert Person.objects.get(id=koyomi.misaki.id).list_orders == {"mine": "priority"}
    with pytest.raises(Refused, match="no-such-order"):
        choose_order("mine", order="x", actor=misaki)
