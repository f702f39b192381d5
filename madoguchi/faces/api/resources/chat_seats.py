"""Who takes chats just now, and how many at once."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, whole
from madoguchi.faces.api.fields import Given, Id, Shown
from madoguchi.faces.api.problems import not_found
from madoguchi.features.chat.actions.seat import MOST, change_seat
from madoguchi.features.chat.seats import Seated, seats_visible_to

router = Router(tags=["people"])


class ChatSeatShown(Shown):
    """A person at the chats: new ones come to whoever is available, never more than `capacity`; `chats` they have."""

    person_id: int
    is_available: bool
    capacity: int
    chats: int


class ChatSeatPage(Shown):
    data: list[ChatSeatShown]
    next: None


class ChatSeatChanges(Given):
    is_available: bool = False
    capacity: Annotated[int, Field(ge=1, le=MOST)] = 4


@router.get("/chat-seats", response=ChatSeatPage, summary="List who takes chats")
def list_chat_seats(request: Call) -> HttpResponse:
    return whole(seats_visible_to(request.actor), seat_of)


@router.patch("/chat-seats/{int:person_id}", response=ChatSeatShown, summary="Take chats, or take none")
def change_chat_seat(request: Call, person_id: Id, changes: ChatSeatChanges) -> HttpResponse:
    change_seat(**changes.changes(), person_id=person_id, actor=request.actor)
    return answer(seat_of(_shown(person_id, request.actor)))


def seat_of(one: Seated) -> dict[str, int]:
    return {
        "person_id": one.person_id,
        "is_available": one.is_available,
        "capacity": one.capacity,
        "chats": one.chats,
    }


def _shown(person_id: int, actor: Actor) -> Seated:
    found = next((one for one in seats_visible_to(actor) if one.person_id == person_id), None)
    if found is None:
        raise not_found()
    return found
