"""A conversation at one glance, for whoever goes on with it (MISSION 78): made of what was written down alone."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Left

from madoguchi.core.conversations.models import Conversation, ConversationLink, Message, Status
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor

LAST_WORD = 280  # characters
OPEN_ONES = 6
MOST_TURNS = 200

TURNS = """
SELECT event.at, event.type, person.name
FROM events event
LEFT JOIN people person ON person.workspace_id = event.workspace_id AND event.type = 'conversation.assigned'
  AND person.id = (event.payload ->> 'after')::bigint
WHERE event.workspace_id = %s AND event.conversation_id = %s
AND event.type IN ('conversation.assigned', 'conversation.resolved', 'conversation.reopened')
ORDER BY event.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one of us has done in it."""

    person_id: int
    name: str
    replies: int
    notes: int


@dataclass(frozen=True, slots=True)
class Word:
    """The last that one side has said, on one line and cut short. `who` is "" for the contact."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """`owners` are those it belonged to, one after the other; `others` are open ones that belong with it, linked
    ones and those of the same person."""

    began_at: datetime
    inbound: int
    replies: int
    notes: int
    reopened: int
    shares: list[Share]
    owners: list[str]
    theirs: Word | None
    ours: Word | None
    others: list[Conversation] = field(default_factory=list)


def summary_of(conversation: Conversation, actor: Actor) -> Summary:
    """Four queries."""
    counts = _counts(conversation)
    turns = _turns(conversation)
    last = _last_words(conversation)
    return Summary(
        began_at=conversation.created_at,
        inbound=sum(number for kind, _id, _name, number in counts if kind == Message.Kind.INBOUND),
        replies=sum(number for kind, _id, _name, number in counts if kind == Message.Kind.REPLY),
        notes=sum(number for kind, _id, _name, number in counts if kind == Message.Kind.NOTE),
        reopened=sum(type_ == "conversation.reopened" for _at, type_, _name in turns),
        shares=_shares(counts),
        owners=_in_a_row([name or "" for _at, type_, name in turns if type_ == "conversation.assigned"]),
        theirs=last.get(Message.Kind.INBOUND),
        ours=last.get(Message.Kind.REPLY),
        others=_open_beside(conversation, actor),
    )


def _counts(conversation: Conversation) -> list[tuple[str, int | None, str | None, int]]:
    said = Message.objects.filter(conversation=conversation).order_by()
    return list(said.values_list("kind", "person_id", "person__name").annotate(number=Count("id")))


def _shares(counts: list[tuple[str, int | None, str | None, int]]) -> list[Share]:
    """Who has done the most stands first."""
    people: dict[int, Share] = {}
    for kind, person_id, name, number in counts:
        if person_id is not None:
            known = people.get(person_id, Share(person_id, name or "", 0, 0))
            is_reply = kind == Message.Kind.REPLY
            replies, notes = known.replies + number * is_reply, known.notes + number * (not is_reply)
            people[person_id] = Share(person_id, known.name, replies, notes)
    return sorted(people.values(), key=lambda share: (-share.replies, -share.notes, share.person_id))


def _turns(conversation: Conversation) -> list[tuple[datetime, str, str | None]]:
    """The oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(TURNS, [conversation.workspace_id, conversation.id, MOST_TURNS])
        return list(reversed(cursor.fetchall()))


def _in_a_row(names: list[str]) -> list[str]:
    """Without those who follow themselves, and without nobody."""
    found: list[str] = []
    for name in names:
        if name and found[-1:] != [name]:
            found.append(name)
    return found


def _last_words(conversation: Conversation) -> dict[str, Word]:
    said = Message.objects.filter(conversation=conversation).order_by("-id")
    said = said.annotate(own=Left("reply_text", LAST_WORD * 8), whole=Left("text", LAST_WORD * 8))
    ours, theirs = said.filter(kind=Message.Kind.REPLY)[:1], said.filter(kind=Message.Kind.INBOUND, automatic="")[:1]
    columns = ("kind", "at", "person__name", "own", "whole")
    rows = ours.values_list(*columns).union(theirs.values_list(*columns))
    return {kind: Word(at, name or "", _cut(own or whole)) for kind, at, name, own, whole in rows}


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LAST_WORD else f"{line[: LAST_WORD - 1]}…"


def _open_beside(conversation: Conversation, actor: Actor) -> list[Conversation]:
    """Which they are is asked first, by index: an OR in their place is answered by reading every conversation."""
    theirs = Conversation.objects.filter(
        workspace_id=actor.workspace_id, contact_id=conversation.contact_id, merged_into__isnull=True
    )
    firsts = ConversationLink.objects.filter(second=conversation).values("first_id")
    seconds = ConversationLink.objects.filter(first=conversation).values("second_id")
    beside = visible_to(actor).filter(id__in=theirs.values("id").union(firsts, seconds), is_spam=False)
    found = beside.exclude(status=Status.RESOLVED).exclude(id=conversation.id)
    return list(found.select_related("contact").order_by("-last_activity_at", "-id")[:OPEN_ONES])
