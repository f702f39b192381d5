"""Messages with their files and deliveries, as the API shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from madoguchi.core.conversations.models import Attachment, Delivery, Draft, Message
from madoguchi.core.conversations.queries.timeline import AS_READ, as_read
from madoguchi.faces.api.fields import Shown, Time
from madoguchi.faces.api.masks import Mask


class Author(Shown):
    """Who said it: a contact, a person of ours, or the product itself."""

    kind: Literal["contact", "person", "system"]
    id: int | None
    name: str


class Correspondent(Shown):
    address: str
    name: str


class AttachmentShown(Shown):
    """A file. `message_id` is null as long as it is held for a message to come."""

    id: int
    message_id: int | None
    name: str
    content_type: str
    size: int
    content_id: str
    inline: bool
    created_at: Time


class DeliveryShown(Shown):
    """What became of a reply on its way to one recipient."""

    id: int
    message_id: int
    address: str
    role: Literal["to", "cc", "bcc"]
    state: Literal["queued", "sent", "deferred", "failed", "bounced"]
    attempts: int
    queued_at: Time
    next_attempt_at: Time | None
    settled_at: Time | None
    code: str
    response: str


class DeliveryPage(Shown):
    data: list[DeliveryShown]
    next: None


class MessageShown(Shown):
    """Something said. `text` is all of it, `reply_text` what is left without quote and signature."""

    id: int
    conversation_id: int
    kind: Literal["inbound", "reply", "note"]
    channel: str
    author: Author
    subject: str
    text: str
    reply_text: str
    has_html: bool
    addresses: dict[str, list[Correspondent]]
    mail_id: str
    in_reply_to: str
    automatic: str
    authentication: dict[str, Any]
    at: Time
    sent_date: Time | None
    send_at: Time | None
    can_undo: bool
    is_scheduled: bool
    forwards: int | None
    erased_at: Time | None
    attachments: list[AttachmentShown]
    deliveries: list[DeliveryShown]


class MessagePage(Shown):
    data: list[MessageShown]
    next: str | None


class DraftShown(Shown):
    """What a person has begun to write. `fields` may hold to, cc, bcc, subject, inbox, and what the desk keeps."""

    id: int
    conversation_id: int | None
    kind: Literal["reply", "note", "new", "forward"]
    text: str
    fields: dict[str, Any]
    attachments: list[AttachmentShown]
    updated_at: Time


class DraftPage(Shown):
    data: list[DraftShown]
    next: str | None


WITHOUT_HTML = replace(AS_READ, without=("html",), more=(*AS_READ.more, ("has_html", "messages.html <> ''")))


def without_html(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Messages as they are read, but whether there is HTML in the place of it."""
    has_html = ExpressionWrapper(~Q(html=""), output_field=BooleanField())
    return as_read(messages).annotate(has_html=has_html).defer("html")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands beside a message: its files and its deliveries."""

    files: Sequence[Attachment]
    deliveries: Sequence[Delivery]


def message_of(row: Message, mask: Mask) -> dict[str, Any]:
    """A message of a list or by itself, read with all that is beside it."""
    return written_of(row, Written(row.files_on, row.deliveries_on), mask)


def written_of(row: Message, written: Written, mask: Mask) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "kind": row.kind,
        "channel": row.channel,
        "author": _author(row),
        "subject": row.subject,
        "text": row.text,
        "reply_text": row.visible_text,
        "has_html": row.has_html if hasattr(row, "has_html") else bool(row.html),
        "addresses": mask.lines(row.addresses),
        "mail_id": row.mail_id,
        "in_reply_to": row.in_reply_to,
        "automatic": row.automatic,
        "authentication": row.authentication if mask.is_off else {},
        "at": row.at,
        "sent_date": row.sent_date,
        "send_at": row.send_at,
        "can_undo": row.before_it is not None or row.scheduled is not None,
        "is_scheduled": row.scheduled is not None,
        "forwards": row.forwards_id,
        "erased_at": row.erased_at,
        "attachments": [attachment_of(file) for file in written.files],
        "deliveries": [delivery_of(one, mask) for one in written.deliveries],
    }


def _author(row: Message) -> dict[str, Any]:
    if row.contact is not None:
        return {"kind": "contact", "id": row.contact_id, "name": row.contact.name}
    if row.person is not None:
        return {"kind": "person", "id": row.person_id, "name": row.person.name}
    return {"kind": "system", "id": None, "name": ""}


def attachment_of(file: Attachment) -> dict[str, Any]:
    return {
        "id": file.id,
        "message_id": file.message_id,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "content_id": file.content_id,
        "inline": file.inline,
        "created_at": file.created_at,
    }


def delivery_of(one: Delivery, mask: Mask) -> dict[str, Any]:
    return {
        "id": one.id,
        "message_id": one.message_id,
        "address": mask.mail(one.address),
        "role": one.role,
        "state": one.state,
        "attempts": one.attempts,
        "queued_at": one.queued_at,
        "next_attempt_at": one.next_attempt_at,
        "settled_at": one.settled_at,
        "code": one.code,
        "response": one.response if mask.is_off else "",
    }


def draft_of(row: Draft) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "kind": row.kind,
        "text": row.text,
        "fields": row.fields,
        "attachments": [attachment_of(file) for file in row.attachments.all()],
        "updated_at": row.updated_at,
    }
