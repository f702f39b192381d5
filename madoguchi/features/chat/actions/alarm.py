"""Telling whoever is responsible that somebody in a chat loses patience: once for each wait."""

from django.db.models import F, Q

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import system
from madoguchi.features.chat.events import ChatKeptWaiting
from madoguchi.features.chat.models import Chat, ChatSeat


def alarm(conversation_id: int, *, workspace_id: int) -> bool:
    """Tell whose the chat is; of nobody's all who take chats and may answer there. Returns whether it was told now."""
    with tenant(workspace_id), gathering():
        rows = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id, inbox__channel="chat")
        conversation = rows.filter(status=Status.OPEN, is_spam=False, waiting_since__isnull=False).first()
        if conversation is None:
            return False
        not_told = Q(alarmed_for__isnull=True) | ~Q(alarmed_for=F("conversation__waiting_since"))
        chats = Chat.objects.filter(not_told, conversation_id=conversation_id)
        ids = list(chats.values_list("id", flat=True))
        if not Chat.objects.filter(id__in=ids).update(alarmed_for=conversation.waiting_since):
            return False
        fact = ChatKeptWaiting(str(conversation.waiting_since), sorted(_responsible(conversation)))
        steps.note_fact(conversation, fact, system(workspace_id))
        return True


def _responsible(conversation: Conversation) -> set[int]:
    if conversation.assignee_id is not None:
        return {conversation.assignee_id}
    there = ChatSeat.objects.filter(is_available=True, person__deactivated_at__isnull=True)
    return set(owning.who_can_take(list(there.values_list("person_id", flat=True)), conversation))
