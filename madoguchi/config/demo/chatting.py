"""The chat of each workspace's site: who came by, what was said, and who waits just now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from madoguchi.base.text import digest, random_name
from madoguchi.config.demo.passing import passers_by
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
from madoguchi.core.people.models import Person
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
    item: dict[str, Any]
    at: datetime
    visitor: Visitor
    contact: Contact
    conversation: Conversation
    messages: list[Message] = field(default_factory=list)

    @property
    def person(self) -> Person | None:
        return self.house.people.get(self.item.get("by", ""))

    @property
    def lines(self) -> Iterator[tuple[str, datetime, str]]:
        """Who said it ("c", "a", "auto"), when, and what."""
        at = self.at
        for who, seconds, text in self.item["lines"]:
            at += timedelta(seconds=seconds)
            yield who, at, text

    def tell(self, fact: Fact, at: datetime, actor: str = "") -> None:
        about = Subject(self.conversation.id, self.contact.id)
        self.house.history.add(fact, at=at, actor=actor or f"contact:{self.contact.id}", about=about)


def chat_with_visitors(house: House, now: datetime) -> None:
    """The chat inbox, its seats and its chats, of `chats.toml` and `beside.toml`; inside the workspace's tenant()."""
    (wanted,) = house.cast.beside["chats"]
    inbox = _open(house, wanted)
    last = [(now - timedelta(minutes=item["ago"]), item) for item in house.cast.beside.get("chat", ())]
    talks = [_begun(house, inbox, item, at) for at, item in [*passers_by(house.cast, now), *last]]
    _save(house, talks)
    for talk in talks:
        _tell(talk)


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


def _begun(house: House, inbox: Inbox, item: dict[str, Any], at: datetime) -> Talk:
    """With its rows as they stand now; none of them is saved yet."""
    site, language = inbox.settings["sites"][0], house.workspace.language
    visitor = Visitor(
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
    contact = Contact(workspace_id=house.id, language=language, created_at=at)
    conversation = Conversation(
        workspace_id=house.id,
        inbox=inbox,
        subject=preview(item["lines"][0][2])[:80],
        created_at=at,
        is_live=True,
    )
    talk = Talk(house, item, at, visitor, contact, conversation)
    for who, said_at, text in talk.lines:
        if who == "a" and conversation.first_replied_at is None:
            conversation.first_replied_at, conversation.assignee = said_at, talk.person
        if who != "auto":
            conversation.waiting_since = (conversation.waiting_since or said_at) if who == "c" else None
        conversation.preview, conversation.last_activity_at = preview(text), said_at
    if item.get("resolved"):
        conversation.status, conversation.waiting_since = Status.RESOLVED, None
        conversation.resolved_at = conversation.last_activity_at + GONE_AFTER
    return talk


def _save(house: House, talks: Sequence[Talk]) -> None:
    """Each kind of row in one go."""
    Visitor.objects.bulk_create([talk.visitor for talk in talks])
    for talk in talks:
        talk.contact.display_name = NAMELESS[house.workspace.language].format(talk.visitor.id)
    contacts = Contact.objects.bulk_create([talk.contact for talk in talks])
    index_names(contacts, are_new=True)
    Identity.objects.bulk_create([_identity(talk) for talk in talks])
    for talk in talks:
        talk.conversation.contact = talk.contact
    Conversation.objects.bulk_create([talk.conversation for talk in talks])
    Chat.objects.bulk_create([_chat(talk) for talk in talks])
    for talk in talks:
        talk.messages = [_message(talk, *line) for line in talk.lines]
    said = Message.objects.bulk_create([message for talk in talks for message in talk.messages])
    replies = [message for message in said if message.kind == Message.Kind.REPLY]
    MessageReference.objects.bulk_create(
        [
            MessageReference(workspace_id=house.id, conversation_id=one.conversation_id, mail_id=one.mail_id)
            for one in replies
        ]
    )
    Delivery.objects.bulk_create([_delivery(one) for one in replies])


def _identity(talk: Talk) -> Identity:
    kind = Identity.Kind.VISITOR
    return Identity(
        workspace_id=talk.house.id, contact=talk.contact, kind=kind, value=talk.visitor.name, created_at=talk.at
    )


def _chat(talk: Talk) -> Chat:
    left = talk.at + timedelta(seconds=talk.item["left"]) if "left" in talk.item else None
    return Chat(workspace_id=talk.house.id, visitor=talk.visitor, conversation=talk.conversation, abandoned_at=left)


def _message(talk: Talk, who: str, at: datetime, text: str) -> Message:
    is_theirs, address, house = who == "c", talk.visitor.address, talk.house
    return Message(
        workspace_id=house.id,
        conversation=talk.conversation,
        kind=WORDS[who],
        channel="chat",
        contact=talk.contact if is_theirs else None,
        person=talk.person if who == "a" else None,
        text=text,
        mail_id="" if is_theirs else f"{new_token(house.id)}@localhost",
        addresses={"from": [[address, talk.contact.name]]} if is_theirs else {"to": [[address, ""]]},
        automatic="acknowledged" if who == "auto" else "",
        authentication={"verdict": ""} if is_theirs else {},
        at=at,
        send_at=None if is_theirs else at,
    )


def _delivery(reply: Message) -> Delivery:
    (address, _name) = reply.addresses["to"][0]
    return Delivery(
        workspace_id=reply.workspace_id,
        message=reply,
        address=address,
        role="to",
        state="sent",
        queued_at=reply.at,
        settled_at=reply.at,
    )


def _tell(talk: Talk) -> None:
    talk.house.history.add(ContactCreated("visitor"), at=talk.at, about=Subject(contact_id=talk.contact.id))
    conversation, actor = talk.conversation, f"person:{talk.person.id}" if talk.person else "system"
    talk.tell(ConversationCreated(conversation.inbox_id, "chat"), talk.at)
    for message in talk.messages:
        if message.kind == Message.Kind.INBOUND:
            talk.tell(MessageReceived(message.id, ""), message.at)
        elif message.automatic:
            talk.tell(ChatAcknowledged(message.id, "acknowledged", None), message.at, "system")
        else:
            if message.at == conversation.first_replied_at and talk.person:
                talk.tell(ConversationAssigned(None, talk.person.id), message.at, actor)
            talk.tell(ReplyQueued(message.id, message.at.isoformat()), message.at, actor)
    if conversation.resolved_at is not None:
        talk.tell(ConversationResolved("open"), conversation.resolved_at, actor)
