"""Changes of a locked conversation. No step opens a transaction or asks for permission."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.markdown import markdown_to_text, pictures_in
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import row_by
from madoguchi.base.text import digest, random_name
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.events import (
    ConversationLinked,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    ParticipantAdded,
)
from madoguchi.core.conversations.models import (
    Attachment,
    Conversation,
    ConversationLink,
    Draft,
    Message,
    MessageReference,
    Participant,
    Status,
    WaitingOn,
)
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.core.inboxes.steps import keep

ASKS = Q(kind=Message.Kind.INBOUND) & ~Q(automatic__in=("auto_reply", "bounce"))
BARE = re.compile(r"\[([^\[\]\n]{1,300})\]\(https?://[^()\s]{1,2000}\)|\*\*")  # of a link its words are left
PREVIEW = 160  # characters
LARGEST_FILE = 25 * 1024 * 1024  # bytes; what mail servers commonly take
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # that a text may show
MOVIES = frozenset({"video/mp4", "video/webm", "video/quicktime"})  # that a browser may play where they stand


def note_fact(conversation: Conversation, fact: Fact, actor: object) -> None:
    """Record a fact about a conversation and its contact."""
    record(fact, actor=actor, about=Subject(conversation.id, conversation.contact_id))


def take_turns(workspace_id: int, marks: Iterable[str]) -> None:
    """Whoever names one of these marks too waits until this transaction has ended."""
    keys = sorted({int(digest(f"{workspace_id}:{mark}")[:15], 16) for mark in marks})
    with prepared() as cursor:
        cursor.execute("SELECT count(pg_advisory_xact_lock(key)) FROM unnest(%s::bigint[]) AS key", [keys])


def written_before(workspace_id: int, key: str) -> Message | None:
    """The reply or note that was written under this key."""
    return row_by(Message, workspace_id, "dedupe_key = %s AND dedupe_key <> ''", [key])


def touch(conversation: Conversation, message: Message) -> None:
    """Bring the row that lists show up to date with its newest message (the row is not saved)."""
    conversation.last_activity_at = message.at or now()
    if message.kind != Message.Kind.NOTE:
        conversation.preview = preview_of(message)


def preview_of(message: Message) -> str:
    """The beginning of what was said."""
    return preview(said_plainly(message))


def said_plainly(message: Message) -> str:
    """What is shown unfolded, without the marks that only formatting needs."""
    said = message.visible_text
    return said if message.kind == Message.Kind.INBOUND else BARE.sub(r"\1", markdown_to_text(said))


def preview(text: str) -> str:
    """The first PREVIEW characters of a text on one line."""
    return " ".join(text[: PREVIEW * 8].split())[:PREVIEW]


def customer_waits(conversation: Conversation, since: datetime) -> None:
    """The customer has written: they wait since then, unless they waited before."""
    conversation.waiting_since = conversation.waiting_since or since
    conversation.waiting_on = WaitingOn.US


def customer_answered(conversation: Conversation, at: datetime) -> None:
    """We have answered."""
    conversation.waiting_since = None
    conversation.waiting_on = WaitingOn.CUSTOMER
    conversation.first_replied_at = conversation.first_replied_at or at


def undelivered(conversation: Conversation, actor: object) -> None:
    """What we said did not reach them: it is our turn again, from now on (the row is not saved)."""
    conversation.last_activity_at = now()
    customer_waits(conversation, now())
    reopen(conversation, actor, why="bounced")


def waits_again(conversation: Conversation) -> None:
    """Who was not answered waits again, since the first message that nobody answered (the row is not saved)."""
    said = Message.objects.filter(conversation=conversation)
    answers = said.filter(kind=Message.Kind.REPLY, scheduled__isnull=True, forwards__isnull=True)
    last = answers.order_by("-id").values_list("id", flat=True).first() or 0
    first = said.filter(ASKS, id__gt=last).order_by("id").first()
    if first is not None:
        customer_waits(conversation, first.at)


def reopen(conversation: Conversation, actor: object, *, why: str) -> bool:
    """Open it again if it is not open; the row is not saved. Returns whether it changed."""
    if conversation.status == Status.OPEN:
        return False
    before = conversation.status
    conversation.status = Status.OPEN
    conversation.snoozed_until = None
    conversation.resolved_at = None
    note_fact(conversation, ConversationReopened(before, why), actor)
    return True


def refer(conversation: Conversation, mail_ids: Iterable[str], *, sent_to: Mapping[str, str] | None = None) -> None:
    """Remember that these Message-IDs belong to the conversation; `sent_to` has those that went to one address."""
    alone = sent_to or {}
    rows = [
        MessageReference(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            mail_id=mail_id,
            address=alone.get(mail_id, ""),
        )
        for mail_id in dict.fromkeys(mail_ids)
        if mail_id
    ]
    if rows:
        MessageReference.objects.bulk_create(rows, ignore_conflicts=True)


def attach(message: Message, pieces: Iterable[Piece]) -> list[Attachment]:
    """Keep the files that came with a message."""
    rows = [
        Attachment(
            workspace_id=message.workspace_id,
            message=message,
            blob=keep(message.workspace_id, piece.content),
            name=piece.name[:255],
            content_type=piece.content_type[:120],
            size=len(piece.content),
            content_id=piece.content_id[:255],
            inline=piece.inline,
            name_in_url=random_name(),
        )
        for piece in pieces
    ]
    return Attachment.objects.bulk_create(rows) if rows else []


def file_ahead(workspace_id: int, piece: Piece, draft: Draft | None = None) -> Attachment:
    """Keep a file that no message has yet; on its writer's draft, where they have one. Raises
    Refused("file-too-large")."""
    if len(piece.content) > LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    return Attachment.objects.create(
        workspace_id=workspace_id,
        draft=draft,
        blob=keep(workspace_id, piece.content),
        name=piece.name[:255] or "file",
        content_type=piece.content_type[:120] or "application/octet-stream",
        size=len(piece.content),
        content_id=picture_id(piece.content_type),
        name_in_url=random_name(),
    )


def take_files(message: Message, attachment_ids: Collection[int], person_id: int) -> None:
    """Give files of a person's drafts to a message. Raises Refused("no-such-file") unless all of them are there."""
    if not attachment_ids:
        return
    mine = Attachment.objects.filter(id__in=attachment_ids, message__isnull=True, draft__person_id=person_id)
    if mine.update(message=message, draft=None) != len(set(attachment_ids)):
        raise Refused("no-such-file", _("An attached file is no longer there. Attach it again."), field="files")
    if shown := pictures_in(message.text):
        Attachment.objects.filter(message=message, content_id__in=shown).update(inline=True)


def picture_id(content_type: str) -> str:
    """The Content-ID by which a text can show a file that is a picture; "" for any other."""
    return f"{random_name()}@madoguchi" if content_type in PICTURES else ""


def drop_draft(conversation_id: int | None, kind: str, person_id: int) -> None:
    """Throw a person's draft away, with the files on it that no message took."""
    mine = Draft.objects.filter(conversation=conversation_id, person_id=person_id, kind=kind)
    Attachment.objects.filter(draft__in=mine, message__isnull=True).delete()
    mine.delete()


def add_participant(conversation: Conversation, contact_id: int, address: str, actor: object) -> bool:
    """Somebody who gets the replies from now on. False when they did already."""
    known = Participant.objects.filter(conversation=conversation, address__iexact=address)
    if known.exists():
        return False
    Participant.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        contact_id=contact_id,
        address=address,
    )
    note_fact(conversation, ParticipantAdded(contact_id), actor)
    return True


def link(conversation: Conversation, other_id: int, *, why: str, actor: object) -> bool:
    """Tie two conversations together. False when they are tied already."""
    first, second = sorted((conversation.id, other_id))
    _row, is_new = ConversationLink.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"workspace_id": conversation.workspace_id, "why": why},
    )
    if is_new:
        note_fact(conversation, ConversationLinked(other_id, why), actor)
    return is_new


def resolve(conversation: Conversation, actor: object, *, why: str = "") -> bool:
    """Close it, `why` as ConversationResolved has it; the row is not saved. Returns whether it changed."""
    if conversation.status == Status.RESOLVED:
        return False
    before = conversation.status
    conversation.status = Status.RESOLVED
    conversation.resolved_at = now()
    conversation.snoozed_until = None
    conversation.waiting_since = None
    note_fact(conversation, ConversationResolved(before, why), actor)
    return True


def snooze(conversation: Conversation, until: datetime, actor: object) -> None:
    """Put it away until a time in the future; the row is not saved. Raises Refused("snooze-in-the-past")."""
    if until <= now():
        raise Refused("snooze-in-the-past", _("Choose a time in the future."), field="until")
    conversation.status = Status.SNOOZED
    conversation.snoozed_until = until
    conversation.resolved_at = None
    note_fact(conversation, ConversationSnoozed(until.isoformat()), actor)
