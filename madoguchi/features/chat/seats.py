"""Who takes chats just now, and how many they have in hand."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Status
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import PERMISSIONS
from madoguchi.core.people.queries import active_people
from madoguchi.features.chat.models import ChatOffer

CAPACITY = 4  # of who has said nothing else


@dataclass(frozen=True, slots=True)
class Seated:
    """One person at the chats; `chats` are their open ones."""

    person_id: int
    name: str
    is_available: bool
    capacity: int
    chats: int


def seats_visible_to(actor: Actor) -> list[Seated]:
    """One's own, and for whoever watches the team those of all who have answered for themselves once; by name."""
    rows = _counted(actor)
    mine = Q(id=actor.own_id)
    rows = rows.filter(mine | Q(chat_seat__isnull=False)) if actor.may("team.watch") else rows.filter(mine)
    return [_seated(person) for person in rows.order_by("name_kana", "name", "id")]


def all_seats(actor: Actor) -> list[Seated]:
    """Those of everybody active who answers, for who hands a chat over or leads; by name."""
    answering = [role for role, allowed in PERMISSIONS.items() if "conversation.reply" in allowed]
    return [_seated(one) for one in _counted(actor).filter(role__in=answering).order_by("name_kana", "name", "id")]


def own_seat(actor: Actor) -> Seated | None:
    """None for who answers nobody."""
    person = _counted(actor).filter(id=actor.own_id).first() if actor.may("conversation.reply") else None
    return _seated(person) if person else None


def offered_to(actor: Actor) -> "QuerySet[ChatOffer]":
    """The chats that one can accept now, with their conversations; the first to end first."""
    standing = ChatOffer.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id, ended_at__isnull=True)
    seen = standing.filter(until__gt=now(), conversation__in=visible_to(actor))
    return seen.select_related("conversation__inbox", "conversation__contact").order_by("until", "id")


def _counted(actor: Actor) -> "QuerySet[Person]":
    in_hand = Q(conversation__status=Status.OPEN, conversation__is_spam=False, conversation__is_live=True)
    return active_people(actor).select_related("chat_seat").annotate(chats=Count("conversation", filter=in_hand))


def _seated(person: Person) -> Seated:
    seat = getattr(person, "chat_seat", None)
    is_available, capacity = (seat.is_available, seat.capacity) if seat else (False, CAPACITY)
    return Seated(person.id, person.name, is_available, capacity, person.chats)  # type: ignore[attr-defined]
