"""Writing, changing, archiving and deleting saved replies."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import normal
from madoguchi.base.variables import tidy
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Team
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.replies.events import (
    SavedReplyArchived,
    SavedReplyChanged,
    SavedReplyCreated,
    SavedReplyDeleted,
    SavedReplyRestored,
)
from madoguchi.features.replies.finding import words_of
from madoguchi.features.replies.models import SavedReply, SavedReplyPlace
from madoguchi.features.replies.queries import may_change, reply_for
from madoguchi.features.replies.variables import check_variables

MOST_OWN = 500
MOST_SHARED = 5000
LONGEST = 20_000  # letters
NEEDED = ("name", "text", "language")
PLACES: Mapping[str, type[Team] | type[Inbox]] = {"teams": Team, "inboxes": Inbox}


def save_reply(fields: Mapping[str, Any], *, actor: Actor) -> SavedReply:
    """Keep a reply. `fields`: name, text, language, and as wanted shortcut, folder, shared, teams, inboxes (ids).

    Raises Refused (empty, too-long, bad-shortcut, name-taken, no-such-language, unknown-variable, no-such-place,
    too-many), NotAllowed.
    """
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id):
        reply = SavedReply(workspace_id=actor.workspace_id, person_id=actor.person_id)
        places = _apply(reply, {**dict.fromkeys(NEEDED, ""), **fields})
        require(actor, "saved_reply.share" if reply.is_shared else "saved_reply.own")
        _check_number(reply)
        _keep(reply)
        _place(reply, places)
        _tell(SavedReplyCreated(reply.id, reply.is_shared), actor)
        return reply


def change_reply(reply_id: int, changes: Mapping[str, Any], *, actor: Actor) -> SavedReply:
    """Change any of its fields. Raises as save_reply()."""
    with tenant(actor.workspace_id):
        reply = _locked(reply_id, actor)
        before = {name: getattr(reply, name) for name in (*CHECKS, "is_shared")}
        places = _apply(reply, changes)
        changed = [name for name, value in before.items() if getattr(reply, name) != value]
        if "is_shared" in changed:
            require(actor, "saved_reply.share" if reply.is_shared else "saved_reply.own")
            reply.person_id = reply.person_id if reply.is_shared else actor.own_id
            _check_number(reply)
        changed += [name for name in places if set(places[name]) != _ids(reply, name)]
        if changed:
            reply.changed_at = now()
            _keep(reply)
            _place(reply, places)
            _tell(SavedReplyChanged(reply.id, reply.is_shared, changed), actor)
        return reply


def archive_reply(reply_id: int, *, actor: Actor) -> SavedReply:
    """Offer it to nobody any more; it can be restored."""
    with tenant(actor.workspace_id):
        reply = _locked(reply_id, actor)
        if reply.archived_at is None:
            reply.archived_at = now()
            reply.save(update_fields=["archived_at"])
            _tell(SavedReplyArchived(reply.id, reply.is_shared), actor)
        return reply


def restore_reply(reply_id: int, *, actor: Actor) -> SavedReply:
    """Offer it again. Raises Refused("name-taken")."""
    with tenant(actor.workspace_id):
        reply = _locked(reply_id, actor)
        if reply.archived_at is not None:
            reply.archived_at = None
            _check_number(reply)
            _keep(reply)
            _tell(SavedReplyRestored(reply.id, reply.is_shared), actor)
        return reply


def delete_reply(reply_id: int, *, actor: Actor) -> None:
    """Throw it away; what was written with it stays."""
    with tenant(actor.workspace_id):
        reply = _locked(reply_id, actor)
        reply.delete()
        _tell(SavedReplyDeleted(reply_id, reply.is_shared), actor)


def _locked(reply_id: int, actor: Actor) -> SavedReply:
    reply = reply_for(reply_id, actor, lock=True)
    if not may_change(reply, actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    return reply


def _apply(reply: SavedReply, changes: Mapping[str, Any]) -> dict[str, Sequence[int]]:
    """Set the fields; returns the places that were named."""
    places: dict[str, Sequence[int]] = {}
    for field, value in changes.items():
        if field in CHECKS:
            setattr(reply, field, CHECKS[field](str(value)))
        elif field == "shared":
            reply.is_shared = bool(value)
        elif field in PLACES:
            places[field] = sorted(set(value))
        else:
            raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)
    if not reply.is_shared:
        places = {name: [] for name in PLACES}
    reply.words = words_of(reply)
    return places


def _line(value: str, longest: int, field: str) -> str:
    line = " ".join(value.split())
    if len(line) > longest:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": longest}, field=field)
    return line


def _name(value: str) -> str:
    if not (name := _line(value, 80, "name")):
        raise Refused("empty", _("Give the reply a name."), field="name")
    return name


def _shortcut(value: str) -> str:
    shortcut = normal(value).lstrip("/")
    if len(shortcut) > 30 or any(letter.isspace() or letter in "/@:" for letter in shortcut):
        raise Refused("bad-shortcut", _("A shortcut is one word of at most 30 letters."), field="shortcut")
    return shortcut


def _language(value: str) -> str:
    if value not in dict(LANGUAGES):
        raise Refused("no-such-language", _("Choose a language."), field="language")
    return value


def _text(value: str) -> str:
    text = tidy(value.replace("\r\n", "\n")).strip()
    if not text:
        raise Refused("empty", _("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field="text")
    check_variables(text)
    return text


CHECKS: Mapping[str, Callable[[str], str]] = {
    "name": _name,
    "shortcut": _shortcut,
    "folder": lambda value: _line(value, 60, "folder"),
    "language": _language,
    "text": _text,
}


def _check_number(reply: SavedReply) -> None:
    beside = SavedReply.objects.filter(is_shared=reply.is_shared, archived_at__isnull=True).exclude(id=reply.id)
    if not reply.is_shared:
        beside = beside.filter(person_id=reply.person_id)
    if beside.count() >= (MOST_SHARED if reply.is_shared else MOST_OWN):
        raise Refused("too-many", _("There are too many saved replies already. Archive one first."))


def _ids(reply: SavedReply, name: str) -> set[int]:
    """The ids of its teams or of its inboxes."""
    column = "team_id" if name == "teams" else "inbox_id"
    return {getattr(place, column) for place in reply.places.all()} - {None}


def _place(reply: SavedReply, places: Mapping[str, Sequence[int]]) -> None:
    for name, ids in places.items():
        found = set(PLACES[name].objects.filter(id__in=ids).values_list("id", flat=True))
        if found != set(ids):
            raise Refused("no-such-place", _("There is no such team or inbox."), field=name)
        column = "team_id" if name == "teams" else "inbox_id"
        old = _ids(reply, name)
        SavedReplyPlace.objects.filter(reply=reply, **{f"{column}__in": old - found}).delete()
        SavedReplyPlace.objects.bulk_create(
            SavedReplyPlace(workspace_id=reply.workspace_id, reply=reply, **{column: row_id})
            for row_id in sorted(found - old)
        )
    if places:
        reply.is_everywhere = not reply.places.exists()
        reply.save(update_fields=["is_everywhere"])


def _keep(reply: SavedReply) -> None:
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        field = "shortcut" if "shortcut" in str(error) else "name"
        texts = {
            "name": _("There is a saved reply of this name already."),
            "shortcut": _("There is a saved reply with this shortcut already."),
        }
        raise Refused(f"{field}-taken", texts[field], field=field) from error


def _tell(fact: Fact, actor: Actor) -> None:
    record(fact, actor=actor, about=Subject())
