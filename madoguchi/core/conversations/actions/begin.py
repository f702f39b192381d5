"""Writing first: a new conversation and the letter that it begins with."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.rows import row_by_id
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationCreated
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Draft, Message, WaitingOn
from madoguchi.core.conversations.outbound import go_on, queue_reply, reply_to, write_first
from madoguchi.core.events.ledger import gathering
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def begin(inbox_id: int, *, letter: Letter, sending: Sending, actor: Actor) -> Message:
    """Open a conversation with the first recipient of a letter, owned by who begins it; the letter goes out as a reply.

    The same `once` again gives the message that was made the first time. Raises Refused (as reply(), blocked),
    NotAllowed.
    """
    require(actor, "conversation.create")
    require(actor, "conversation.reply")
    letter.check()
    with tenant(actor.workspace_id):
        inbox = row_by_id(Inbox, actor.workspace_id, inbox_id)
        is_open = inbox is not None and inbox.channel == "email" and inbox.disabled_at is None
        if inbox is None or not is_open or not actor.sees_inbox(inbox_id):
            raise NotAllowed("not-found", _("This inbox does not exist."))
        key = sending.key("begin", actor)
        if key:
            steps.take_turns(actor.workspace_id, [key])
            if known := steps.written_before(actor.workspace_id, key):
                return known
        with gathering():
            conversation = _with_the_first_of(letter, inbox, actor)
            message = reply_to(conversation, letter, sending, actor, key=key)
            steps.customer_answered(conversation, message.at)
            steps.touch(conversation, message)
            write_first(message, letter)
            steps.note_fact(conversation, ConversationCreated(inbox.id, inbox.channel), actor)
            if go_on(conversation, sending.then, actor):
                update(conversation)
            queue_reply(message, letter, actor)
        if actor.kind != "token":  # a program that writes for a person leaves what they are writing
            steps.drop_draft(None, Draft.Kind.NEW, actor.own_id)
        return message


def _with_the_first_of(letter: Letter, inbox: Inbox, actor: Actor) -> Conversation:
    """The conversation as it would be without the letter; not saved."""
    contact = find_or_create_by_mail(inbox.workspace_id, letter.to[0], language=inbox.language)
    if contact.blocked_at is not None:
        raise Refused("blocked", _("This contact is blocked."), field="to")
    return Conversation(
        workspace_id=inbox.workspace_id,
        inbox=inbox,
        contact=contact,
        subject=letter.subject[:400],
        assignee_id=actor.person_id,
        waiting_on=WaitingOn.CUSTOMER,
        last_activity_at=now(),
    )
