"""Finding visitors, and what each of them may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.steps import preview_of
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import Directory
from madoguchi.features.chat.identity import Person, verified
from madoguchi.features.chat.models import Chat, Visitor

PAGE = 50


def chat_inbox(key: str) -> tuple[int, int] | None:
    """The workspace and the inbox of a chat's public key."""
    return Directory.objects.filter(key=f"chat:{key}").values_list("workspace_id", "target_id").first()


def visitor_of(token: str, *, inbox_id: int, workspace_id: int) -> Visitor | None:
    """Whose token it is, in that chat alone."""
    with tenant(workspace_id):
        return Visitor.objects.filter(digest=digest(token), inbox_id=inbox_id).first()


def contact_of(visitor: Visitor) -> Contact | None:
    """The contact who they are now; None when they were erased."""
    return Contact.objects.filter(identities__kind="visitor", identities__value=visitor.name).first()


def home_of(chat: Chat, *, lock: bool = False) -> Conversation | None:
    """Where a chat goes on: its conversation, or the one that it was merged into."""
    rows = Conversation.objects.select_for_update() if lock else Conversation.objects.all()
    found = rows.filter(id=chat.conversation_id).first()
    while found is not None and found.merged_into_id is not None:
        found = rows.filter(id=found.merged_into_id).first()
    return found


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
            shown.append(Shown(chat.id, preview_of(last), last.at, unread))
    return shown


def messages_of(chat: Chat, visitor: Visitor, *, after: int = 0) -> Sequence[Message]:
    """What was said between them and us, the oldest PAGE behind `after`: no note, nothing that is held or waits for its
    time, and of what was merged with it only their own."""
    home = home_of(chat)
    if home is None:
        return []
    said = Message.objects.filter(_between(visitor), conversation=home, id__gt=after)
    return list(said.select_related("person").order_by("id")[:PAGE])


def _between(visitor: Visitor) -> Q:
    theirs = Q(kind=Message.Kind.INBOUND, channel="chat", addresses__from__0__0=visitor.address)
    to_them = Exists(Delivery.objects.filter(message=OuterRef("id"), address=visitor.address))
    ours = Q(kind=Message.Kind.REPLY, channel="chat", scheduled__isnull=True, send_at__lte=now())
    return theirs | (ours & Q(to_them))


def recognised(token: str, identity: str, *, inbox_id: int, workspace_id: int) -> Visitor | None:
    """Who has shown themselves by a signed identity (which counts alone, where there is one) or by their token."""
    if not identity:
        return visitor_of(token, inbox_id=inbox_id, workspace_id=workspace_id) if token else None
    with tenant(workspace_id):
        inbox = Inbox.objects.filter(id=inbox_id, channel="chat", disabled_at__isnull=True).first()
        person = verified(identity, inbox) if inbox else None
        return Visitor.objects.filter(digest=digest_of(person, inbox_id)).first() if person else None


def digest_of(person: Person, inbox_id: int) -> str:
    """By what an identified visitor is found, on whatever device they are."""
    return digest(f"identity:{inbox_id}:{person.sub}")
