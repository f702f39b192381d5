"""Doing the steps of a chat as long as its customer waits for a person: each once for each wait."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import system
from madoguchi.core.people.models import Person, Role, Team
from madoguchi.features.chat.escalation import HANDS, Step, steps_of
from madoguchi.features.chat.events import ChatEscalated, ChatKeptWaiting
from madoguchi.features.chat.models import Chat, ChatSeat
from madoguchi.features.chat.room import free_seats

SUPERVISING = (Role.ADMINISTRATOR, Role.MANAGER, Role.SUPERVISOR)


def escalate(conversation_id: int, *, workspace_id: int) -> datetime | None:
    """Do what is due in the wait of a chat and was not done in it. When the next step is; None: no more."""
    with tenant(workspace_id), gathering():
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("inbox")
        waiting = rows.filter(status=Status.OPEN, is_spam=False, waiting_since__isnull=False, is_live=True)
        conversation = waiting.filter(id=conversation_id).first()
        chats = Chat.objects.filter(conversation_id=conversation_id).order_by("-id")
        if conversation is None or (chat := chats.first()) is None:
            return None
        return _go_on(conversation, chat, chats)


def _go_on(conversation: Conversation, chat: Chat, chats: "QuerySet[Chat]") -> datetime | None:
    since, planned = conversation.waiting_since, steps_of(conversation.inbox)
    assert since is not None
    before = chat.steps_done if chat.alarmed_for == since else 0
    due = [step for step in planned if since + timedelta(seconds=step.after) <= now()]
    for step in due[before:]:
        _do(conversation, step, since)
    if len(due) > before:
        chats.update(alarmed_for=since, steps_done=len(due))
    left = planned[max(len(due), before) :]
    return since + timedelta(seconds=left[0].after) if left else None


def _do(conversation: Conversation, step: Step, since: datetime) -> None:
    actor, said = system(conversation.workspace_id), str(since)
    if step.does in HANDS:
        before = (conversation.assignee_id, conversation.team_id)
        _hand_on(conversation, step)
        if before != (conversation.assignee_id, conversation.team_id):
            conversation.save(update_fields=["assignee", "team"])
            fact = ChatEscalated(said, step.after, conversation.team_id, conversation.assignee_id)
            steps.note_fact(conversation, fact, actor)
    elif person_ids := sorted(_told(conversation, step)):
        steps.note_fact(conversation, ChatKeptWaiting(said, person_ids, step.after), actor)


def _hand_on(conversation: Conversation, step: Step) -> None:
    """To a team (a team that is gone gets nothing), and there, or everywhere, to who else has the most room; where
    nobody of the team has any it is nobody's, for all of them to see."""
    actor = system(conversation.workspace_id)
    seats = free_seats().exclude(person_id=conversation.assignee_id or 0)
    if step.does == "hand_to_team":
        if not Team.objects.filter(id=step.team_id or 0).exists():
            return
        owning.give_to_team(conversation, step.team_id, actor)
        seats = seats.filter(person__teams=step.team_id)
    found = list(seats)
    able = set(owning.who_can_take([seat.person_id for seat in found], conversation))
    seat = next((seat for seat in found if seat.person_id in able), None)
    if seat is not None:
        owning.give_to_person(conversation, seat.person_id, actor)
        ChatSeat.objects.filter(id=seat.id).update(handed_at=now())
    elif step.does == "hand_to_team":
        owning.give_to_person(conversation, None, actor)


def _told(conversation: Conversation, step: Step) -> list[int]:
    """Those who may answer there. Whose the chat is; of nobody's all who take chats."""
    if step.does == "tell_responsible" and conversation.assignee_id is not None:
        return [conversation.assignee_id]
    people = Person.objects.filter(deactivated_at__isnull=True)
    if step.does == "tell_team":
        people = people.filter(teams=step.team_id)
    elif step.does == "tell_supervisors":
        people = people.filter(role__in=SUPERVISING)
    else:
        people = people.filter(chat_seat__is_available=True)
    return owning.who_can_take(list(people.values_list("id", flat=True)), conversation)
