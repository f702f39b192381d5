"""Going on by mail: what nobody has seen in the chat goes to who has left it, several replies in one mail.

Killed at any point, the next run goes on: a mail is a row with its Message-ID before it is sent, so that what is sent
twice in the cut between sending and writing down is the same mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import DeliveryChanged
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.outgoing import CHANNELS, Outgoing, Result
from madoguchi.core.conversations.retrying import next_try
from madoguchi.core.events.ledger import gathering
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import system
from madoguchi.features.chat.jobs import mail_on_later, send_mail_later
from madoguchi.features.chat.mailing import letter_of, mail_inbox_of, new_mail_id
from madoguchi.features.chat.models import Chat, ChatMail, Visitor
from madoguchi.features.chat.queries import contact_of
from madoguchi.features.chat.saying import DAY, MAILS_A_DAY, mailed
from madoguchi.features.chat.telling import mail_of

log = structlog.get_logger(__name__)

GONE_AFTER = timedelta(minutes=5)
MOST = 30  # replies of one mail


def mail_on(conversation_id: int, *, workspace_id: int) -> ChatMail | None:
    """Begin a mail of the replies that its visitor has not seen, if they have left and mail reaches them; asks again
    later where they are still there. May run twice: what is on its way is not sent again."""
    with tenant(workspace_id), gathering():
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox")
        conversation = rows.filter(id=conversation_id, inbox__channel="chat", is_spam=False).first()
        chat = _chat_of(conversation_id) if conversation else None
        inbox = mail_inbox_of(conversation.inbox) if conversation else None
        if conversation is None or chat is None or inbox is None:
            return None
        contact = contact_of(chat.visitor)
        address = mail_of(chat.visitor, contact)[0] if contact and contact.blocked_at is None else ""
        unseen = _unseen(conversation, chat, address) if address else []
        if not unseen or (all(one.automatic for one in unseen) and _has_enough(address)):
            return None
        if (leaves_at := _seen_at(chat) + GONE_AFTER) > now() and not chat.is_message:
            mail_on_later(conversation.id, at=leaves_at, workspace_id=workspace_id)
            return None
        return _begin(chat, unseen, address, inbox)


def send_mail(chat_mail_id: int, *, workspace_id: int) -> None:
    """The job: hand the mail to the channel outside of any transaction, and write down what it said."""
    outgoing = _outgoing(chat_mail_id, workspace_id)
    if outgoing is None:
        return
    try:
        result = CHANNELS["email"](outgoing)[0]
    except Exception as error:
        log.error("channel failed", chat_mail_id=chat_mail_id, exc_info=error)
        result = Result(outgoing.recipients[0], "deferred", text=str(error))
    _settle(chat_mail_id, result, workspace_id)


def _chat_of(conversation_id: int) -> Chat | None:
    return Chat.objects.filter(conversation_id=conversation_id).select_related("visitor").order_by("-id").first()


def _seen_at(chat: Chat) -> datetime:
    visitor: Visitor = chat.visitor
    return max(visitor.last_seen_at, chat.read_at or visitor.last_seen_at)


def _unseen(conversation: Conversation, chat: Chat, address: str) -> list[Message]:
    """What was said there for them to know, and was neither seen nor sent by mail."""
    sent = ChatMail.objects.filter(conversation=conversation, address=address).order_by("-up_to_id").first()
    after = max(chat.read_id, sent.up_to_id if sent else 0)
    said = Message.objects.filter(
        conversation=conversation,
        kind=Message.Kind.REPLY,
        channel="chat",
        automatic__in=mailed(chat),
        scheduled__isnull=True,
    )
    mine = said.filter(deliveries__address=chat.visitor.address, id__gt=after, send_at__lte=now())
    return list(mine.order_by("id")[:MOST])


def _has_enough(address: str) -> bool:
    """Whether nothing more that no person wrote goes there today: anybody may type any address."""
    sent = ChatMail.objects.filter(address__iexact=address, queued_at__gte=now() - DAY)
    return sent.count() >= MAILS_A_DAY


def _begin(chat: Chat, unseen: Sequence[Message], address: str, inbox: Inbox) -> ChatMail:
    workspace_id = chat.workspace_id
    mail = ChatMail.objects.create(
        workspace_id=workspace_id,
        conversation_id=chat.conversation_id,
        visitor=chat.visitor,
        address=address,
        mail_id=new_mail_id(inbox),
        after_id=unseen[0].id - 1,
        up_to_id=unseen[-1].id,
    )
    steps.refer(mail.conversation, [mail.mail_id], sent_to={mail.mail_id: address})
    send_mail_later(mail.id, at=None, workspace_id=workspace_id)
    return mail


def _outgoing(chat_mail_id: int, workspace_id: int) -> Outgoing | None:
    """The letter, its try counted; None where it was sent, or all of it was seen meanwhile."""
    with tenant(workspace_id):
        mail = ChatMail.objects.select_for_update().filter(id=chat_mail_id, state__in=ChatMail.OPEN).first()
        chat = _chat_of(mail.conversation_id) if mail else None
        inbox = mail_inbox_of(mail.conversation.inbox) if mail else None
        if mail is None or chat is None or inbox is None:
            return None
        replies = [one for one in _replies(mail, chat) if one.id > chat.read_id]
        if not replies:
            mail.state, mail.settled_at = ChatMail.State.SEEN, now()
            mail.save(update_fields=["state", "settled_at"])
            return None
        mail.attempts += 1
        mail.save(update_fields=["attempts"])
        return letter_of(mail, replies, inbox)


def _replies(mail: ChatMail, chat: Chat) -> list[Message]:
    said = Message.objects.filter(
        conversation=mail.conversation_id,
        kind=Message.Kind.REPLY,
        channel="chat",
        automatic__in=mailed(chat),
        id__gt=mail.after_id,
        id__lte=mail.up_to_id,
    )
    return list(said.select_related("person").order_by("id"))


def _settle(chat_mail_id: int, result: Result, workspace_id: int) -> None:
    with tenant(workspace_id), gathering():
        mail = ChatMail.objects.select_for_update().get(id=chat_mail_id)
        mail.state, mail.code, mail.response = result.state, result.code[:20], result.text[:500]
        if mail.state == ChatMail.State.DEFERRED:
            again_at = next_try(mail.attempts, first=mail.queued_at, now=now())
            if again_at is not None:
                send_mail_later(mail.id, at=again_at, workspace_id=workspace_id)
            else:
                mail.state = ChatMail.State.FAILED
        if mail.state in (ChatMail.State.SENT, ChatMail.State.FAILED):
            mail.settled_at = now()
            _note_on_replies(mail)
        mail.save(update_fields=["state", "code", "response", "settled_at"])


def _note_on_replies(mail: ChatMail) -> None:
    """What became of it stands on each reply that it carried, as with every mail; a failure opens the conversation."""
    conversation = Conversation.objects.select_for_update().get(id=mail.conversation_id)
    if mail.state == ChatMail.State.FAILED:
        conversation.last_activity_at = now()
        conversation.waiting_since = conversation.waiting_since or now()
        steps.reopen(conversation, system(mail.workspace_id), why="bounced")
        conversation.save()
    chat = _chat_of(mail.conversation_id)
    for reply in _replies(mail, chat) if chat else ():
        row, _is_new = Delivery.objects.update_or_create(
            message=reply,
            address=mail.address,
            defaults={
                "workspace_id": mail.workspace_id,
                "state": mail.state,
                "attempts": mail.attempts,
                "settled_at": mail.settled_at,
                "code": mail.code,
                "response": mail.response,
            },
        )
        fact = DeliveryChanged(reply.id, row.id, Delivery.State.QUEUED, mail.state)
        steps.note_fact(conversation, fact, system(mail.workspace_id))
