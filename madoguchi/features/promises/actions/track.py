"""Keeping a promise in mind: until when, and that it was kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import planning, steps
from madoguchi.core.conversations.models import Conversation, Message, Status, WaitingOn
from madoguchi.core.conversations.queries.undone import resolution_undone
from madoguchi.core.events.ledger import gathering
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import system
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.hours.calendar import WORKDAYS, Calendar
from madoguchi.features.hours.queries import calendar_of_inbox
from madoguchi.features.promises.events import PromiseMade
from madoguchi.features.promises.models import Promise
from madoguchi.features.promises.reading import promised

AS_ONE = timedelta(seconds=5)  # what one transaction writes down, by the clock of the database and by ours
SAME_BREATH = timedelta(minutes=10)  # what is written right after a promise goes with it, and keeps none


def track(message_id: int, *, workspace_id: int) -> Promise | None:
    """A reply of a person went out: earlier promises are kept by it, and what it promises is due. The same again does
    nothing; nor does one that was undone."""
    with tenant(workspace_id), gathering():
        message = Message.objects.filter(id=message_id, kind=Message.Kind.REPLY, automatic="").first()
        workspace = Workspace.objects.get(id=workspace_id)
        if message is None or message.send_at is None or not workspace.tracks_promises:
            return None
        conversation = _locked(message.conversation_id)
        _settle(conversation, _owed_before(message, message.send_at), message.send_at)
        if conversation.status == Status.RESOLVED or conversation.is_spam:
            return None
        calendar = calendar_of_inbox(conversation.inbox) or Calendar(ZoneInfo(workspace.time_zone), WORKDAYS)
        due_at = promised(message.text, at=message.send_at, calendar=calendar)
        if due_at is None:
            return None
        promise, is_new = Promise.objects.get_or_create(
            message=message, defaults={"workspace_id": workspace_id, "due_at": due_at}
        )
        if is_new:
            _plan(conversation, due_at)
            fact = PromiseMade(message.id, due_at.isoformat())
            steps.note_fact(conversation, fact, f"person:{message.person_id}")
        return promise


def settle(conversation_id: int, *, workspace_id: int) -> None:
    """It was resolved: what was promised there is done."""
    with tenant(workspace_id), gathering():
        conversation = _locked(conversation_id)
        if conversation.resolved_at is not None:
            _settle(conversation, _owed_in(conversation_id), conversation.resolved_at)


def take_up_again(event: Event, *, workspace_id: int) -> None:
    """Where that it was resolved was undone, what was promised there is owed as before."""
    with tenant(workspace_id), gathering():
        conversation = _locked(event.conversation_id or 0)
        resolved = resolution_undone(event)
        if resolved is None:
            return
        by_it = (resolved.at - AS_ONE, resolved.at + AS_ONE)  # not those that a reply had kept before
        again = Promise.objects.filter(message__conversation=conversation, settled_at__range=by_it)
        due = again.aggregate(first=Min("due_at"))["first"]
        if again.update(settled_at=None) and conversation.due_at is None:
            planned = planning.Plan(conversation.next_action, due, conversation.waiting_on)
            planning.plan(conversation, planned, system(workspace_id))
            update(conversation)


def _locked(conversation_id: int) -> Conversation:
    return Conversation.objects.select_for_update(of=("self",)).select_related("inbox").get(id=conversation_id)


def _owed_in(conversation_id: int) -> "QuerySet[Promise]":
    return Promise.objects.filter(message__conversation_id=conversation_id, settled_at=None)


def _owed_before(message: Message, at: datetime) -> "QuerySet[Promise]":
    said = Message.objects.filter(conversation_id=message.conversation_id, kind=Message.Kind.INBOUND)
    turn = said.filter(id__lt=message.id).aggregate(last=Max("id"))["last"] or 0
    earlier = Q(message_id__lt=turn) | Q(message_id__lt=message.id, message__send_at__lte=at - SAME_BREATH)
    return _owed_in(message.conversation_id).filter(earlier)


def _settle(conversation: Conversation, owed: "QuerySet[Promise]", at: datetime) -> None:
    due = set(owed.values_list("due_at", flat=True))
    if owed.update(settled_at=at) and conversation.due_at in due:
        _plan(conversation, None)


def _plan(conversation: Conversation, due_at: datetime | None) -> None:
    """A time that a person has set for earlier stays."""
    before = conversation.due_at
    if due_at is not None and before is not None and now() < before <= due_at:
        return
    waiting_on = conversation.waiting_on if due_at is None else WaitingOn.US
    actor = system(conversation.workspace_id)
    planning.plan(conversation, planning.Plan(conversation.next_action, due_at, waiting_on), actor)
    update(conversation)
