"""Telling a customer who waits what was understood, who has it, and when they hear again; once for each wait."""

from datetime import datetime, timedelta

from madoguchi.base.clock import now
from madoguchi.base.saving import update as save
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import planning, steps
from madoguchi.core.conversations.models import Conversation, Message, Status
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor, system
from madoguchi.features.chat.events import ChatAcknowledged
from madoguchi.features.chat.models import Chat
from madoguchi.features.chat.saying import ASSISTANT, listener_in, write_word
from madoguchi.features.chat.standing import opening_of
from madoguchi.features.chat.understanding import asks, closes, understood
from madoguchi.features.chat.wording import Word, acknowledgement, update

MOST_UPDATES = 3  # then nothing is promised any more: people have to come
MOST_SAID = 20  # messages of one turn


def acknowledge(conversation_id: int, *, workspace_id: int) -> Message | None:
    """The first word to who waits for an answer in a chat; None where nobody waits, or it was said already, or where a
    person has answered and is thanked for it."""
    with tenant(workspace_id), gathering():
        conversation = _waiting(conversation_id)
        if conversation is None or conversation.waiting_since is None:
            return None
        key = digest(f"chat acknowledged:{conversation.id}:{conversation.waiting_since.isoformat()}")
        if steps.written_before(workspace_id, key):
            return None
        asked = _asked(conversation)
        if conversation.first_replied_at is not None and closes(asked):
            return None
        read = understood(asked)
        until = _next_word(conversation)
        word = _word(conversation, until)
        how = "acknowledged" if read.gist else "asked"
        return _say(conversation, acknowledgement(read, word), how=how, key=key, until=until)


def keep_promise(conversation_id: int, *, due_at: datetime, workspace_id: int) -> Message | None:
    """The time that was promised without a person has come: say so, and when they hear again."""
    with tenant(workspace_id), gathering():
        conversation = _waiting(conversation_id)
        chat = Chat.objects.filter(conversation_id=conversation_id, promised_until=due_at).first()
        if conversation is None or chat is None:
            return None
        key = digest(f"chat updated:{conversation.id}:{due_at.isoformat()}")
        if steps.written_before(workspace_id, key):
            return None
        until = _next_word(conversation) if chat.updates + 1 < MOST_UPDATES else None
        Chat.objects.filter(conversation_id=conversation.id).update(updates=chat.updates + 1)
        return _say(conversation, update(_word(conversation, until)), how="updated", key=key, until=until)


def answered(conversation_id: int, *, workspace_id: int) -> None:
    """A person has answered: nothing is promised any more."""
    with tenant(workspace_id), gathering():
        conversation = Conversation.objects.select_for_update().filter(id=conversation_id).first()
        promised = Chat.objects.filter(conversation_id=conversation_id, promised_until__isnull=False).first()
        if conversation is None or promised is None:
            return
        if conversation.due_at == promised.promised_until:
            _plan(conversation, None, system(workspace_id))
            save(conversation)
        Chat.objects.filter(conversation_id=conversation_id).update(promised_until=None, updates=0)


def _waiting(conversation_id: int) -> Conversation | None:
    """A chat whose customer waits, its row locked."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox", "assignee")
    waiting = rows.filter(id=conversation_id, status=Status.OPEN, is_spam=False, waiting_since__isnull=False)
    return waiting.filter(is_live=True).first()


def _asked(conversation: Conversation) -> str:
    """What the customer has written since a person answered last; of that the last part with a question, where the
    assistant has answered in between."""
    left = whole = _turn(conversation)
    answers = Message.objects.filter(conversation=conversation, automatic=ASSISTANT).order_by("-id")
    for answer_id in answers.values_list("id", flat=True)[:MOST_SAID]:
        after = "\n".join(message.text for message in left if message.id > answer_id)
        if asks(after):
            return after
        left = [message for message in left if message.id < answer_id]
    return "\n".join(message.text for message in whole)


def _turn(conversation: Conversation) -> list[Message]:
    said = Message.objects.filter(conversation=conversation)
    last = said.filter(ANSWERS).order_by("-id").values_list("id", flat=True).first() or 0
    return list(said.filter(kind=Message.Kind.INBOUND, id__gt=last).order_by("id")[:MOST_SAID])


def _next_word(conversation: Conversation) -> datetime | None:
    minutes = conversation.inbox.settings.get("chat", {}).get("next_word_minutes")
    if not opening_of(conversation.inbox)[0]:
        return None  # nobody is there to keep it
    if not minutes or (conversation.due_at is not None and conversation.due_at > now()):  # a person has promised a time
        return conversation.due_at if minutes else None
    return (now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0)


def _word(conversation: Conversation, until: datetime | None) -> Word:
    language, zone = listener_in(conversation)
    owner = conversation.assignee.name if conversation.assignee else ""
    return Word(language, zone, owner, until, opening_of(conversation.inbox)[1])


def _say(conversation: Conversation, text: str, *, how: str, key: str, until: datetime | None) -> Message | None:
    if until is not None and until != conversation.due_at:
        _plan(conversation, until, system(conversation.workspace_id))
    message = write_word(conversation, text, how=how, key=key)
    if message is None:
        return None
    Chat.objects.filter(conversation=conversation).update(promised_until=until)
    fact = ChatAcknowledged(message.id, how, until.isoformat() if until else None)
    steps.note_fact(conversation, fact, system(conversation.workspace_id))
    return message


def _plan(conversation: Conversation, until: datetime | None, actor: Actor) -> None:
    planning.plan(conversation, planning.Plan(conversation.next_action, until, conversation.waiting_on), actor)
