"""Asking for help on a conversation, coming to help, and being done with it (MISSION 59)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import HelpRequested, HelpSettled, HelpTaken
from madoguchi.core.conversations.models import Conversation, HelpRequest
from madoguchi.core.conversations.queries.help import is_of_team, may_settle, may_take
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Team
from madoguchi.core.people.policies import require

LONGEST = 500  # characters


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, of a team or (None) of whoever leads, and whether it can wait."""

    text: str = ""
    team_id: int | None = None
    is_urgent: bool = False


def ask_help(conversation_id: int, *, call: Call, actor: Actor) -> HelpRequest:
    """Raises Refused("already-asked", "too-long", "no-such-team")."""
    require(actor, "help.ask")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    text = " ".join(call.text.split())
    if len(text) > LONGEST:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": LONGEST}, field="text")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if _open_on(conversation) is not None:
            raise Refused("already-asked", _("Help has been asked for here already."))
        if call.team_id is not None and not Team.objects.filter(id=call.team_id).exists():
            raise Refused("no-such-team", _("This team does not exist."), field="team")
        made = HelpRequest.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            asked_by_id=actor.person_id,
            team_id=call.team_id,
            text=text,
            is_urgent=call.is_urgent,
        )
        fact = HelpRequested(made.id, actor.person_id, call.team_id, call.is_urgent)
        steps.note_fact(conversation, fact, actor)
        return made


def take_help(conversation_id: int, *, actor: Actor) -> HelpRequest:
    """The actor helps: whoever leads, or is of the team that was asked. Raises Refused("no-help-asked", "taken")."""
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        request = _must_be_open(conversation)
        if not may_take(actor, asked_by=request.asked_by_id, is_of_team=is_of_team(request, actor)):
            raise NotAllowed("not-allowed", _("Your role does not allow this."))
        if request.taken_by_id == actor.person_id:
            return request
        if request.taken_by_id is not None:
            raise Refused("taken", _("Somebody else is helping already."))
        request.taken_by_id, request.taken_at = actor.person_id, now()
        request.save(update_fields=["taken_by", "taken_at"])
        fact = HelpTaken(request.id, actor.own_id, request.asked_by_id)
        steps.note_fact(conversation, fact, actor)
        return request


def settle_help(conversation_id: int, *, actor: Actor) -> HelpRequest:
    """It is not needed any more: says who asked, who helps, or whoever leads. Raises Refused("no-help-asked")."""
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        request = _must_be_open(conversation)
        if not may_settle(actor, asked_by=request.asked_by_id, taken_by=request.taken_by_id):
            raise NotAllowed("not-allowed", _("Your role does not allow this."))
        request.settled_by_id, request.settled_at = actor.person_id, now()
        request.save(update_fields=["settled_by", "settled_at"])
        fact = HelpSettled(request.id, request.asked_by_id, request.taken_by_id)
        steps.note_fact(conversation, fact, actor)
        return request


def _open_on(conversation: Conversation) -> HelpRequest | None:
    return HelpRequest.objects.filter(conversation=conversation, settled_at__isnull=True).first()


def _must_be_open(conversation: Conversation) -> HelpRequest:
    request = _open_on(conversation)
    if request is None:
        raise Refused("no-help-asked", _("Nobody asks for help here any more."))
    return request
