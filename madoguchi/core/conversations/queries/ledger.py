"""Which facts of the ledger an actor may read."""

from django.db.models import QuerySet

from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.subscribers import AUDITED


def events_visible_to(actor: Actor) -> QuerySet[Event]:
    """All facts; those of the audit log with its permission alone; through named inboxes, of conversations there."""
    found = Event.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("event.read"):
        return found.none()
    if not actor.may("audit.read"):
        found = found.exclude(type__in=AUDITED)
    if actor.inbox_ids is not None:
        found = found.filter(conversation_id__in=visible_to(actor).values("id"))
    return found
