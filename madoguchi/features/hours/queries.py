"""Finding business hours, and the calendar of an inbox."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.features.hours.calendar import Calendar
from madoguchi.features.hours.models import BusinessHours


def hours_visible_to(actor: Actor) -> QuerySet[BusinessHours]:
    """Those of the workspace, by name."""
    found = BusinessHours.objects.filter(workspace_id=actor.workspace_id).order_by("name", F("id"))
    return found if actor.may("inbox.read") else found.none()


def hours_for(hours_id: int, actor: Actor) -> BusinessHours:
    """Raises NotAllowed where they are not there for this actor."""
    hours = hours_visible_to(actor).filter(id=hours_id).first()
    if hours is None:
        raise NotAllowed("not-found", _("These business hours do not exist."))
    return hours


def calendar_of_inbox(inbox: Inbox) -> Calendar | None:
    """By which hours people answer there; None where none are set: then at any time."""
    hours_id = inbox.settings.get("hours_id")
    hours = BusinessHours.objects.filter(id=hours_id).first() if hours_id else None
    return hours.calendar if hours else None
