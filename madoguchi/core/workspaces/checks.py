"""Values of workspaces and accounts: names, languages, time zones."""

import zoneinfo
from functools import cache

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.workspaces.models import LANGUAGES, MOST_MINUTES, Workspace


def checked_workspace_name(value: str) -> str:
    """A workspace's name: something, in 120 letters."""
    name = " ".join(value.split())
    if not name or len(name) > 120:
        raise Refused("bad-name", _("Enter a name of at most 120 letters."), field="name")
    return name


def checked_language(value: str) -> str:
    """A language the product speaks. Raises Refused("unknown-language")."""
    if value not in dict(LANGUAGES):
        raise Refused("unknown-language", _("Choose one of the languages offered."), field="language")
    return value


def checked_time_zone(value: str) -> str:
    """A name of the IANA time zone database. Raises Refused("unknown-time-zone")."""
    if value not in time_zones():
        raise Refused("unknown-time-zone", _("Choose one of the time zones offered."), field="time_zone")
    return value


def checked_minutes(value: str | int, field: str) -> int:
    """A wait in minutes: at least one, at most a year. Raises Refused("bad-wait")."""
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST_MINUTES):
        raise Refused("bad-wait", _("Enter a time between one minute and a year."), field=field)
    return int(text)


def check_waits(workspace: Workspace) -> None:
    """Raises Refused("bad-wait") where a wait would be too long before it is long."""
    if workspace.too_long_wait_minutes <= workspace.long_wait_minutes:
        text = _("The second time must be longer than the first.")
        raise Refused("bad-wait", text, field="too_long_wait_minutes")


@cache
def time_zones() -> frozenset[str]:
    """All names, as the machine or the package tzdata knows them."""
    return frozenset(zoneinfo.available_timezones())
