"""Handing a conversation over to somebody, with a word and with what is open."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import owning, planning
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.noting import write_note
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, Team, TeamMember
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Handing:
    """To a person, a team, or a person of a team; what is said to them, and what happens next (None: as it is)."""

    person_id: int | None = None
    team_id: int | None = None
    text: str = ""
    plan: Plan | None = None


def hand_over(conversation_id: int, *, to: Handing, once: str = "", actor: Actor) -> Message:
    """Give it away and write the hand-over note, in one step; returns the note, which names its receivers.

    The same `once` again gives the note that was written the first time. A team without a person: nobody of it owns it
    yet. Raises Refused("nobody", "cannot-take", "no-such-team", "no-such-waiting-on").
    """
    require(actor, "conversation.update")
    require(actor, "conversation.note")
    with tenant(actor.workspace_id), gathering():
        conversation = locked(conversation_id, actor)
        if to.person_id is None and to.team_id is None:
            raise Refused("nobody", _("Choose a person or a team."), field="person")
        key = digest(f"note:{actor}:{conversation.id}:{once}") if once else ""
        known = Message.objects.filter(dedupe_key=key).first() if key else None
        if known is not None:
            return known
        if to.plan is not None:
            planning.plan(conversation, to.plan, actor)
        if to.team_id is not None:
            owning.give_to_team(conversation, to.team_id, actor)
        owning.give_to_person(conversation, to.person_id, actor)
        receivers = _receivers(conversation, to, actor)
        note = write_note(conversation, _text(conversation, to), mentioned=receivers, key=key, actor=actor)
        update(conversation)
        return note


def _receivers(conversation: Conversation, to: Handing, actor: Actor) -> list[int]:
    """Who is named: the person, or everybody of the team who can take it."""
    if to.person_id is not None:
        return [to.person_id] if to.person_id != actor.person_id else []
    members = TeamMember.objects.filter(team_id=to.team_id or 0).values_list("person_id", flat=True)
    return [one for one in owning.who_can_take(list(members), conversation) if one != actor.person_id]


def _text(conversation: Conversation, to: Handing) -> str:
    """Markdown: to whom, what was said, and what is open."""
    parts = [_("**Handed over to %(name)s**") % {"name": _name(to)}, to.text.strip(), "\n".join(_open(conversation))]
    return "\n\n".join(part for part in parts if part)


def _name(to: Handing) -> str:
    if to.person_id is not None:
        return f"@{Person.objects.get(id=to.person_id).name}"
    return Team.objects.get(id=to.team_id or 0).name


def _open(conversation: Conversation) -> list[str]:
    zone = ZoneInfo(Workspace.objects.get(id=conversation.workspace_id).time_zone)
    due = conversation.due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if conversation.due_at else ""
    lines = [
        (_("Next action"), conversation.next_action),
        (_("Due"), due),
        (_("Waiting on"), conversation.get_waiting_on_display()),
    ]
    return [_("- %(label)s: %(value)s") % {"label": label, "value": value} for label, value in lines if value]
