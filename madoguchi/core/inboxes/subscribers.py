"""Consequences of facts in what belongs to inboxes."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox, InboxAccess


def grant_invited(events: Sequence[Event]) -> None:
    """Give those who took their seat the inboxes they were invited to. Registered for "invitation.accepted"."""
    wanted = [
        (event.workspace_id, event.payload["person_id"], inbox_id)
        for event in events
        for inbox_id in event.payload["inbox_ids"]
    ]
    there = set(Inbox.objects.filter(id__in={row[2] for row in wanted}).values_list("id", flat=True))
    InboxAccess.objects.bulk_create(
        [
            InboxAccess(workspace_id=workspace_id, person_id=person_id, inbox_id=inbox_id)
            for workspace_id, person_id, inbox_id in wanted
            if inbox_id in there
        ],
        ignore_conflicts=True,
    )
