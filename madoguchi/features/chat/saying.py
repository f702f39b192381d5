"""Saying something in a chat without a person, in the same transaction as what it is about."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.clock import now
from madoguchi.base.local_time import zone_named
from madoguchi.base.saving import update as save
from madoguchi.core.conversations.letter import Letter
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.outbound import answer_subject, write_reply
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.chat.jobs import mail_on_later
from madoguchi.features.chat.look import LANGUAGES
from madoguchi.features.chat.models import Chat

ASSISTANT = "assistant"  # Message.automatic of what the assistant says (features/answers)
DAY = timedelta(days=1)
MAILS_A_DAY = 4  # to one address, of what no person wrote (QUALITY.md)
TOGETHER = timedelta(seconds=10)  # what is said within it goes in one mail


def listener_in(conversation: Conversation) -> tuple[str, ZoneInfo]:
    """To whom the chat speaks there: in which language, that of the visitor's panel, and by which clock, that of their
    device where it has told it, else that of the workspace."""
    chat = Chat.objects.filter(conversation=conversation).select_related("visitor").order_by("-id").first()
    spoken, facts = (chat.visitor.language, chat.visitor.facts) if chat else ("", {})
    zone = zone_named(facts.get("time_zone", ""))
    if zone is None:
        zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=conversation.workspace_id))
    return spoken if spoken in LANGUAGES else conversation.inbox.language, zone


def write_word(conversation: Conversation, text: str, *, how: str, key: str) -> Message | None:
    """A message to the visitor who wrote last in a locked conversation, which is saved; None where nobody wrote. `how`
    is what Message.automatic is, `key` its dedupe_key."""
    theirs = Message.objects.filter(conversation=conversation, kind=Message.Kind.INBOUND, channel="chat")
    last = theirs.order_by("-id").first()
    if last is None:
        return None
    address, at = last.addresses["from"][0][0], now()
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.REPLY,
        subject=answer_subject(conversation.subject)[:400],
        text=text,
        addresses={"to": [[address, ""]]},
        dedupe_key=key,
        automatic=how,
        at=at,
        send_at=at,
    )
    write_reply(message, Letter(text, to=(address,)))
    conversation.last_activity_at = at
    save(conversation)
    if how == ASSISTANT and not conversation.is_live:
        mail_on_later(conversation.id, at=at + TOGETHER, workspace_id=conversation.workspace_id)
    return message


def mailed(chat: Chat) -> Sequence[str]:
    """Message.automatic of what goes by mail where nobody sees it in a chat: what people wrote, and to who has left a
    message what the assistant says, too."""
    return ("", ASSISTANT) if chat.is_message else ("",)
