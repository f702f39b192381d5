"""Facts that happened, told to the people whom they concern."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.people.models import Person
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.subscribers import TYPES, tell_people

QUIET = {"quiet_from": None, "quiet_to": None}


def tell_all() -> list[str]:
    """Tell everybody of all that was not told yet, in the running tenant. Returns the statements that it took."""
    waiting = list(Outbox.objects.filter(topic="event").values_list("ref_id", flat=True))
    events = list(Event.objects.filter(id__in=waiting, type__in=TYPES).order_by("id"))
    Outbox.objects.filter(topic="event").delete()
    with CaptureQueriesContext(connection) as captured:
        if events:
            tell_people(events)
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(("SAVE", "RELEASE"))]


def told(person: Person, **which: Any) -> list[tuple[str, int]]:
    """(kind, how many) of what a person has not read, the oldest first."""
    unread = Notification.objects.filter(person=person, read_at__isnull=True, **which).order_by("at", "id")
    return [(row.kind, row.count) for row in unread]
