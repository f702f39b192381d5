"""Values of workspaces and accounts: names, languages, time zones."""

import zoneinfo
from functools import cache

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.workspaces.models import LANGUAGES


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


@cache
def time_zones() -> frozenset[str]:
    """All names, as the machine or the package tzdata knows them."""
    return frozenset(zoneinfo.available_timezones())
