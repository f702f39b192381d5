"""Saying something in the chat: it is a message at once, and the same again is the same message."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.live import tell
from madoguchi.base.rows import row_by
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.events import ConversationCreated, MessageReceived
from madoguchi.core.conversations.inbound import Said, write_inbound
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.conversations.telling import tell_at_once
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.queries import contact_of, home_of
from madoguchi.features.chat.steps import unsent
from madoguchi.features.chat.telling import Told, answers_of, tag_with_topic, take_told

MOST = 4_000  # characters
NOTHING = Told()


def say(
    visitor: Visitor,
    text: str,
    *,
    once: str,
    conversation_id: int | None = None,
    files: Collection[str] = (),
    told: Told = NOTHING,
) -> Message:
    """A message of a visitor, in one of their conversations or (None) in a new one, with the files that their device
    has sent ahead (uploads.py) under these names, and with what they told before it.

    The same `once` of the same visitor gives the message that was made the first time. Raises Refused (as check(),
    blocked, no-such-file), NotAllowed for a conversation that is not theirs.
    """
    text = check(text, files)
    with tenant(visitor.workspace_id), gathering():
        key = digest(f"chat:{visitor.id}:{once}")
        steps.take_turns(visitor.workspace_id, [key])
        if known := steps.written_before(visitor.workspace_id, key):
            return known
        contact = contact_of(visitor)
        if contact is None or contact.blocked_at is not None:
            raise Refused("blocked", _("You cannot write here any more."))
        actor = Actor(visitor.workspace_id, "contact", contact.id)
        take_told(told, visitor, contact, actor)
        sent = unsent(visitor, files)
        title = text or ", ".join(file.name for file in sent)
        said = _said(visitor, contact, text, key)
        if conversation_id:
            message = _go_on(_theirs(visitor, conversation_id), said, title, actor)
        else:
            message = _begin(visitor, said, title, told, actor)
        Attachment.objects.filter(id__in=[file.id for file in sent]).update(message=message)
        return message


def check(text: str, files: Collection[str] = ()) -> str:
    """The text as it is kept. Raises Refused("empty", "too-long"); files need no text."""
    text = text.replace("\x00", "").strip()
    if not text and not files:
        raise Refused("empty", _("Write something first."), field="text")
    if len(text) > MOST:
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": MOST}, field="text")
    return text


def _theirs(visitor: Visitor, conversation_id: int) -> Conversation:
    mine = "visitor_id = %s AND conversation_id = %s"
    chat = row_by(Chat, visitor.workspace_id, mine, [visitor.id, conversation_id])
    home = home_of(chat, lock=True) if chat else None
    if home is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    return home


def _said(visitor: Visitor, contact: Contact, text: str, key: str) -> Callable[[Conversation], Said]:
    arrival = Arrival(
        "chat", Party(visitor.address, contact.name), text=text, reply_text=text, language=visitor.language
    )
    return lambda conversation: Said(conversation, contact, arrival, key, now())


def _begin(visitor: Visitor, said: Callable[[Conversation], Said], title: str, told: Told, actor: Actor) -> Message:
    home = Conversation(workspace_id=visitor.workspace_id, inbox_id=visitor.inbox_id)
    one = said(home)
    _bring_up_to_date(home, one, title)
    home.contact = one.contact
    home.subject = steps.preview(title)[:80]
    home.attributes = answers_of(told)
    home.is_live = not told.leaves_message
    home.save(force_insert=True)
    Chat.objects.create(
        workspace_id=visitor.workspace_id, visitor=visitor, conversation=home, is_message=told.leaves_message
    )
    tell(visitor.workspace_id, [f"visitor:{visitor.id}"])  # their streams hear of this one too
    steps.note_fact(home, ConversationCreated(visitor.inbox_id, "chat"), actor)
    tag_with_topic(told, home, actor)
    return _written(one, actor)


def _go_on(home: Conversation, said: Callable[[Conversation], Said], title: str, actor: Actor) -> Message:
    one = said(home)
    _bring_up_to_date(home, one, title)
    steps.reopen(home, actor, why="answered")
    home.is_live = home.is_live or home.first_replied_at is not None
    update(home)
    return _written(one, actor)


def _bring_up_to_date(home: Conversation, one: Said, title: str) -> None:
    home.last_activity_at = one.at
    home.preview = steps.preview(title)
    steps.customer_waits(home, one.at)


def _written(one: Said, actor: Actor) -> Message:
    message = write_inbound([one])[0]
    steps.note_fact(one.conversation, MessageReceived(message.id, ""), actor)
    tell_at_once(message, one.conversation)
    return message
