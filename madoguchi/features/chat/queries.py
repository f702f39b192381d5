"""Finding visitors, and what each of them may read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import Wide, row_by, row_by_id, wide_rows_by
from madoguchi.base.tenancy import tenant, whole_tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message
from madoguchi.core.conversations.queries.timeline import HAS_FILES, with_files
from madoguchi.core.conversations.steps import preview_of
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import Directory
from madoguchi.features.chat.identity import Person, verified
from madoguchi.features.chat.models import Chat, Visitor

PAGE = 50
TOKEN = re.compile(r"mdv_[A-Za-z0-9_-]{32,64}")  # that a device has made for itself
BELONGS = "SELECT workspace_id FROM directory WHERE key = %s"
READ = Wide(Message, beside=("person",), more=(("has_files", HAS_FILES),))
# As _between(), for what stands on the path of every message.
BETWEEN = """messages.conversation_id = %s AND messages.id > %s AND (
  messages.channel = 'chat' AND messages.kind = 'inbound' AND messages.addresses #>> '{from,0,0}' = %s
  OR messages.channel = 'email' AND messages.kind = 'inbound' AND messages.automatic = ''
    AND lower(messages.addresses #>> '{from,0,0}') = %s AND messages.authentication ->> 'verdict' <> 'fail'
  OR messages.channel = 'chat' AND messages.kind = 'reply' AND messages.scheduled IS NULL
    AND messages.send_at <= %s::timestamptz AND EXISTS (
    SELECT FROM deliveries AS one
    WHERE one.workspace_id = messages.workspace_id AND one.message_id = messages.id AND one.address = %s)
) ORDER BY messages.id LIMIT %s"""
# Where the chats of a visitor go on: their conversations, or those that they were merged into.
HOMES = """
WITH RECURSIVE way AS (
  SELECT one.id, one.merged_into_id FROM chats JOIN conversations AS one
    ON one.workspace_id = chats.workspace_id AND one.id = chats.conversation_id
  WHERE chats.workspace_id = %(workspace)s AND chats.visitor_id = %(visitor)s
  UNION
  SELECT one.id, one.merged_into_id FROM way JOIN conversations AS one
    ON one.workspace_id = %(workspace)s AND one.id = way.merged_into_id
)
SELECT id FROM way WHERE merged_into_id IS NULL
"""
CONTACT = "id = (SELECT contact_id FROM identities WHERE workspace_id = %s AND kind = 'visitor' AND value = %s)"


@contextmanager
def opened_chat(key: str) -> Iterator[Inbox | None]:
    """The whole_tenant() of a chat's public key, with its inbox; None where there is none, or it is switched off."""
    with whole_tenant(BELONGS, [f"chat:{key}"]) as workspace_id:
        running = "address = %s AND channel = 'chat' AND disabled_at IS NULL"
        yield row_by(Inbox, workspace_id, running, [key]) if workspace_id else None


def chat_inbox(key: str) -> tuple[int, int] | None:
    """The workspace and the inbox of a chat's public key."""
    return Directory.objects.filter(key=f"chat:{key}").values_list("workspace_id", "target_id").first()


def visitor_of(token: str, *, inbox_id: int, workspace_id: int) -> Visitor | None:
    """Whose token it is, in that chat alone."""
    with tenant(workspace_id):
        return row_by(Visitor, workspace_id, "digest = %s AND inbox_id = %s", [digest(token), inbox_id])


def contact_of(visitor: Visitor) -> Contact | None:
    """The contact who they are now; None when they were erased."""
    return row_by(Contact, visitor.workspace_id, CONTACT, [visitor.workspace_id, visitor.name])


def chat_of(visitor: Visitor, chat_id: int) -> Chat | None:
    """One of their chats."""
    return row_by(Chat, visitor.workspace_id, "id = %s AND visitor_id = %s", [chat_id, visitor.id])


def home_of(chat: Chat, *, lock: bool = False) -> Conversation | None:
    """Where a chat goes on: its conversation, or the one that it was merged into."""
    found = row_by_id(Conversation, chat.workspace_id, chat.conversation_id, lock=lock)
    while found is not None and found.merged_into_id is not None:
        found = row_by_id(Conversation, chat.workspace_id, found.merged_into_id, lock=lock)
    return found


def homes_of(visitor: Visitor) -> frozenset[int]:
    """The conversations in which their chats go on."""
    with prepared() as cursor:
        cursor.execute(HOMES, {"workspace": visitor.workspace_id, "visitor": visitor.id})
        return frozenset(row[0] for row in cursor.fetchall())


def leading_to(homes: Iterable[int]) -> dict[int, int]:
    """Conversations with the one of `homes` in which they go on: these themselves, and what was merged into them."""
    ways = {one: one for one in homes}
    found = set(ways)
    while found:
        merged = dict(Conversation.objects.filter(merged_into__in=found).values_list("id", "merged_into_id"))
        ways |= {one: ways[into] for one, into in merged.items()}
        found = set(merged)
    return ways


@dataclass(frozen=True, slots=True)
class Shown:
    """A chat in the list of a visitor: its newest message, and how many of ours they have not seen."""

    id: int
    preview: str
    at: datetime
    unread: int


def chats_of(visitor: Visitor) -> list[Shown]:
    """The PAGE chats of a visitor that were begun last, the newest first; with what was said in them."""
    chats = {chat: home_of(chat) for chat in Chat.objects.filter(visitor=visitor).order_by("-id")[:PAGE]}
    said = Message.objects.filter(_between(visitor), conversation__in=filter(None, chats.values()))
    newest = {one.conversation_id: one for one in said.order_by("conversation_id", "-id").distinct("conversation_id")}
    ours = said.filter(kind=Message.Kind.REPLY).values_list("conversation_id", "id")
    shown = []
    for chat, home in chats.items():
        if home is not None and (last := newest.get(home.id)):
            unread = sum(of == home.id and number > chat.read_id for of, number in ours)
            shown.append(Shown(chat.id, preview_of(last) or _names(last), last.at, unread))
    return shown


def _names(message: Message) -> str:
    """What is said by files alone."""
    return ", ".join(message.attachments.order_by("id").values_list("name", flat=True))


def messages_of(chat: Chat, visitor: Visitor, *, after: int = 0) -> Sequence[Message]:
    """What was said between them and us, the oldest PAGE behind `after`: no note, nothing that is held or waits for its
    time, and of what was merged with it only their own."""
    home = home_of(chat)
    if home is None:
        return []
    proved = visitor.mail.lower() if visitor.mail_proved_at else None
    values = [home.id, after, visitor.address, proved, now(), visitor.address, PAGE]
    return with_files(wide_rows_by(READ, home.workspace_id, BETWEEN, values))


def file_for(visitor: Visitor, name: str) -> Attachment | None:
    """A file by its random name: of what a visitor may read in their chats, and of nothing else."""
    said = Message.objects.filter(_between(visitor))
    file = Attachment.objects.select_related("blob", "message").filter(name_in_url=name, message__in=said).first()
    is_theirs = file is not None and file.message is not None and file.message.conversation_id in homes_of(visitor)
    return file if is_theirs else None


def _between(visitor: Visitor) -> Q:
    theirs = Q(kind=Message.Kind.INBOUND, channel="chat", addresses__from__0__0=visitor.address)
    to_them = Exists(Delivery.objects.filter(message=OuterRef("id"), address=visitor.address))
    ours = Q(kind=Message.Kind.REPLY, channel="chat", scheduled__isnull=True, send_at__lte=now())
    return theirs | _by_mail(visitor) | (ours & Q(to_them))


def _by_mail(visitor: Visitor) -> Q:
    """What they wrote by mail, from the address that is proved to be theirs alone: whoever typed another's sees
    nothing that comes from there."""
    if visitor.mail_proved_at is None:
        return Q(pk__in=())
    written = Q(kind=Message.Kind.INBOUND, channel="email", automatic="", addresses__from__0__0__iexact=visitor.mail)
    return written & ~Q(authentication__verdict="fail")


def recognised(token: str, identity: str, *, inbox_id: int, workspace_id: int) -> Visitor | None:
    """Who has shown themselves by a signed identity (which counts alone, where there is one) or by their token."""
    if not identity:
        return visitor_of(token, inbox_id=inbox_id, workspace_id=workspace_id) if token else None
    with tenant(workspace_id):
        inbox = Inbox.objects.filter(id=inbox_id, channel="chat", disabled_at__isnull=True).first()
        person = verified(identity, inbox) if inbox else None
        return Visitor.objects.filter(digest=digest_of(person, inbox_id)).first() if person else None


def mark_of(token: str, identity: str, inbox: Inbox) -> str:
    """The digest by which whoever shows this is found, or will be once they say something; "" for nobody."""
    if identity:
        person = verified(identity, inbox)
        return digest_of(person, inbox.id) if person else ""
    return digest(token) if TOKEN.fullmatch(token) else ""


def digest_of(person: Person, inbox_id: int) -> str:
    """By what an identified visitor is found, on whatever device they are."""
    return digest(f"identity:{inbox_id}:{person.sub}")
