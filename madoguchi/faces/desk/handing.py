"""Forms about what happens next and who does it: due times as people say them, receivers, what is planned."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import pgettext

from madoguchi.base.clock import now
from madoguchi.core.conversations.actions.hand_over import Handing
from madoguchi.core.conversations.planning import Plan
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.snoozing import Preset, typed_time

END_OF_WORK = time(18)
FRIDAY = 4


def dues(zone: ZoneInfo, *, present: datetime | None = None) -> list[Preset]:
    """Until when something may be promised: nothing in the past, nothing twice."""
    here = (present or now()).astimezone(zone)
    today = here.date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    offered = [
        (pgettext("due time", "Today"), today),
        (pgettext("due time", "Tomorrow"), today + timedelta(days=1)),
        (pgettext("due time", "This week"), friday),
        (pgettext("due time", "Next week"), friday + timedelta(days=7)),
    ]
    found: dict[datetime, Preset] = {}
    for label, day in offered:
        at = datetime.combine(day, END_OF_WORK, zone)
        if at > here:
            found.setdefault(at, Preset(label, at))
    return list(found.values())


def plan_in(data: QueryDict, zone: ZoneInfo) -> Plan:
    """What a form says: `due` is a preset's time, "" for none, or "other" for the time in `due_at`."""
    due = data.get("due", "other")
    at = typed_time(data.get("due_at", "") if due == "other" else due, zone)
    return Plan(data.get("next_action", "").strip(), at, data.get("waiting_on", ""))


def handing_in(data: QueryDict, zone: ZoneInfo) -> Handing:
    """To whom ("person-7", "team-4"), with which words and, where the form asks for it, which plan."""
    kind, _dash, key = data.get("to", "").partition("-")
    number = int(key) if key.isascii() and key.isdigit() else None
    plan = plan_in(data, zone) if "waiting_on" in data else None
    return Handing(
        person_id=number if kind == "person" else None,
        team_id=number if kind == "team" else None,
        text=data.get("text", ""),
        plan=plan,
    )


@dataclass(frozen=True, slots=True)
class Planning:
    """What the fields of a plan show. `due` is the due time in the zone of the workspace."""

    dues: list[Preset]
    due: datetime | None
    zone: str

    @property
    def is_other(self) -> bool:
        """Whether the due time is none of those offered."""
        return self.due is not None and all(preset.at != self.due for preset in self.dues)


def planning_of(due_at: datetime | None, seat: Seat) -> Planning:
    zone = seat.zone
    return Planning(dues(zone), due_at.astimezone(zone) if due_at else None, str(zone))
