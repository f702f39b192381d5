"""What the form of an announcement sends."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.faces.desk.snoozing import typed_time
from madoguchi.features.announcements.actions.publish import Audience, Words


@dataclass(frozen=True, slots=True)
class AnnouncementForm:
    """Read once; nothing is decided here."""

    given: QueryDict

    def is_on(self, name: str) -> bool:
        return self.given.get(name) == "1"

    def words(self, zone: ZoneInfo) -> Words:
        """Raises Refused("bad-time")."""
        typed = self.given.get("shown_until") or ""
        until = typed_time(typed, zone) if typed.strip() else None
        if typed.strip() and until is None:
            raise Refused("bad-time", _("Enter a date and a time."), field="shown_until")
        return Words(
            title=self.given.get("title") or "",
            text=self.given.get("text") or "",
            must_confirm=self.is_on("must_confirm"),
            pinned=self.is_on("pinned"),
            shown_until=until,
        )

    def audience(self) -> Audience:
        teams = [str(one) for one in self.given.getlist("team")]
        return Audience(
            to_everybody=self.given.get("to") != "some",
            team_ids=frozenset(int(one) for one in teams if one.isascii() and one.isdigit() and len(one) < 19),
            roles=frozenset(str(one) for one in self.given.getlist("role")),
        )
