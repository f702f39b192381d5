"""Sending by mail what was said in a chat: to whom the chat is with, never to an address that is only typed."""

from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.outgoing import CHANNELS
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.chat.events import TranscriptSent
from madoguchi.features.chat.jobs import send_transcript_later
from madoguchi.features.chat.mailing import code_letter, mail_inbox_of, new_mail_id, transcript_letter
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.proving import code_of, take_mail
from madoguchi.features.chat.queries import contact_of, home_of
from madoguchi.features.chat.telling import mail_of

EACH = timedelta(minutes=10)  # one of a chat


def ask_transcript(chat: Chat) -> str:
    """A visitor asks for it. Returns where it goes. Raises Refused("not-proved", "too-many-mails", "no-mail-inbox")."""
    with tenant(chat.workspace_id), gathering():
        home = home_of(chat, lock=True)
        contact = contact_of(chat.visitor)
        if home is None or contact is None:
            raise NotAllowed("not-found", _("This conversation does not exist."))
        return _queue(chat, home, Actor(chat.workspace_id, "contact", contact.id))


def send_transcript(conversation_id: int, *, actor: Actor) -> str:
    """Somebody at the desk sends it. Returns where it goes; raises as ask_transcript() does, and NotAllowed."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id), gathering():
        home = locked(conversation_id, actor)
        chat = Chat.objects.filter(conversation=home).select_related("visitor").order_by("-id").first()
        if chat is None:
            raise Refused("no-chat", _("This conversation is no chat."))
        return _queue(chat, home, actor)


def _queue(chat: Chat, home: Conversation, actor: Actor) -> str:
    contact = contact_of(chat.visitor)
    address, is_proved = mail_of(chat.visitor, contact) if contact else ("", False)
    if not is_proved:
        raise Refused("not-proved", _("There is no mail address that is verified."), field="mail")
    inbox = mail_inbox_of(home.inbox)
    if inbox is None:
        raise Refused("no-mail-inbox", _("There is no inbox for mail"))
    take_mail(chat.workspace_id, f"transcript:{chat.id}", address, each=EACH)
    steps.note_fact(home, TranscriptSent(chat.id), actor)
    mail_id = new_mail_id(inbox)  # now, so that what is sent twice is the same mail
    steps.refer(home, [mail_id], sent_to={mail_id: address})
    send_transcript_later(chat.id, mail_id, workspace_id=chat.workspace_id)
    return address


def deliver_transcript(chat_id: int, mail_id: str, *, workspace_id: int) -> None:
    """The job. Raises where the server did not take it: then it is tried again."""
    with tenant(workspace_id):
        chat = Chat.objects.filter(id=chat_id).select_related("visitor__inbox").first()
        contact = contact_of(chat.visitor) if chat else None
        inbox = mail_inbox_of(chat.visitor.inbox) if chat else None
        if chat is None or contact is None or inbox is None:
            return
        address, is_proved = mail_of(chat.visitor, contact)
        if not is_proved:
            return
        letter = transcript_letter(chat, address, inbox, mail_id)
    _hand_over(CHANNELS["email"](letter)[0].state)


def deliver_code(visitor_id: int, *, workspace_id: int) -> None:
    """The job; as above."""
    with tenant(workspace_id):
        visitor = Visitor.objects.select_related("inbox").filter(id=visitor_id).first()
        code = code_of(visitor) if visitor else None
        inbox = mail_inbox_of(visitor.inbox) if visitor else None
        if visitor is None or code is None or inbox is None:
            return
        letter = code_letter(visitor, code, inbox)
    _hand_over(CHANNELS["email"](letter)[0].state)


def _hand_over(state: str) -> None:
    if state == "deferred":
        raise RuntimeError("the mail was not taken yet")
