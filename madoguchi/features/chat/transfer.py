"""Handing a chat to somebody: who has room for it, and in which team nobody is there."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import TeamMember
from madoguchi.features.chat.seats import Seated, all_seats


@dataclass(frozen=True, slots=True)
class Reach:
    """The seats of people by their ids, and the teams of whom nobody takes chats now."""

    seats: dict[int, Seated]
    away_teams: frozenset[int]


def reach(actor: Actor, team_ids: Collection[int]) -> Reach:
    """Of everybody, and of these teams."""
    seats = {seat.person_id: seat for seat in all_seats(actor)}
    members = TeamMember.objects.filter(workspace_id=actor.workspace_id, team_id__in=team_ids)
    there = {
        team_id for team_id, person_id in members.values_list("team_id", "person_id") if _takes(seats.get(person_id))
    }
    return Reach(seats, frozenset(team_ids) - there)


def must_have_room(conversation: Conversation, person_id: int | None, actor: Actor) -> None:
    """Raises Refused("no-room") for a chat that would be one too many for who shall get it."""
    if person_id is None or not conversation.is_chat or conversation.assignee_id == person_id:
        return
    seat = next((seat for seat in all_seats(actor) if seat.person_id == person_id), None)
    if seat is not None and seat.chats >= seat.capacity:
        text = _("%(name)s has as many chats as they take (%(chats)d of %(capacity)d).")
        values = {"name": seat.name, "chats": seat.chats, "capacity": seat.capacity}
        raise Refused("no-room", text % values, field="person")


def _takes(seat: Seated | None) -> bool:
    return seat is not None and seat.is_available
