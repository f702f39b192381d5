"""The chat of each workspace's site: who came by, what was said, and who waits just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from madoguchi.base.text import digest, random_name
from madoguchi.config.demo.seating import House
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.steps import index_names
from madoguchi.core.conversations.events import (
    ConversationAssigned,
    ConversationCreated,
    ConversationResolved,
    MessageReceived,
    ReplyQueued,
)
from madoguchi.core.conversations.models import Conversation, Delivery, Message, MessageReference, Status
from madoguchi.core.conversations.steps import preview
from madoguchi.core.conversations.tokens import new_token
from madoguchi.core.events.ledger import Fact, Subject
from madoguchi.core.inboxes.events import InboxCreated
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import Directory
from madoguchi.features.chat.events import ChatAcknowledged
from madoguchi.features.chat.models import Chat, ChatSeat, Visitor

WORDS = {"c": Message.Kind.INBOUND, "a": Message.Kind.REPLY, "auto": Message.Kind.REPLY}
NAMELESS = {"ja": "訪問者 {}", "en": "Visitor {}"}
GONE_AFTER = timedelta(minutes=2)  # the last word of a chat that is over


@dataclass(slots=True)
class Talk:
    """One chat on its way into the database."""

    house: House
    inbox: Inbox
    visitor: Visitor
    contact: Contact
    conversation: Conversation

    def tell(self, fact: Fact, at: datetime, actor: str = "") -> None:
        about = Subject(self.conversation.id, self.contact.id)
        self.house.history.add(fact, at=at, actor=actor or f"contact:{self.contact.id}", about=about)


def chat_with_visitors(house: House, now: datetime) -> None:
    """The chat inbox, its seats and its chats, of `beside.toml`; inside the workspace's tenant()."""
    (wanted,) = house.cast.beside["chats"]
    inbox = _open(house, wanted)
    for item in house.cast.beside.get("chat", ()):
        _talk(house, inbox, item, now - timedelta(minutes=item["ago"]))


def _open(house: House, wanted: dict[str, Any]) -> Inbox:
    key = random_name(96)
    inbox = Inbox.objects.create(
        workspace_id=house.id,
        name=wanted["inbox"],
        channel="chat",
        address=key,
        sender_name=wanted["sender"],
        language=house.workspace.language,
        settings={"sites": [wanted["site"]]},
        created_at=house.began_at,
    )
    Directory.objects.create(key=f"chat:{key}", workspace_id=house.id, target_id=inbox.id)
    house.history.add(InboxCreated(inbox.id), at=house.began_at)
    for who, capacity in wanted["seats"].items():
        ChatSeat.objects.create(workspace_id=house.id, person=house.people[who], is_available=True, capacity=capacity)
    return inbox


def _talk(house: House, inbox: Inbox, item: dict[str, Any], at: datetime) -> None:
    talk = _begin(house, inbox, item, at)
    talk.tell(ConversationCreated(inbox.id, "chat"), at)
    conversation, person = talk.conversation, house.people.get(item.get("by", ""))
    for who, seconds, text in item["lines"]:
        at += timedelta(seconds=seconds)
        if who == "a" and conversation.first_replied_at is None and person:
            conversation.first_replied_at, conversation.assignee = at, person
            talk.tell(ConversationAssigned(None, person.id), at, f"person:{person.id}")
        _say(talk, who, text, at)
        if who != "auto":
            conversation.waiting_since = (conversation.waiting_since or at) if who == "c" else None
        conversation.preview, conversation.last_activity_at = preview(text), at
    if item.get("resolved") and person:
        conversation.status, conversation.resolved_at = Status.RESOLVED, at + GONE_AFTER
        conversation.waiting_since = None
        talk.tell(ConversationResolved("open"), at + GONE_AFTER, f"person:{person.id}")
    conversation.save()


def _begin(house: House, inbox: Inbox, item: dict[str, Any], at: datetime) -> Talk:
    site, language = inbox.settings["sites"][0], house.workspace.language
    visitor = Visitor.objects.create(
        workspace_id=house.id,
        inbox=inbox,
        name=random_name(),
        digest=digest(random_name(192)),
        site=site,
        language=language,
        facts={"page": f"{site}{item['page']}", "language": language},
        created_at=at,
        last_seen_at=at,
    )
    contact = Contact.objects.create(
        workspace_id=house.id, language=language, display_name=NAMELESS[language].format(visitor.id), created_at=at
    )
    index_names([contact], are_new=True)
    Identity.objects.create(
        workspace_id=house.id, contact=contact, kind=Identity.Kind.VISITOR, value=visitor.name, created_at=at
    )
    house.history.add(ContactCreated("visitor"), at=at, about=Subject(contact_id=contact.id))
    conversation = Conversation.objects.create(
        workspace_id=house.id,
        inbox=inbox,
        contact=contact,
        subject=preview(item["lines"][0][2])[:80],
        created_at=at,
        last_activity_at=at,
        is_live=True,
    )
    left = at + timedelta(seconds=item["left"]) if "left" in item else None
    Chat.objects.create(workspace_id=house.id, visitor=visitor, conversation=conversation, abandoned_at=left)
    return Talk(house, inbox, visitor, contact, conversation)


def _say(talk: Talk, who: str, text: str, at: datetime) -> None:
    house, person = talk.house, talk.conversation.assignee
    is_theirs, address = who == "c", talk.visitor.address
    message = Message.objects.create(
        workspace_id=house.id,
        conversation=talk.conversation,
        kind=WORDS[who],
        channel="chat",
        contact=talk.contact if is_theirs else None,
        person=person if who == "a" else None,
        text=text,
        mail_id="" if is_theirs else f"{new_token(house.id)}@localhost",
        addresses={"from": [[address, talk.contact.name]]} if is_theirs else {"to": [[address, ""]]},
        automatic="acknowledged" if who == "auto" else "",
        authentication={"verdict": ""} if is_theirs else {},
        at=at,
        send_at=None if is_theirs else at,
    )
    if is_theirs:
        talk.tell(MessageReceived(message.id, ""), at)
        return
    MessageReference.objects.create(workspace_id=house.id, conversation=talk.conversation, mail_id=message.mail_id)
    Delivery.objects.create(
        workspace_id=house.id, message=message, address=address, role="to", state="sent", queued_at=at, settled_at=at
    )
    if who == "auto":
        talk.tell(ChatAcknowledged(message.id, "acknowledged", None), at, "system")
    else:
        talk.tell(ReplyQueued(message.id, at.isoformat()), at, f"person:{person.id}" if person else "system")
