"""Who else is in a conversation: who looks, who writes, and who has left an answer half written."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from madoguchi.core.conversations.models import Conversation, Draft
from madoguchi.core.people.queries import people_visible_to
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.presence.memory import PRESENCE, in_one_line


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else. `doing`: "reply" or "note" while they type, "" while they look. `begun_at`: when they last
    changed the reply that waits unsent in their composer; None for none."""

    id: int
    name: str
    is_here: bool
    doing: str = ""
    begun_at: datetime | None = None

    @property
    def answers(self) -> bool:
        """Whether two answers may go out where one was wanted."""
        return self.doing == "reply" or self.begun_at is not None


@dataclass(frozen=True, slots=True)
class Together:
    """The others, whoever answers first. `have_begun`: the person too has a reply half written. `here`: the signs by
    which this was told, as the answer to a sign says them (live/beats.py)."""

    colleagues: list[Colleague]
    have_begun: bool
    here: str

    @property
    def answering(self) -> list[Colleague]:
        return [one for one in self.colleagues if one.answers]

    @property
    def noting(self) -> list[Colleague]:
        return [one for one in self.colleagues if one.doing == "note" and not one.answers]

    @property
    def looking_beside_one(self) -> int:
        """How many look beside the one who is named."""
        return len(self.looking) - 1

    @property
    def looking(self) -> list[Colleague]:
        return [one for one in self.colleagues if one.is_here and not one.doing and not one.answers]


def beside(conversation_id: int, seat: Seat) -> dict[str, ArraySubquery]:
    """For conversation_for(): what together_in() needs, without a question more."""
    here = PRESENCE.people_in(seat.actor.workspace_id, conversation_id)
    people = people_visible_to(seat.actor).filter(id__in=here).order_by("id")
    drafts = Draft.objects.filter(conversation=OuterRef("pk"), kind=Draft.Kind.REPLY).exclude(text="")
    return {
        "people_here": ArraySubquery(people.values(shown=JSONObject(id="id", name="name"))),
        "replies_begun": ArraySubquery(
            drafts.order_by("person_id").values(
                shown=JSONObject(id="person_id", name="person__name", at=F("updated_at"))
            )
        ),
    }


def together_in(conversation: Conversation, seat: Seat) -> Together:
    """Who else is there, of a conversation that was read with beside()."""
    doings = PRESENCE.people_in(seat.actor.workspace_id, conversation.id)
    people = conversation.people_here or []  # type: ignore[attr-defined]  # by beside(); None where nobody was asked for
    here = {one["id"]: one["name"] for one in people}
    begun = {one["id"]: one for one in conversation.replies_begun}  # type: ignore[attr-defined]
    mine = seat.person.id
    have_begun = mine in begun or doings.get(mine) == "reply"
    names = {**{person_id: one["name"] for person_id, one in begun.items()}, **here}
    colleagues = [
        Colleague(
            id=person_id,
            name=name,
            is_here=person_id in here,
            doing=doings.get(person_id, "") if person_id in here else "",
            begun_at=parse_datetime(begun[person_id]["at"]) if person_id in begun else None,
        )
        for person_id, name in names.items()
        if person_id != mine
    ]
    answering_first = sorted(colleagues, key=lambda one: (not one.answers, not one.is_here, one.id))
    return Together(answering_first, have_begun, in_one_line(doings, but=mine))
