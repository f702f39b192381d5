"""Reading bulks: each is its person's alone."""

from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.bulk.models import UNDONE_WITHIN, Bulk, BulkItem

SHOWN = 3
TOLD_FOR = timedelta(minutes=1)  # that it was undone


def bulks_visible_to(actor: Actor) -> QuerySet[Bulk]:
    """One's own, in no order yet."""
    found = Bulk.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return found if actor.may("conversation.read") else found.none()


def bulk_for(bulk_id: int, actor: Actor, *, lock: bool = False) -> Bulk:
    """One of them. Raises NotAllowed when it is not there for this actor."""
    rows = bulks_visible_to(actor)
    found = (rows.select_for_update() if lock else rows).filter(id=bulk_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This does not exist."))
    return found


def bulks_in_hand(actor: Actor) -> list[Bulk]:
    """The newest that run, can be undone, or were undone just now; those that were put away are not among them."""
    recent = Q(ended_at=None) | Q(ended_at__gt=now() - UNDONE_WITHIN) & ~Q(state=Bulk.State.UNDONE)
    recent |= Q(ended_at__gt=now() - TOLD_FOR)
    return list(bulks_visible_to(actor).filter(recent, dismissed_at=None).order_by("-id")[:SHOWN])


def items_of(bulk: Bulk, actor: Actor) -> QuerySet[BulkItem]:
    """What became of each conversation, as far as the actor still sees it, in no order yet."""
    return BulkItem.objects.filter(bulk=bulk, conversation__in=visible_to(actor))


def not_done(bulk: Bulk, actor: Actor) -> QuerySet[BulkItem]:
    """What could not be done, or not be undone, with its conversation."""
    here = items_of(bulk, actor).filter(outcome__in=[BulkItem.Outcome.REFUSED, BulkItem.Outcome.KEPT])
    return here.select_related("conversation__contact").order_by("id")


def why_not_done(bulk: Bulk, actor: Actor, *, most: int) -> list[tuple[str, int, list[BulkItem]]]:
    """Each reason why some could not be done, the most frequent first: in words, how many, and the first of them."""
    items = not_done(bulk, actor)
    numbers = items.order_by().values_list("reason").annotate(number=Count("id")).order_by("-number", "reason")
    place = Window(RowNumber(), partition_by=F("reason"), order_by="id")
    first = list(items.annotate(place=place).filter(place__lte=most))
    return [(reason, number, [one for one in first if one.reason == reason]) for reason, number in numbers]
