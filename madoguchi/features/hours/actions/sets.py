"""Making, changing and deleting business hours, and giving them to inboxes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxChanged
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.checks import checked_time_zone
from madoguchi.features.hours.events import HoursChanged, HoursCreated, HoursDeleted
from madoguchi.features.hours.models import BusinessHours
from madoguchi.features.hours.typed import (
    LONGEST_NAME,
    MOST_DAYS,
    typed_country,
    typed_date,
    typed_days,
    typed_week,
)

MOST = 50
OFFICE = {day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def create_hours(given: Mapping[str, Any], *, actor: Actor) -> BusinessHours:
    """`name`, `time_zone`, `week`, `country`, `days` (typed.py); a week that is not given is Monday to Friday, 9 to 18.

    Raises Refused("bad-name", "name-taken", "too-many", and as typed.py does), NotAllowed.
    """
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        if BusinessHours.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(number)d business hours.") % {"number": MOST})
        fields = {"week": OFFICE, **given}
        hours = BusinessHours(workspace_id=actor.workspace_id, **_read(fields))
        _save(hours)
        record(HoursCreated(hours.id), actor=actor, about=Subject())
        return hours


def change_hours(hours_id: int, changes: Mapping[str, Any], *, actor: Actor) -> BusinessHours:
    """Refuses as create_hours()."""
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        return _changed(_locked(hours_id), _read(changes), actor)


def except_days(
    hours_id: int, *, first: str, last: str = "", name: str = "", hours: str = "", actor: Actor
) -> BusinessHours:
    """The days from `first` to `last` (dates; "": the first alone) are not as the week says: they have other hours, or
    none. Raises Refused as typed.py does, "bad-date" also where the last is before the first."""
    require(actor, "workspace.manage")
    begin = typed_date(first)
    end = typed_date(last) if last.strip() else begin
    if not 0 <= (end - begin).days < MOST_DAYS:
        raise Refused("bad-date", _("The last day is before the first."), field="last")
    dates = [(begin + timedelta(days=number)).isoformat() for number in range((end - begin).days + 1)]
    with tenant(actor.workspace_id):
        row = _locked(hours_id)
        days = typed_days([*row.days, *({"date": day, "name": name, "hours": hours} for day in dates)])
        return _changed(row, {"days": days}, actor)


def forget_day(hours_id: int, *, day: str, actor: Actor) -> BusinessHours:
    """A day is as the week says again."""
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        row = _locked(hours_id)
        return _changed(row, {"days": [one for one in row.days if one["date"] != day]}, actor)


def delete_hours(hours_id: int, *, actor: Actor) -> None:
    """Raises Refused("in-use") as long as an inbox has them."""
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        hours = _locked(hours_id)
        if name := Inbox.objects.filter(settings__hours_id=hours_id).values_list("name", flat=True).first():
            raise Refused("in-use", _("“%(name)s” has these hours. Give it others first.") % {"name": name})
        hours.delete()
        record(HoursDeleted(hours_id), actor=actor, about=Subject())


def give_hours(inbox_id: int, hours_id: int | None, *, actor: Actor) -> Inbox:
    """By which hours people answer in an inbox; None: at any time. Raises NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked(inbox_id, actor)
        if hours_id is not None:
            _locked(hours_id)
        if inbox.settings.get("hours_id") != hours_id:
            inbox.settings = {**inbox.settings, "hours_id": hours_id}
            inbox.save(update_fields=["settings"])
            record(InboxChanged(inbox.id, ["hours_id"]), actor=actor, about=Subject())
        return inbox


def _changed(hours: BusinessHours, after: Mapping[str, Any], actor: Actor) -> BusinessHours:
    changed = [field for field, value in after.items() if getattr(hours, field) != value]
    for field in changed:
        setattr(hours, field, after[field])
    if changed:
        _save(hours)
        record(HoursChanged(hours.id, changed), actor=actor, about=Subject())
    return hours


def _locked(hours_id: int) -> BusinessHours:
    hours = BusinessHours.objects.select_for_update().filter(id=hours_id).first()
    if hours is None:
        raise NotAllowed("not-found", _("These business hours do not exist."))
    return hours


def _name(value: str) -> str:
    name = " ".join(value.split())
    if not name or len(name) > LONGEST_NAME:
        text = _("Enter a name of at most %(number)d letters.") % {"number": LONGEST_NAME}
        raise Refused("bad-name", text, field="name")
    return name


READ: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "time_zone": checked_time_zone,
    "week": typed_week,
    "country": typed_country,
    "days": typed_days,
}


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    return {field: READ[field](value) for field, value in given.items()}


def _save(hours: BusinessHours) -> None:
    try:
        with transaction.atomic():
            hours.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There are business hours of this name already."), field="name") from error
