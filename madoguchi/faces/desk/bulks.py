"""What is done to many at once, as the list shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.base.clock import now
from madoguchi.features.bulk.models import UNDONE_WITHIN, Bulk

LABELS = {
    "assign": gettext_lazy("Changing the owner"),
    "team": gettext_lazy("Changing the team"),
    "tag": gettext_lazy("Putting a tag on"),
    "untag": gettext_lazy("Taking a tag off"),
    "priority": gettext_lazy("Changing the priority"),
    "snooze": gettext_lazy("Snoozing"),
    "resolve": gettext_lazy("Resolving"),
    "reopen": gettext_lazy("Reopening"),
    "spam": gettext_lazy("Marking as spam"),
    "not_spam": gettext_lazy("Marking as no spam"),
    "reply": gettext_lazy("Replying"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One bulk in words."""

    bulk: Bulk

    @property
    def label(self) -> str:
        return str(LABELS[self.bulk.verb])

    @property
    def total(self) -> int:
        """How many it is about: while it is taken back, those that were done."""
        return self.bulk.done if self._is_back else self.bulk.total

    @property
    def told(self) -> str:
        """How far it is, or how it ended."""
        bulk = self.bulk
        numbers: dict[str, Any] = {"handled": grouped(bulk.handled), "total": grouped(self.total)}
        if bulk.state == Bulk.State.RUNNING:
            return _("%(handled)s of %(total)s") % numbers
        if bulk.state == Bulk.State.UNDOING:
            return _("Undoing: %(handled)s of %(total)s") % numbers
        if bulk.state == Bulk.State.UNDONE:
            return _("Undone: %(count)s") % {"count": grouped(bulk.undone)}
        if bulk.state == Bulk.State.CANCELLED:
            return _("Stopped; done: %(count)s") % {"count": grouped(bulk.done)}
        if bulk.state == Bulk.State.FAILED:
            return _("Broke off each time it was tried; done: %(count)s") % {"count": grouped(bulk.done)}
        return _("Done: %(count)s") % {"count": grouped(bulk.done)}

    @property
    def more(self) -> list[str]:
        """What else there is to say of an end."""
        bulk = self.bulk
        if bulk.is_moving:
            return []
        if self._is_back:
            return [_("%(count)s could not be undone") % {"count": grouped(bulk.kept)}] if bulk.kept else []
        told = [_("%(count)s needed nothing") % {"count": grouped(bulk.unchanged)}] if bulk.unchanged else []
        return [*told, *([_("%(count)s could not be done") % {"count": grouped(bulk.refused)}] if bulk.refused else [])]

    @property
    def has_failed_some(self) -> bool:
        return self.bulk.refused + self.bulk.kept > 0 and not self.bulk.is_moving

    @property
    def can_undo(self) -> bool:
        """Replies as long as they are held; everything else for a while."""
        bulk = self.bulk
        if self._is_back or (bulk.ended_at is not None and (not bulk.done or bulk.ended_at < now() - UNDONE_WITHIN)):
            return False
        released = parse_datetime(bulk.parameters.get("release_at", ""))
        return released is None or released > now()

    @property
    def _is_back(self) -> bool:
        return self.bulk.state in (Bulk.State.UNDOING, Bulk.State.UNDONE)


def grouped(number: int) -> str:
    """As people read large numbers: 10,000."""
    return number_format(number, force_grouping=True)
