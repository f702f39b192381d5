"""Whether the assistant may answer somebody at all. Every rule that says no is here.

It speaks only at the beginning of a conversation, as long as no person has it; to no program; to nobody whose address
may be somebody else's more than once a day. Mails that no person wrote never come as far as here.
"""

from django.db.models import Q

from madoguchi.base.clock import now
from madoguchi.base.text import lot
from madoguchi.core.contacts.audiences import belongs
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.features.answers.models import Answer, AssistantSetting
from madoguchi.features.answers.reading import asks_something, language_of
from madoguchi.features.chat.models import Chat
from madoguchi.features.chat.saying import ASSISTANT, DAY, MAILS_A_DAY
from madoguchi.features.chat.telling import mail_of
from madoguchi.features.hours.calendar import is_open
from madoguchi.features.hours.queries import calendar_of_inbox

MAILS_UNPROVEN = 1  # to one that nothing proves
LEFT_TO_PEOPLE = (Answer.State.HANDED_OVER, Answer.State.REFUSED)
CHANNELS = ("chat", "email")


def may_answer(message: Message, conversation: Conversation, setting: AssistantSetting) -> bool:
    """With inbox and contact of the conversation at hand; in the running tenant."""
    return (
        _is_open(message, conversation)
        and _is_wanted(message, conversation, setting)
        and not _is_a_persons(conversation)
        and _may_mail(message, conversation)
    )


def is_in_trial(contact_id: int, inbox_id: int, share: int) -> bool:
    """Whether a contact is among the `share` of a hundred who are answered; always the same ones."""
    return lot(f"assistant:{inbox_id}:{contact_id}") < share


def _is_open(message: Message, conversation: Conversation) -> bool:
    return (
        message.kind == Message.Kind.INBOUND
        and message.automatic == ""
        and message.channel in CHANNELS
        and message.channel == conversation.inbox.channel
        and message.contact_id == conversation.contact_id
        and bool(message.visible_text.strip())
        and conversation.status == Status.OPEN
        and not conversation.is_spam
        and conversation.contact.blocked_at is None
        and conversation.inbox.disabled_at is None
    )


def _is_wanted(message: Message, conversation: Conversation, setting: AssistantSetting) -> bool:
    contact = conversation.contact
    if setting.mode != AssistantSetting.Mode.ANSWER or not is_in_trial(contact.id, setting.inbox_id, setting.share):
        return False
    if not belongs(contact, setting.audience):
        return False
    if setting.language and language_of(message.visible_text) not in ("", setting.language):
        return False
    if setting.hours == AssistantSetting.Hours.CLOSED:
        calendar = calendar_of_inbox(conversation.inbox)
        return calendar is not None and not is_open(calendar, now())
    return True


def _is_a_persons(conversation: Conversation) -> bool:
    """Somebody has it or has answered, or it was left to people before."""
    if conversation.assignee_id is not None or conversation.first_replied_at is not None:
        return True
    if Message.objects.filter(ANSWERS, conversation=conversation).exists():
        return True
    return Answer.objects.filter(conversation=conversation, state__in=LEFT_TO_PEOPLE).exists()


def _may_mail(message: Message, conversation: Conversation) -> bool:
    if conversation.is_chat:
        return conversation.is_live or _may_mail_on(message, conversation)
    verdict = message.authentication.get("verdict", "none")
    if verdict == "fail":
        return False
    if not asks_something(message.visible_text):
        return True  # thanks, or that it is solved: no mail follows
    address = message.addresses.get("from", [[""]])[0][0]
    ours = Message.objects.filter(
        Q(addresses__to__0__0__iexact=address),
        kind=Message.Kind.REPLY,
        channel="email",
        automatic=ASSISTANT,
        at__gte=now() - DAY,
        conversation__contact_id=message.contact_id or 0,
    )
    return ours.count() < (MAILS_A_DAY if verdict == "pass" else MAILS_UNPROVEN)


def _may_mail_on(message: Message, conversation: Conversation) -> bool:
    """What a chat was left as a message is answered in the chat, and by mail to who looks no more."""
    chat = Chat.objects.filter(conversation=conversation, is_message=True).select_related("visitor").first()
    address, is_proved = mail_of(chat.visitor, conversation.contact) if chat else ("", False)
    if not address:
        return False
    if not asks_something(message.visible_text):
        return True
    said = Answer.objects.filter(said__isnull=False, at__gte=now() - DAY).exclude(conversation=conversation)
    theirs = Q(visitor__mail__iexact=address) | Q(conversation__contact=conversation.contact)
    before = Chat.objects.filter(theirs, is_message=True, conversation__in=said.values("conversation"))
    return before.count() < (MAILS_A_DAY if is_proved else MAILS_UNPROVEN)
