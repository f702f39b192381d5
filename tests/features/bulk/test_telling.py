"""What the others hear of it, and how long it is kept."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.core.conversations.actions import status
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.faces.live import subscriber
from madoguchi.features.bulk.actions.begin import begin
from madoguchi.features.bulk.actions.settle import dismiss, undo
from madoguchi.features.bulk.forgetting import forget_bulks
from madoguchi.features.bulk.models import Bulk, BulkItem
from madoguchi.features.bulk.queries import bulks_in_hand
from madoguchi.features.notifications.models import Notification
from tests.features.bulk.many import COUNT, worked_off
from tests.features.notifications.telling import tell_all
from tests.world import World


def test_every_fact_names_the_bulk_as_its_cause(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    begun = Event.objects.get(type="bulk.begun")
    assert begun.payload == {"bulk_id": bulk.id, "verb": "resolve", "total": COUNT}
    assert set(Event.objects.filter(type="conversation.resolved").values_list("cause_id", "depth")) == {(begun.id, 1)}
    ended = Event.objects.get(type="bulk.ended")
    assert (ended.payload["done"], ended.cause_id) == (COUNT, None)
    worked_off(undo(bulk.id, actor=misaki))
    undone = Event.objects.get(type="bulk.undo_begun")
    assert set(Event.objects.filter(type="conversation.reopened").values_list("cause_id", flat=True)) == {undone.id}


def test_the_word_of_it_can_be_put_away(koyomi: World, misaki: Actor, many: list[int]) -> None:
    bulk = worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    assert bulks_in_hand(misaki) == [bulk]
    assert bulks_in_hand(koyomi.actor(koyomi.kenji)) == []
    dismiss(bulk.id, actor=misaki)
    assert bulks_in_hand(misaki) == []


def test_whom_it_gives_many_to_is_told_once_and_without_a_sound(koyomi: World, misaki: Actor, many: list[int]) -> None:
    tell_all()
    worked_off(begin("assign", parameters={"person": koyomi.kenji.id}, conversation_ids=many, actor=misaki))
    Notification.objects.all().delete()
    tell_all()
    row = Notification.objects.get(person=koyomi.kenji)
    assert (row.kind, row.count, row.sounds, row.in_page) == ("assigned", COUNT, False, True)
    assert not Notification.objects.exclude(person=koyomi.kenji).exists()


def test_lists_are_not_read_again_for_each_of_many(koyomi: World, misaki: Actor, many: list[int]) -> None:
    begun = Event.objects.latest("id").id
    worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki))
    names = subscriber._names(list(Event.objects.filter(id__gt=begun).order_by("id")))
    assert {f"conversation:{row}@{koyomi.support.id}" for row in many} <= names
    assert f"conversations@{koyomi.support.id}" not in names
    status.reopen(many[0], actor=misaki)
    assert f"conversations@{koyomi.support.id}" in subscriber._names([Event.objects.latest("id")])


def test_what_ended_long_ago_is_forgotten(koyomi: World, misaki: Actor, many: list[int]) -> None:
    old, young = (worked_off(begin("resolve", parameters={}, conversation_ids=many, actor=misaki)) for _ in range(2))
    Bulk.objects.filter(id=old.id).update(ended_at=now() - timedelta(days=31))
    forget_bulks(koyomi.koyomi.id)
    assert list(Bulk.objects.all()) == [young]
    assert set(BulkItem.objects.values_list("bulk_id", flat=True)) == {young.id}
