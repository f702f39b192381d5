"""What has changed in how the house works: the part of the ledger that everybody there may know."""

from django.db.models import QuerySet

from madoguchi.core.conversations.queries.ledger import events_visible_to
from madoguchi.core.events.models import OF_THE_HOUSE, Event
from madoguchi.core.people.actor import Actor

CHANGES = (
    *("workspace.changed", "notification_rule.changed"),
    *("inbox.created", "inbox.changed", "inbox.disabled", "inbox.enabled"),
    *("team.created", "team.renamed", "team.people_changed", "team.deleted"),
    *("tag.created", "tag.changed", "tag.deleted"),
    *("attribute.defined", "attribute.changed", "attribute.deleted"),
    *("invitation.accepted", "person.added", "person.role_changed", "person.deactivated", "person.reactivated"),
)


def changes_visible_to(actor: Actor) -> QuerySet[Event]:
    """Changes of settings, and who came and went; those of the audit log with its permission alone."""
    return events_visible_to(actor).filter(OF_THE_HOUSE, type__in=CHANGES)
