"""What somebody says of themselves before a conversation begins. It is only said: nothing of it proves who they are.

So an address that was typed is kept with the visitor and is no identity of their contact: it joins nobody's history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.addresses import typed_mail
from madoguchi.base.errors import Refused
from madoguchi.core.contacts.events import ContactChanged
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.names import read_name
from madoguchi.core.contacts.steps import index_names
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationTagged
from madoguchi.core.conversations.models import Conversation, ConversationTag, Message, Tag
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.chat.asking import ATTRIBUTE, Ask
from madoguchi.features.chat.models import Chat, Visitor

LONGEST_NAME = 100
LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True)
class Told:
    """ "" where nothing was said. `leaves_message`: nobody was there, and they wait for an answer by mail."""

    name: str = ""
    mail: str = ""
    topic: str = ""
    answer: str = ""
    leaves_message: bool = False


def typed_told(given: Mapping[str, Any], ask: Ask) -> Told:
    """What came from a form; a topic that is not offered is none. Raises Refused("bad-mail")."""
    words = {name: " ".join(str(given.get(name) or "").split()) for name in ("name", "mail", "topic", "answer")}
    return Told(
        name=words["name"][:LONGEST_NAME],
        mail=checked_mail(words["mail"]) if words["mail"] else "",
        topic=words["topic"] if words["topic"] in ask.topics else "",
        answer=words["answer"][:LONGEST_ANSWER] if ask.question else "",
        leaves_message=given.get("leaves_message") is True,
    )


def checked_mail(typed: str) -> str:
    """An address in normal form. Raises Refused("bad-mail")."""
    try:
        return typed_mail(typed)
    except ValueError:
        raise Refused("bad-mail", _("Enter a valid mail address."), field="mail") from None


def nameless(visitor: Visitor, language: str) -> str:
    """As long as nobody knows their name, they are told apart by the end of their number."""
    with override(language):
        return _("Visitor %(number)s") % {"number": visitor.id}


def is_nameless(contact: Contact, visitor: Visitor) -> bool:
    """Whether nobody has said yet what they are called."""
    return contact.name in {nameless(visitor, language) for language, _name in LANGUAGES}


def mail_of(visitor: Visitor, contact: Contact) -> tuple[str, bool]:
    """Where mail reaches them ("": nowhere), and whether the address is known to be theirs: proved by them, or one that
    their contact has."""
    if visitor.mail_proved_at is not None:
        return visitor.mail, True
    known = Identity.objects.filter(contact=contact, kind=Identity.Kind.MAIL).order_by("id").first()
    return (known.value, True) if known else (visitor.mail, False)


def with_an_address(replies: Mapping[int, int]) -> list[int]:
    """The chats of some replies (ids with their conversations) that people wrote and whose visitors have an address;
    asked after every reply, by the batch."""
    if not replies:
        return []
    known = Identity.objects.filter(kind=Identity.Kind.MAIL, contact=OuterRef("conversation__contact"))
    chats = Chat.objects.filter(~Q(visitor__mail="") | Exists(known), conversation_id__in=replies.values())
    ids = set(chats.values_list("conversation_id", flat=True))
    if not ids:
        return []
    said = Message.objects.filter(id__in=replies, conversation_id__in=ids, automatic="", channel="chat")
    return sorted(set(said.values_list("conversation_id", flat=True)))


def take_told(told: Told, visitor: Visitor, contact: Contact, actor: Actor) -> None:
    """Keep what they said of themselves; what is known already stays."""
    if told.mail and visitor.mail_proved_at is None and told.mail != visitor.mail:
        visitor.mail = told.mail
        visitor.save(update_fields=["mail"])
    if told.name and is_nameless(contact, visitor):
        read = read_name(told.name)
        contact.family_name, contact.given_name, contact.display_name = read.family, read.given, read.display
        contact.save(update_fields=["family_name", "given_name", "display_name"])
        index_names([contact])
        changed = ContactChanged(["family_name", "given_name", "display_name"])
        record(changed, actor=actor, about=Subject(contact_id=contact.id))


def answers_of(told: Told) -> dict[str, str]:
    """The custom attributes of the conversation that begins."""
    return {ATTRIBUTE: told.answer} if told.answer else {}


def tag_with_topic(told: Told, conversation: Conversation, actor: Actor) -> None:
    """The topic is a tag of the conversation."""
    tag = Tag.objects.filter(name=told.topic).first() if told.topic else None
    if tag is not None:
        ConversationTag.objects.create(workspace_id=conversation.workspace_id, conversation=conversation, tag=tag)
        steps.note_fact(conversation, ConversationTagged(tag.id), actor)
