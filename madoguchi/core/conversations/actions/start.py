"""Writing first: a new conversation that we begin."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.rows import row_by_id
from madoguchi.base.saving import insert
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationCreated
from madoguchi.core.conversations.letter import Letter
from madoguchi.core.conversations.models import Conversation, Message, WaitingOn
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def start(inbox_id: int, *, letter: Letter, once: str = "", actor: Actor) -> Conversation:
    """Open a conversation with the first recipient of a letter. The letter itself is then sent by reply().

    The same `once` again gives the conversation that was made the first time.
    """
    require(actor, "conversation.create")
    letter.check()
    with tenant(actor.workspace_id):
        inbox = row_by_id(Inbox, actor.workspace_id, inbox_id)
        if inbox is None or inbox.disabled_at is not None or not actor.sees_inbox(inbox_id):
            raise NotAllowed("not-found", _("This inbox does not exist."))
        key = digest(f"reply:{actor}:start:{once}") if once else ""
        known = Message.objects.filter(dedupe_key=key).select_related("conversation").first() if key else None
        if known is not None:
            return known.conversation
        contact = find_or_create_by_mail(actor.workspace_id, letter.to[0], language=inbox.language)
        if contact.blocked_at is not None:
            raise Refused("blocked", _("This contact is blocked."), field="to")
        return open_conversation(inbox, contact, letter.subject, actor)


def open_conversation(inbox: Inbox, contact: Contact, subject: str, actor: Actor) -> Conversation:
    """A step: the row of a conversation that we begin, owned by who begins it."""
    conversation = Conversation(
        workspace_id=inbox.workspace_id,
        inbox=inbox,
        contact=contact,
        subject=subject[:400],
        assignee_id=actor.person_id,
        waiting_on=WaitingOn.CUSTOMER,
        last_activity_at=now(),
    )
    insert(conversation)
    steps.note_fact(conversation, ConversationCreated(inbox.id, inbox.channel), actor)
    return conversation
