"""What stands in the composer when it opens: the draft that was begun, else whom an answer goes to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from madoguchi.base.text import random_name
from madoguchi.core.conversations.actions.draft import version_of
from madoguchi.core.conversations.letter import Recipients, default_recipients
from madoguchi.core.conversations.models import Attachment, Conversation, Draft, Message
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.snoozing import Preset, presets


@dataclass(frozen=True, slots=True)
class Begun:
    """One form of the composer. `once` makes a reply that is sent twice one reply; `version` is that of the draft.

    `last_seen` is the newest message, and `usual` whom a reply went to, when it was begun (core's doubts.py).
    """

    kind: str
    text: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)
    once: str = field(default_factory=random_name)
    version: str = ""
    last_seen: int = 0
    usual: tuple[str, ...] = ()

    def line(self, name: str) -> str:
        """The addresses of "to", "cc" or "bcc" as one line."""
        return ", ".join(self.fields.get(name) or ())

    @property
    def to(self) -> str:
        return self.line("to")

    @property
    def cc(self) -> str:
        return self.line("cc")

    @property
    def bcc(self) -> str:
        return self.line("bcc")


@dataclass(frozen=True, slots=True)
class Composer:
    """All forms; `forward` is there when one was begun. `times` are offered for sending later. `may_reply`: the person
    may, and there is somebody to answer.

    `copies` get the replies too; `offered` were named by an unproven mail: a person may add them.
    """

    reply: Begun
    note: Begun
    forward: Begun | None = None
    copies: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    times: tuple[Preset, ...] = ()
    may_reply: bool = True

    @property
    def tomorrow(self) -> datetime:
        """Where "until tomorrow" ends."""
        return next(preset.at for preset in self.times if preset.name == "tomorrow")

    @property
    def mode(self) -> str:
        """What is shown first: what was begun, and a reply where several were or nothing."""
        if self.reply.text:
            return "reply"
        return "note" if self.note.text else "forward" if self.forward else "reply"


def composer_for(conversation: Conversation, seat: Seat) -> Composer:
    """Five queries; the conversation knows its `newest_id`."""
    drafts = {draft.kind: draft for draft in drafts_of(seat, conversation.id)}
    recipients = default_recipients(conversation.id, seat.actor) if seat.may("conversation.reply") else Recipients(())
    begun = drafts.get(Draft.Kind.REPLY)
    fields: dict[str, Any] = {"to": list(recipients.to), "cc": list(recipients.cc), "bcc": []}
    if begun is not None and any(begun.fields.get(line) for line in fields):
        fields = {line: begun.fields.get(line) or [] for line in fields}
    kept = begun.fields if begun else {}
    forward = drafts.get(Draft.Kind.FORWARD)
    return Composer(
        reply=Begun(
            "reply",
            begun.text if begun else "",
            fields,
            files_of(begun),
            version=version_of(begun),
            last_seen=kept.get("last_seen") or getattr(conversation, "newest_id", None) or 0,
            usual=tuple(kept.get("usual") or (*recipients.to, *recipients.cc)),
        ),
        note=begun_from("note", drafts.get(Draft.Kind.NOTE)),
        forward=begun_from("forward", forward) if forward and seat.may("conversation.forward") else None,
        copies=recipients.cc,
        offered=tuple(address for address in recipients.offered if address not in fields["cc"]),
        times=tuple(presets(seat.zone)),
        may_reply=seat.may("conversation.reply") and conversation.contact.erased_at is None,
    )


def newest_message() -> Subquery:
    """For conversation_for(newest_id=...): the id of what was said last."""
    said = Message.objects.filter(conversation=OuterRef("id")).order_by("-id")
    return Subquery(said.values("id")[:1])


def drafts_of(seat: Seat, conversation_id: int | None) -> list[Draft]:
    """The person's own drafts there (None: of new conversations), with their files."""
    mine = Draft.objects.filter(person=seat.person, conversation=conversation_id)
    return list(mine.prefetch_related("attachments"))


def begun_from(kind: str, draft: Draft | None) -> Begun:
    """A form as its draft left it."""
    fields = draft.fields if draft else {}
    return Begun(kind, draft.text if draft else "", fields, files_of(draft), version=version_of(draft))


def files_of(draft: Draft | None) -> list[Attachment]:
    free = [file for file in draft.attachments.all() if file.message_id is None] if draft else []
    return sorted(free, key=lambda file: file.id)
