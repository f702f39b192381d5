"""Consequences of facts: those that a security officer asks about go into the audit log."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.core.people.models import AuditEntry

AUDITED = (
    "workspace.set_up",
    "workspace.changed",
    "person.invited",
    "invitation.accepted",
    "invitation.revoked",
    "person.added",
    "person.role_changed",
    "person.deactivated",
    "person.reactivated",
    "token.created",
    "token.revoked",
    "inbox.access_granted",
    "inbox.access_withdrawn",
    "inbox.created",
    "inbox.changed",
    "contact.exported",
    "contact.erased",
    "notification_rule.changed",
    "chat.watched_unseen",
    "language_model.changed",
)


def keep_audit(events: Sequence[Event]) -> None:
    """Copy facts into the audit log, each once. Registered for AUDITED."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                workspace_id=event.workspace_id,
                at=event.at,
                kind=event.type,
                actor=event.actor,
                subject=f"contact:{event.contact_id}" if event.contact_id else "",
                detail=event.payload,
                event_id=event.id,
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
