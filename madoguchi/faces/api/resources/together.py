"""Working on one conversation with others: who is in it, taking it over, handing it over, and calls for help.

On the router of conversations.py, as changes.py.
"""

from typing import Annotated

from django.http import HttpResponse
from pydantic import Field

from madoguchi.core.conversations.actions import help as helping
from madoguchi.core.conversations.actions.hand_over import Handing
from madoguchi.core.conversations.actions.hand_over import hand_over as give
from madoguchi.core.conversations.actions.take_over import take_over
from madoguchi.core.conversations.planning import PLANNED, Plan
from madoguchi.core.conversations.queries.begun import replies_begun_by_others
from madoguchi.core.conversations.queries.help import help_requests_of
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import people_visible_to
from madoguchi.faces.api.answers import Call, answer, whole
from madoguchi.faces.api.fields import Given, Id, OneLine, Time, WaitingOn, Words
from madoguchi.faces.api.resources.conversations import bare, router, with_surroundings
from madoguchi.faces.api.resources.messages import made
from madoguchi.faces.api.shapes.conversations import ConversationShown
from madoguchi.faces.api.shapes.messages import MessageShown
from madoguchi.faces.api.shapes.together import (
    HelpPage,
    HelpShown,
    PresentPage,
    ReplyBegunPage,
    help_of,
    reply_begun_of,
)
from madoguchi.features.chat.transfer import must_have_room
from madoguchi.features.presence.memory import PRESENCE

ONE = "/conversations/{int:conversation_id}"


class HandOver(Given):
    """To a person, a team, or a person of a team. What is planned stays as it is where nothing is given."""

    person_id: Id | None = None
    team_id: Id | None = None
    text: Words = ""
    next_action: Annotated[OneLine, Field(max_length=200)] = ""
    due_at: Time | None = None
    waiting_on: WaitingOn = "us"


class NewHelp(Given):
    """Without a team it is for whoever leads."""

    text: Annotated[str, Field(max_length=500)] = ""
    team_id: Id | None = None
    urgent: bool = False


@router.get(f"{ONE}/presence", response=PresentPage, summary="List who looks at a conversation or writes in it")
def list_present(request: Call, conversation_id: Id) -> HttpResponse:
    bare(conversation_id, request.actor)
    here = PRESENCE.people_in(request.actor.workspace_id, conversation_id)
    known = people_visible_to(request.actor).filter(id__in=here).order_by("id")
    return whole(known, lambda row: {"person_id": row.id, "doing": here[row.id]})


@router.post(f"{ONE}/take-over", response=ConversationShown, summary="Take a conversation over")
def take_over_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    """It is the token's person's then; those who were at it are told."""
    return answer(with_surroundings(take_over(conversation_id, actor=request.actor)))


@router.get(f"{ONE}/replies-begun", response=ReplyBegunPage, summary="List the unsent replies of others")
def list_replies_begun(request: Call, conversation_id: Id) -> HttpResponse:
    """For the owner of the conversation alone; empty for everybody else."""
    return whole(replies_begun_by_others(bare(conversation_id, request.actor), request.actor), reply_begun_of)


@router.post(f"{ONE}/hand-over", response={201: MessageShown}, summary="Hand a conversation over with a note")
def hand_over_conversation(request: Call, conversation_id: Id, handing: HandOver) -> HttpResponse:
    """Answers with the note, which names the receivers and says what is open."""
    must_have_room(bare(conversation_id, request.actor), handing.person_id, request.actor)
    plan = _plan(conversation_id, handing, request.actor)
    to = Handing(handing.person_id, handing.team_id, handing.text, plan)
    return made(request, give(conversation_id, to=to, actor=request.actor), has_files=False)


def _plan(conversation_id: int, handing: HandOver, actor: Actor) -> Plan | None:
    given = handing.changes()
    if not any(member in given for member in PLANNED):
        return None
    now = bare(conversation_id, actor)
    return Plan(**{member: given.get(member, getattr(now, member)) for member in PLANNED})


@router.get(f"{ONE}/help", response=HelpPage, summary="List the calls for help on a conversation")
def list_help(request: Call, conversation_id: Id) -> HttpResponse:
    """The newest first; at most the first is open. Conversations with an open call: the view `help`."""
    return whole(help_requests_of(bare(conversation_id, request.actor)), help_of)


@router.post(f"{ONE}/help", response={201: HelpShown}, summary="Ask for help on a conversation")
def ask_help(request: Call, conversation_id: Id, new: NewHelp) -> HttpResponse:
    call = helping.Call(new.text, new.team_id, new.urgent)
    return answer(help_of(helping.ask_help(conversation_id, call=call, actor=request.actor)), 201)


@router.post(f"{ONE}/help/take", response=HelpShown, summary="Come to help")
def take_help(request: Call, conversation_id: Id) -> HttpResponse:
    return answer(help_of(helping.take_help(conversation_id, actor=request.actor)))


@router.delete(f"{ONE}/help", response=HelpShown, summary="Say that help is not needed any more")
def settle_help(request: Call, conversation_id: Id) -> HttpResponse:
    return answer(help_of(helping.settle_help(conversation_id, actor=request.actor)))
