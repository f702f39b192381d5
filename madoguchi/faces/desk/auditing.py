"""The audit log in words: what was done, by whom, to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from madoguchi.core.contacts.models import Contact
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import AuditEntry, Role
from madoguchi.core.people.queries import people_visible_to
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import Seat

KINDS = {
    "contact.erased": pgettext_lazy("audit", "Erased a contact"),
    "contact.exported": pgettext_lazy("audit", "Exported a contact"),
    "contact.viewed": pgettext_lazy("audit", "Looked at a contact"),
    "inbox.access_granted": pgettext_lazy("audit", "Gave access to an inbox"),
    "inbox.access_withdrawn": pgettext_lazy("audit", "Took away access to an inbox"),
    "inbox.changed": pgettext_lazy("audit", "Changed an inbox"),
    "inbox.created": pgettext_lazy("audit", "Made an inbox"),
    "invitation.accepted": pgettext_lazy("audit", "Accepted an invitation"),
    "invitation.revoked": pgettext_lazy("audit", "Took back an invitation"),
    "password.changed": pgettext_lazy("audit", "Changed the password"),
    "password.reset": pgettext_lazy("audit", "Set a new password by mail"),
    "password.set_by_console": pgettext_lazy("audit", "Set a password on the command line"),
    "person.added": pgettext_lazy("audit", "Added a person"),
    "person.deactivated": pgettext_lazy("audit", "Deactivated a person"),
    "person.invited": pgettext_lazy("audit", "Invited a person"),
    "person.reactivated": pgettext_lazy("audit", "Reactivated a person"),
    "person.role_changed": pgettext_lazy("audit", "Changed a role"),
    "second_factor.added": pgettext_lazy("audit", "Added a second factor"),
    "second_factor.removed": pgettext_lazy("audit", "Removed a second factor"),
    "second_factor.reset": pgettext_lazy("audit", "Made new recovery codes"),
    "session.ended": pgettext_lazy("audit", "Signed out a session"),
    "sign_in.ended": pgettext_lazy("audit", "Signed out"),
    "sign_in.failed": pgettext_lazy("audit", "Failed to sign in"),
    "sign_in.succeeded": pgettext_lazy("audit", "Signed in"),
    "token.created": pgettext_lazy("audit", "Made an API token"),
    "token.revoked": pgettext_lazy("audit", "Revoked an API token"),
    "workspace.changed": pgettext_lazy("audit", "Changed the workspace"),
    "workspace.exported": pgettext_lazy("audit", "Exported the workspace"),
    "workspace.set_up": pgettext_lazy("audit", "Set up the workspace"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown."""

    entry: AuditEntry
    what: str
    who: str
    about: str


def lines_of(entries: Iterable[AuditEntry], seat: Seat) -> list[Line]:
    """The entries in words, in four queries at most."""
    entries = list(entries)
    names = _Names([told for entry in entries for told in (_told(entry.actor), *_subjects(entry))], seat)
    return [
        Line(entry, str(KINDS.get(entry.kind, entry.kind)), names.of(_told(entry.actor)), _about(entry, names))
        for entry in entries
    ]


Told = tuple[str, int]  # ("person", 7)


class _Names:
    def __init__(self, wanted: Iterable[Told], seat: Seat) -> None:
        ids: dict[str, set[int]] = {}
        for kind, row_id in wanted:
            ids.setdefault(kind, set()).add(row_id)
        here = seat.person.workspace_id
        sources: dict[str, QuerySet[Any]] = {
            "person": people_visible_to(seat.actor).order_by(),
            "inbox": Inbox.objects.filter(workspace_id=here),
            "contact": Contact.objects.filter(workspace_id=here),
        }
        self.known = {
            (kind, row.id): row.name
            for kind, rows in sources.items()
            if kind in ids
            for row in _named(rows.filter(id__in=ids[kind]))
        }

    def of(self, told: Told) -> str:
        kind, row_id = told
        if kind == "token":
            return _("A program (API)")
        if kind == "system":
            return "Madoguchi"
        return self.known.get(told) or (f"#{row_id}" if row_id else "")


def _named(rows: QuerySet[Any]) -> list[Any]:
    found = list(rows)
    name_the_nameless(row for row in found if isinstance(row, Contact))
    return found


def _told(mark: str) -> Told:
    kind, _colon, key = mark.partition(":")
    return kind, int(key) if key.isdigit() else 0


def _subjects(entry: AuditEntry) -> list[Told]:
    """Whom or what an entry is about."""
    if entry.subject:
        return [_told(entry.subject)]
    detail = entry.detail
    return [(kind, key) for kind in ("person", "inbox") if isinstance(key := detail.get(f"{kind}_id"), int)]


def _about(entry: AuditEntry, names: _Names) -> str:
    named = [name for told in _subjects(entry) if (name := names.of(told))]
    roles = dict(Role.choices)
    changed = [str(roles[key]) for key in (entry.detail.get("before"), entry.detail.get("after")) if key in roles]
    return " · ".join([*named, *([" → ".join(changed)] if changed else [])])
