"""Changing a conversation: its own members, its tags, who takes part, and what it is joined with.

On the router of conversations.py: operations of one address must stand on one.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from madoguchi.base.errors import Refused
from madoguchi.core.conversations.actions import assign, join, note, sort, status
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.planning import PLANNED, Plan
from madoguchi.core.conversations.queries.links import linked_to
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, done, whole
from madoguchi.faces.api.fields import (
    PRIORITIES,
    Address,
    Attributes,
    Given,
    Id,
    Name,
    OneLine,
    Priority,
    Status,
    Time,
    WaitingOn,
)
from madoguchi.faces.api.masks import Mask
from madoguchi.faces.api.resources.conversations import bare, router, shown, with_surroundings
from madoguchi.faces.api.shapes.conversations import (
    ConversationPage,
    ConversationShown,
    ParticipantPage,
    conversation_of,
    participant_of,
    with_all,
)

ONE = "/conversations/{int:conversation_id}"
Change = Callable[[int, Any, Actor], Conversation]


class ConversationChanges(Given):
    """The members to change; the others stay. `snoozed_until` goes with status "snoozed"."""

    status: Status = "open"
    snoozed_until: Time | None = None
    assignee_id: Id | None = None
    team_id: Id | None = None
    priority: Priority = "normal"
    subject: OneLine = ""
    next_action: Annotated[OneLine, Field(max_length=200)] = ""
    due_at: Time | None = None
    waiting_on: WaitingOn = "us"
    attributes: Annotated[Attributes, Field(description="By key; null takes one away.")] = {}
    spam: bool = False


CHANGES: dict[str, Change] = {
    "subject": lambda i, value, actor: sort.rename(i, subject=value, actor=actor),
    "priority": lambda i, value, actor: sort.set_priority(i, priority=PRIORITIES[value], actor=actor),
    "attributes": lambda i, value, actor: sort.set_attributes(i, values=value, actor=actor),
    "team_id": lambda i, value, actor: assign.give_to_team(i, team_id=value, actor=actor),
    "assignee_id": lambda i, value, actor: assign.assign(i, person_id=value, actor=actor),
    "spam": lambda i, value, actor: sort.mark_spam(i, spam=value, actor=actor),
}


class Into(Given):
    into_id: Id


class Taken(Given):
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]


class NewParticipant(Given):
    address: Address
    name: Name = ""


@router.patch(ONE, response=ConversationShown, summary="Change a conversation")
def change_conversation(request: Call, conversation_id: Id, changes: ConversationChanges) -> HttpResponse:
    given, actor = changes.changes(), request.actor
    _check_snooze(given)
    changed = None
    for member, change in CHANGES.items():
        if member in given:
            changed = change(conversation_id, given[member], actor)
    if any(member in given for member in PLANNED):
        changed = _plan(conversation_id, given, actor)
    if "status" in given:
        changed = _set_status(conversation_id, changes, actor)
    return answer(with_surroundings(changed or bare(conversation_id, actor)))


def _check_snooze(given: dict[str, Any]) -> None:
    snoozes, has_end = given.get("status") == "snoozed", given.get("snoozed_until") is not None
    if snoozes and not has_end:
        raise Refused("no-end", _("Say in “snoozed_until” when it comes back."), field="snoozed_until")
    if has_end and not snoozes:
        text = _("“snoozed_until” goes with the status “snoozed”.")
        raise Refused("not-snoozed", text, field="snoozed_until")


def _plan(conversation_id: int, given: dict[str, Any], actor: Actor) -> Conversation:
    now = bare(conversation_id, actor)
    members = {member: given.get(member, getattr(now, member)) for member in PLANNED}
    return sort.plan(conversation_id, to=Plan(**members), actor=actor)


def _set_status(conversation_id: int, changes: ConversationChanges, actor: Actor) -> Conversation:
    if changes.status == "snoozed" and changes.snoozed_until is not None:
        return status.snooze(conversation_id, until=changes.snoozed_until, actor=actor)
    if changes.status == "resolved":
        return status.resolve(conversation_id, actor=actor)
    return status.reopen(conversation_id, actor=actor)


@router.put(f"{ONE}/tags/{{int:tag_id}}", response=ConversationShown, summary="Put a tag on a conversation")
def tag_conversation(request: Call, conversation_id: Id, tag_id: Id) -> HttpResponse:
    sort.tag(conversation_id, tag_id=tag_id, actor=request.actor)
    return _shown(conversation_id, request.actor)


@router.delete(f"{ONE}/tags/{{int:tag_id}}", response=ConversationShown, summary="Take a tag off a conversation")
def untag_conversation(request: Call, conversation_id: Id, tag_id: Id) -> HttpResponse:
    sort.untag(conversation_id, tag_id=tag_id, actor=request.actor)
    return _shown(conversation_id, request.actor)


@router.post(f"{ONE}/merge", response=ConversationShown, summary="Merge a conversation into another")
def merge_conversation(request: Call, conversation_id: Id, target: Into) -> HttpResponse:
    join.merge(conversation_id, into_id=target.into_id, actor=request.actor)
    return _shown(target.into_id, request.actor)


@router.delete(f"{ONE}/merge", response=ConversationShown, summary="Take a merged conversation out again")
def undo_conversation_merge(request: Call, conversation_id: Id) -> HttpResponse:
    join.undo_merge(conversation_id, actor=request.actor)
    return _shown(conversation_id, request.actor)


@router.post(f"{ONE}/split", response={201: ConversationShown}, summary="Take messages out into a new conversation")
def split_conversation(request: Call, conversation_id: Id, taken: Taken) -> HttpResponse:
    new = join.split(conversation_id, message_ids=taken.message_ids, actor=request.actor)
    location = f"{request.path.removesuffix(f'/{conversation_id}/split')}/{new.id}"
    return answer(shown(new.id, request.actor), 201, location=location)


@router.get(f"{ONE}/links", response=ConversationPage, summary="List the linked conversations")
def list_links(request: Call, conversation_id: Id) -> HttpResponse:
    rows = with_all(linked_to(bare(conversation_id, request.actor), request.actor)).order_by("id")
    return whole(rows, conversation_of)


@router.put(f"{ONE}/links/{{int:other_id}}", response=ConversationShown, summary="Link two conversations")
def link_conversation(request: Call, conversation_id: Id, other_id: Id) -> HttpResponse:
    join.link(conversation_id, other_id=other_id, actor=request.actor)
    return _shown(conversation_id, request.actor)


@router.delete(f"{ONE}/links/{{int:other_id}}", response=ConversationShown, summary="Undo a link")
def unlink_conversation(request: Call, conversation_id: Id, other_id: Id) -> HttpResponse:
    bare(other_id, request.actor)
    join.unlink(conversation_id, other_id=other_id, actor=request.actor)
    return _shown(conversation_id, request.actor)


@router.get(f"{ONE}/participants", response=ParticipantPage, summary="List who gets the replies too")
def list_participants(request: Call, conversation_id: Id) -> HttpResponse:
    mask = Mask(request.actor)
    rows = bare(conversation_id, request.actor).participants.order_by("id")
    return whole(rows, lambda row: participant_of(row, mask))


@router.post(f"{ONE}/participants", response={201: ParticipantPage}, summary="Let somebody get the replies")
def add_participant(request: Call, conversation_id: Id, new: NewParticipant) -> HttpResponse:
    mask = Mask(request.actor)
    conversation = join.add_participant(conversation_id, address=new.address, name=new.name, actor=request.actor)
    rows = conversation.participants.order_by("id")
    return answer({"data": [participant_of(row, mask) for row in rows], "next": None}, 201)


@router.delete(
    f"{ONE}/participants/{{int:participant_id}}", response={204: None}, summary="Let somebody get no replies"
)
def remove_participant(request: Call, conversation_id: Id, participant_id: Id) -> HttpResponse:
    join.remove_participant(conversation_id, participant_id=participant_id, actor=request.actor)
    return done()


@router.delete(f"{ONE}/mentions", response={204: None}, summary="Mark one's own mentions as read")
def read_mentions(request: Call, conversation_id: Id) -> HttpResponse:
    note.read_mentions(conversation_id, actor=request.actor)
    return done()


def _shown(conversation_id: int, actor: Actor) -> HttpResponse:
    return answer(shown(conversation_id, actor))
