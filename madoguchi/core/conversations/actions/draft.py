"""Drafts: what a person has begun to write, kept on the server; and the files put to it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Attachment, Draft
from madoguchi.core.conversations.outbound import NobodyLeft
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.conversations.steps import drop_draft, file_ahead
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require

MOST_FILES = 20
LONGEST_TEXT = 500_000  # characters


class DraftChanged(Refused):
    """It was saved elsewhere since: `draft` as it is now, None when it was sent or thrown away there."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("draft-changed", _("This draft was changed elsewhere."), field="text")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Version:
    """Which draft a text goes on from (one of the names in `base`; "" for none), and what it is called when it is kept.

    The writer gives the names, and may have to try several times before it hears that one was kept.
    """

    base: frozenset[str]
    name: str


def version_of(draft: Draft | None) -> str:
    """By which a draft is known to be the one that was read; "" for none."""
    return str(draft.fields.get("version") or draft.updated_at.isoformat()) if draft else ""


def save_draft(
    conversation_id: int | None,
    *,
    kind: str,
    text: str,
    fields: dict[str, Any],
    version: Version | None = None,
    actor: Actor,
) -> Draft | None:
    """Keep what was written so far; an empty one without files is thrown away (None).

    `fields` may hold to, cc, bcc (lists of addresses), subject, inbox, forwards, usual and last_seen (doubts.py). One
    draft a person, conversation and kind. With the version of the draft that the text goes on from, what was written
    elsewhere meanwhile is not written over: raises DraftChanged. Raises NobodyLeft for a reply to an erased person.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused("too-long", _("This text is too long."), field="text")
    with tenant(actor.workspace_id):
        known = _known(conversation_id, kind, actor)
        if version is not None and _has_changed(known, version, text):
            raise DraftChanged(known)
        draft = known or _draft(conversation_id, kind, actor)
        if not text.strip() and not any(fields.values()) and not draft.attachments.exists():
            draft.delete()
            return None
        draft.text, draft.updated_at = text, now()
        draft.fields = fields | ({"version": version.name} if version else {})
        draft.save(update_fields=["text", "fields", "updated_at"])
        return draft


def keep_both(conversation_id: int | None, *, kind: str, text: str, fields: dict[str, Any], actor: Actor) -> Draft:
    """Keep what was written, with what is there already below it: nobody is left to be asked."""
    with tenant(actor.workspace_id):
        draft = _known(conversation_id, kind, actor) or _draft(conversation_id, kind, actor)
        if text.strip() not in draft.text:
            draft.text = f"{text.rstrip()}\n\n{draft.text}".strip() if draft.text not in text else text
            draft.fields = draft.fields or fields
            draft.updated_at = now()
            draft.save(update_fields=["text", "fields", "updated_at"])
        return draft


def discard_draft(conversation_id: int | None, *, kind: str, version: Version | None = None, actor: Actor) -> None:
    """Throw a draft away, with its files. With a version as save_draft()."""
    with tenant(actor.workspace_id):
        if version is not None and _has_changed(known := _known(conversation_id, kind, actor), version, ""):
            raise DraftChanged(known)
        drop_draft(conversation_id, kind, actor.own_id)


def _known(conversation_id: int | None, kind: str, actor: Actor) -> Draft | None:
    mine = Draft.objects.select_for_update().filter(person_id=actor.own_id, kind=kind)
    return mine.filter(conversation=conversation_id).first()


def _has_changed(known: Draft | None, version: Version, text: str) -> bool:
    if known is None:
        return "" not in version.base
    return bool(known.text.strip()) and known.text != text and version_of(known) not in version.base


def attach_file(conversation_id: int | None, *, kind: str, piece: Piece, actor: Actor) -> Attachment:
    """Put a file to a draft. Raises Refused("file-too-large", "too-many-files")."""
    require(actor, "conversation.note" if kind == Draft.Kind.NOTE else "conversation.reply")
    with tenant(actor.workspace_id):
        draft = _draft(conversation_id, kind, actor)
        if draft.attachments.count() >= MOST_FILES:
            raise Refused("too-many-files", _("At most 20 files at once."), field="files")
        return file_ahead(actor.workspace_id, piece, draft)


def detach_file(attachment_id: int, *, actor: Actor) -> None:
    """Take a file off a draft of the actor's."""
    with tenant(actor.workspace_id):
        mine = Attachment.objects.filter(id=attachment_id, message__isnull=True, draft__person_id=actor.own_id)
        if not mine.delete()[0]:
            raise NotAllowed("not-found", _("This file does not exist."))


def _draft(conversation_id: int | None, kind: str, actor: Actor) -> Draft:
    if actor.person_id is None or kind not in Draft.Kind.values:
        raise NotAllowed("not-found", _("This draft does not exist."))
    found = visible_to(actor).select_related("contact")
    conversation = found.filter(id=conversation_id).first() if conversation_id is not None else None
    if conversation is None and conversation_id is not None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    if conversation is not None and conversation.contact.erased_at is not None and kind != Draft.Kind.NOTE:
        raise NobodyLeft  # nothing about them is kept again
    draft, _is_new = Draft.objects.select_for_update().get_or_create(
        person_id=actor.person_id,
        conversation=conversation,
        kind=kind,
        defaults={"workspace_id": actor.workspace_id},
    )
    return draft
