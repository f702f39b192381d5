"""Handing a message on to somebody who is no part of its conversation. No step opens a transaction.

Threat model. Whoever gets a forward may answer it, forge others into the answer, and knows its Message-ID. They are no
participant, so threading.decide() opens a conversation of their own for what they answer, tied to this one for us to
see; they get what the forward says and nothing else, and the customer gets nothing of theirs. Therefore
- a forward makes nobody a participant, and is no answer to the customer, who goes on waiting;
- it refers to no mail of the conversation, and none of its replies refers to it;
- notes are never forwarded: they are not for the outside.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.text import random_name
from madoguchi.core.conversations.models import Attachment, Message
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.conversations.steps import picture_id
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace

RULE = "-" * 10


def forwardable(message_id: int, actor: Actor) -> Message:
    """A message that may be handed on. Raises NotAllowed, Refused("note")."""
    found = messages_visible_to(actor).filter(id=message_id, erased_at__isnull=True).first()
    if found is None:
        raise NotAllowed("not-found", _("This message does not exist."))
    if found.kind == Message.Kind.NOTE:
        raise Refused("note", _("Notes stay inside; they cannot be forwarded."))
    return found


def forwarded_subject(subject: str) -> str:
    """The subject of a forward, with one "Fwd: " before it."""
    plain = subject.strip()
    return plain if plain[:4].lower() in ("fwd:", "fw: ") else f"Fwd: {plain}".rstrip(": ")


def forwarded_text(message: Message, zone: ZoneInfo) -> str:
    """The message as it stands in a forward, in Markdown: who wrote it when to whom, and a quote of all of it."""
    lines = [
        (pgettext("mail", "From"), _people(message, "from")),
        (_("Date"), _time(message.sent_date or message.at, zone)),
        (_("Subject"), message.subject),
        (pgettext("mail", "To"), _people(message, "to")),
        ("CC", _people(message, "cc")),
    ]
    head = [f"{RULE} {_('Forwarded message')} {RULE}"]
    head += [f"{label}: {text_to_markdown(value)}" for label, value in lines if value]
    said = message.text.strip("\n")
    quoted = said if message.kind == Message.Kind.REPLY else text_to_markdown(said)
    return "\n".join(head) + "\n\n" + "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a forward says: the words above and the message below, its subject, and which files go along."""

    text: str
    subject: str
    file_ids: tuple[int, ...]


def whole_forward(message_id: int, above: str, file_ids: Collection[int] | None, *, actor: Actor) -> Whole:
    """What a program sends on that writes only the words above. None: all files go along."""
    message = forwardable(message_id, actor)
    files = message.attachments.values_list("id", flat=True) if file_ids is None else file_ids
    text = f"{above.strip()}\n\n{forwarded_text(message, zone_of(actor))}".strip()
    return Whole(text, forwarded_subject(message.subject or message.conversation.subject), tuple(files))


def zone_of(actor: Actor) -> ZoneInfo:
    """The time zone in which a forward tells when something was said."""
    return ZoneInfo(Workspace.objects.get(id=actor.workspace_id).time_zone)


def copies(message: Message, file_ids: Collection[int] | None = None) -> list[Attachment]:
    """The files of a message once more (those with these ids, where given), not saved yet; the message keeps its own.

    Raises Refused("no-such-file") for a file that it does not have.
    """
    files = message.attachments.order_by("id")
    found = list(files if file_ids is None else files.filter(id__in=file_ids))
    if file_ids is not None and len(found) != len(set(file_ids)):
        raise Refused("no-such-file", _("An attached file is no longer there. Attach it again."), field="files")
    is_ours = message.kind == Message.Kind.REPLY
    return [
        Attachment(
            workspace_id=message.workspace_id,
            blob_id=file.blob_id,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            content_id=file.content_id if is_ours else picture_id(file.content_type),
            inline=is_ours and file.inline,
            name_in_url=random_name(),
        )
        for file in found
    ]


def _people(message: Message, line: str) -> str:
    return ", ".join(f"{name} <{address}>" if name else address for address, name in message.addresses.get(line, []))


def _time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
