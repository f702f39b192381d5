"""When a conversation comes back, as people say it: in the time zone of the workspace."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from madoguchi.base.clock import now

MORNING = time(9)
EVENING = time(18)
DAY = time(7), time(22)  # between them people are at work somewhere; whoever wants the night types the time


@dataclass(frozen=True, slots=True)
class Preset:
    """One choice. `at` is aware."""

    label: str
    at: datetime
    name: str = ""


def presets(zone: ZoneInfo, *, present: datetime | None = None) -> list[Preset]:
    """What is offered, the next first: nothing in the past, nothing at night, nothing twice. By night the day that
    begins has a morning of its own beside that of "tomorrow", which people mean differently then."""
    here = (present or now()).astimezone(zone)
    today = here.date()
    monday = today + timedelta(days=7 - today.weekday())
    soon = (here + timedelta(hours=3)).replace(second=0, microsecond=0)
    is_early = here.time() < DAY[0]
    offered = [
        *([("hours", _("In three hours"), soon)] if DAY[0] <= soon.time() < DAY[1] else []),
        *([("morning", _("This morning"), datetime.combine(today, MORNING, zone))] if is_early else []),
        ("evening", _("This evening"), datetime.combine(today, EVENING, zone)),
        ("tomorrow", _("Tomorrow morning"), datetime.combine(today + timedelta(days=1), MORNING, zone)),
        ("monday", _("Next Monday"), datetime.combine(monday, MORNING, zone)),
        ("week", _("In a week"), datetime.combine(today + timedelta(days=7), MORNING, zone)),
    ]
    found: dict[datetime, Preset] = {}
    for name, label, at in offered:
        if at > here + timedelta(minutes=30):
            found.setdefault(at, Preset(label, at, name))
    return sorted(found.values(), key=lambda preset: preset.at)


def typed_time(text: str, zone: ZoneInfo) -> datetime | None:
    """A time as a form sends it, without an offset in the zone of the workspace; None for nonsense."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)
