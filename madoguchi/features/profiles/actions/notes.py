"""Writing about a person: for colleagues, never for the customer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.queries import locked
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.profiles.events import ContactNoteAdded, ContactNoteChanged, ContactNoteDeleted
from madoguchi.features.profiles.models import ContactNote
from madoguchi.features.profiles.queries import notes_visible_to

LONGEST = 10_000  # characters


def add_contact_note(contact_id: int, *, text: str, is_pinned: bool = False, actor: Actor) -> ContactNote:
    """Raises Refused("empty", "too-long")."""
    _require(actor)
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        note = ContactNote.objects.create(
            workspace_id=contact.workspace_id,
            contact=contact,
            person_id=actor.person_id,
            text=_checked(text),
            is_pinned=is_pinned,
        )
        record(ContactNoteAdded(note.id), actor=actor, about=Subject(contact_id=contact.id))
        return note


def change_contact_note(note_id: int, changes: Mapping[str, Any], *, actor: Actor) -> ContactNote:
    """Change `text` (its author, and those who lead) or `is_pinned` (everybody who may write one)."""
    _require(actor)
    with tenant(actor.workspace_id):
        note = _locked(note_id, actor)
        changed = []
        for field, value in changes.items():
            after = _changed(note, field, value, actor)
            if getattr(note, field) != after:
                setattr(note, field, after)
                changed.append(field)
        if "text" in changed:
            note.edited_at = now()
        if changed:
            note.save()
            fact = ContactNoteChanged(note.id, changed)
            record(fact, actor=actor, about=Subject(contact_id=note.contact_id))
        return note


def delete_contact_note(note_id: int, *, actor: Actor) -> None:
    """Its author, and those who lead."""
    _require(actor)
    with tenant(actor.workspace_id):
        note = _locked(note_id, actor)
        _require_hand(note, actor)
        note.delete()
        record(ContactNoteDeleted(note_id), actor=actor, about=Subject(contact_id=note.contact_id))


def _require(actor: Actor) -> None:
    require(actor, "contact.update")
    require(actor, "personal_data.read")


def _require_hand(note: ContactNote, actor: Actor) -> None:
    if note.person_id != actor.person_id:
        require(actor, "contact.erase")


def _locked(note_id: int, actor: Actor) -> ContactNote:
    note = notes_visible_to(actor).select_for_update(of=("self",)).filter(id=note_id).first()
    if note is None:
        raise NotAllowed("not-found", _("This note does not exist."))
    return note


def _changed(note: ContactNote, field: str, value: Any, actor: Actor) -> Any:
    if field == "text":
        _require_hand(note, actor)
        return _checked(value)
    if field == "is_pinned" and isinstance(value, bool):
        return value
    raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)


def _checked(text: str) -> str:
    kept = text.strip()
    if not kept:
        raise Refused("empty", _("Write something first."), field="text")
    if len(kept) > LONGEST:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field="text")
    return kept
