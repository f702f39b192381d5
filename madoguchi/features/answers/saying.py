"""The assistant says something, in the transaction of what it is about. The conversation is locked and is saved."""

from madoguchi.base.clock import now
from madoguchi.base.markdown import markdown_to_text
from madoguchi.base.saving import update
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.letter import Letter
from madoguchi.core.conversations.models import Conversation, Message, WaitingOn
from madoguchi.core.conversations.outbound import write_reply
from madoguchi.core.conversations.telling import tell_at_once
from madoguchi.features.chat.saying import ASSISTANT, write_word


def say(conversation: Conversation, question: Message, text: str, *, key: str, subject: str = "") -> Message | None:
    """To whoever asked, and to nobody else. They wait no longer, but no person has answered them. None where it was
    said before under this key."""
    if steps.written_before(conversation.workspace_id, key):
        return None
    conversation.waiting_since, conversation.waiting_on = None, WaitingOn.CUSTOMER
    conversation.preview = steps.preview(markdown_to_text(text).replace("*", "").replace("_", ""))
    if question.channel == "chat":
        message = write_word(conversation, text, how=ASSISTANT, key=key)
    else:
        message = _write_mail(conversation, question, text, key=key, subject=subject)
    if message is not None:
        tell_at_once(message, conversation)
    return message


def _write_mail(conversation: Conversation, question: Message, text: str, *, key: str, subject: str) -> Message:
    """The subject is ours too: whoever forged the sender must not choose what somebody else reads."""
    address, at = question.addresses["from"][0][0], now()
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.REPLY,
        subject=subject[:400],
        text=text,
        addresses={"to": [[address, ""]]},
        dedupe_key=key,
        automatic=ASSISTANT,
        at=at,
        send_at=at,
    )
    write_reply(message, Letter(text, to=(address,)))
    conversation.last_activity_at = at
    update(conversation)
    return message
