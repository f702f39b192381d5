"""What stands in the composer when it opens: the draft that was begun, else whom an answer goes to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from madoguchi.base.clock import now
from madoguchi.base.text import random_name
from madoguchi.core.conversations.letter import Recipients, default_recipients
from madoguchi.core.conversations.models import Attachment, Conversation, Draft
from madoguchi.faces.desk.seat import Seat
from madoguchi.faces.desk.snoozing import MORNING


@dataclass(frozen=True, slots=True)
class Begun:
    """One form of the composer. `once` makes a reply that is sent twice one reply."""

    kind: str
    text: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)
    once: str = field(default_factory=random_name)

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
    """Both forms. `copies` get the replies too; `offered` were named by an unproven mail: a person may add them."""

    reply: Begun
    note: Begun
    copies: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    tomorrow: str = ""

    @property
    def mode(self) -> str:
        """What is shown first: a note only when it is all that was begun."""
        return "note" if self.note.text and not self.reply.text else "reply"


def composer_for(conversation: Conversation, seat: Seat) -> Composer:
    """Six queries."""
    drafts = {draft.kind: draft for draft in drafts_of(seat, conversation.id)}
    recipients = default_recipients(conversation.id, seat.actor) if seat.may("conversation.reply") else Recipients(())
    begun = drafts.get(Draft.Kind.REPLY)
    fields = {"to": list(recipients.to), "cc": list(recipients.cc), "bcc": []}
    if begun is not None and any(begun.fields.get(line) for line in fields):
        fields = {line: begun.fields.get(line) or [] for line in fields}
    return Composer(
        reply=Begun("reply", begun.text if begun else "", fields, files_of(begun)),
        note=begun_from("note", drafts.get(Draft.Kind.NOTE)),
        copies=recipients.cc,
        offered=tuple(address for address in recipients.offered if address not in fields["cc"]),
        tomorrow=datetime.combine(
            now().astimezone(seat.zone).date() + timedelta(days=1), MORNING, seat.zone
        ).isoformat(),
    )


def drafts_of(seat: Seat, conversation_id: int | None) -> list[Draft]:
    """The person's own drafts there (None: of new conversations), with their files."""
    mine = Draft.objects.filter(person=seat.person, conversation=conversation_id)
    return list(mine.prefetch_related("attachments"))


def begun_from(kind: str, draft: Draft | None) -> Begun:
    """A form as its draft left it."""
    return Begun(kind, draft.text if draft else "", draft.fields if draft else {}, files_of(draft))


def files_of(draft: Draft | None) -> list[Attachment]:
    return [file for file in draft.attachments.all() if file.message_id is None] if draft else []
