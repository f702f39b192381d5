"""The audit log in words: who did what, with whose rights or data, from where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.core.contacts.queries import everyone_visible_to
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.models import AuditEntry, Role
from madoguchi.core.people.queries import invited, people_visible_to
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.templatetags.devices import device
from madoguchi.faces.desk.templatetags.names import called

KINDS = {
    "sign_in.succeeded": gettext_lazy("Signed in"),
    "sign_in.failed": gettext_lazy("Sign-in failed"),
    "sign_in.ended": gettext_lazy("Signed out"),
    "session.ended": gettext_lazy("Signed out another session"),
    "second_factor.added": gettext_lazy("Added a second factor"),
    "second_factor.removed": gettext_lazy("Removed a second factor"),
    "second_factor.reset": gettext_lazy("Replaced a second factor"),
    "password.changed": gettext_lazy("Changed the password"),
    "password.reset": gettext_lazy("Chose a new password by a link"),
    "password.set_by_console": gettext_lazy("Password set on the command line"),
    "workspace.set_up": gettext_lazy("Workspace made"),
    "workspace.changed": gettext_lazy("Changed the workspace"),
    "workspace.exported": gettext_lazy("Workspace exported"),
    "person.invited": gettext_lazy("Invited somebody"),
    "person.added": gettext_lazy("Seat added on the command line"),
    "person.role_changed": gettext_lazy("Changed a role"),
    "person.deactivated": gettext_lazy("Closed a seat"),
    "person.reactivated": gettext_lazy("Opened a seat again"),
    "invitation.accepted": gettext_lazy("Accepted the invitation"),
    "invitation.revoked": gettext_lazy("Withdrew an invitation"),
    "token.created": gettext_lazy("Made an API token"),
    "token.revoked": gettext_lazy("Revoked an API token"),
    "inbox.created": gettext_lazy("Made an inbox"),
    "inbox.changed": gettext_lazy("Changed an inbox"),
    "language_model.changed": gettext_lazy("Changed the language model"),
    "inbox.access_granted": gettext_lazy("Let somebody see an inbox"),
    "inbox.access_withdrawn": gettext_lazy("Took away the sight of an inbox"),
    "notification_rule.changed": gettext_lazy("Changed what push and mail may say"),
    "chat.watched_unseen": gettext_lazy("Watched a chat unseen"),
    "contact.viewed": gettext_lazy("Looked at personal data"),
    "contact.exported": gettext_lazy("Exported a person's data"),
    "contact.erased": gettext_lazy("Erased a person's data"),
}
MORE = {
    "password": gettext_lazy("Password"),
    "second_factor": gettext_lazy("Second step"),
    "totp": gettext_lazy("Authenticator app"),
    "webauthn": gettext_lazy("Passkey"),
    "recovery_codes": gettext_lazy("Recovery codes"),
    **{role.value: role.label for role in Role},
}

Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read; it leads to the page of a contact or of a conversation."""

    at: datetime
    who: str
    what: str
    about: str
    contact_id: int | None
    conversation_id: int | None
    address: str
    device: str


def lines_of(rows: Iterable[AuditEntry], seat: Seat) -> list[Line]:
    """The entries in words, in three queries whatever their number, one more each where there are invitations, contacts
    without a name, or conversations."""
    rows = list(rows)
    names = _names({key for row in rows for key in [_row_of(row.actor), *_subjects(row)] if key}, seat)
    return [
        Line(
            at=row.at,
            who=_who(row.actor, names),
            what=str(KINDS.get(row.kind, row.kind)),
            about=_about(row, names),
            contact_id=_led_to(row, "contact"),
            conversation_id=key if ("conversation", key := _led_to(row, "conversation")) in names else None,
            address=row.address or "",
            device=device(str(row.detail.get("agent", ""))),
        )
        for row in rows
    ]


def _row_of(text: str) -> tuple[str, int] | None:
    """What "person:7" names."""
    kind, _colon, key = text.partition(":")
    return (kind, int(key)) if key.isdigit() else None


def _subjects(row: AuditEntry) -> list[tuple[str, int]]:
    """Whom and what an entry is about, its own actor left out."""
    named = [_row_of(row.subject)]
    kinds = ("person", "inbox", "invitation")
    named += [(kind, row.detail[f"{kind}_id"]) for kind in kinds if f"{kind}_id" in row.detail]
    if "watched_id" in row.detail:
        named.append(("conversation", row.detail["watched_id"]))
    return [key for key in named if key and key != _row_of(row.actor)]


def _led_to(row: AuditEntry, kind: str) -> int | None:
    return next((key for of, key in _subjects(row) if of == kind), None)


def _names(wanted: set[tuple[str, int]], seat: Seat) -> Names:
    kinds = ("person", "inbox", "contact", "invitation", "conversation")
    ids = {kind: [key for of, key in wanted if of == kind] for kind in kinds}
    people = people_visible_to(seat.actor).filter(id__in=ids["person"]).values_list("id", "name")
    boxes = inboxes.visible_to(seat.actor).filter(id__in=ids["inbox"]).values_list("id", "name")
    contacts = list(everyone_visible_to(seat.actor).filter(id__in=ids["contact"]))
    name_the_nameless(contacts, seat.actor)
    guests = invited(ids["invitation"], actor=seat.actor) if ids["invitation"] else {}
    chats = visible_to(seat.actor).filter(id__in=ids["conversation"]).select_related("contact")
    return {
        **{("person", key): name for key, name in people},
        **{("inbox", key): name for key, name in boxes},
        **{("invitation", key): address for key, address in guests.items()},
        **{("contact", contact.id): called(contact) for contact in contacts},
        **{("conversation", chat.id): f"{called(chat.contact)} (#{chat.id})" for chat in chats},
    }


def _who(actor: str, names: Names) -> str:
    if actor == "system":
        return "Madoguchi"
    if actor.startswith("token:"):
        return _("A program (API)")
    return names.get(_row_of(actor) or ("", 0)) or actor


def _about(row: AuditEntry, names: Names) -> str:
    words = [names.get(key) or f"{key[0]}:{key[1]}" for key in _subjects(row)]
    words += [_more(row.detail[key]) for key in ("why", "factor", "role") if key in row.detail]
    if "before" in row.detail and "after" in row.detail:
        words.append(f"{_more(row.detail['before'])} → {_more(row.detail['after'])}")
    return " · ".join(words)


def _more(value: object) -> str:
    return str(MORE.get(str(value), value))
