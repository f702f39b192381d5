"""Telling people of facts: by the rules, on the ways that each of them wants, never of what they did themselves.

A batch takes one statement where it concerns nobody, and a handful however many it concerns.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.conversations.following import Following, follow_all
from madoguchi.core.conversations.models import Follow
from madoguchi.core.events.models import Event
from madoguchi.core.events.queries import of_cause
from madoguchi.features.notifications.background import Background
from madoguchi.features.notifications.jobs import Ringing, ring_later
from madoguchi.features.notifications.kinds import KINDS, MAIL, PAGE, PUSH, RANK, SOUND, channels_of
from madoguchi.features.notifications.models import Notification
from madoguchi.features.notifications.recipients import Recipient, recipients
from madoguchi.features.notifications.rules import RULES, Telling, Whom
from madoguchi.features.notifications.writing import Told, write

NOT_ASKED_NOW = ("article.reviewed", "article.review_withdrawn")
TYPES = (*RULES, "article.review_withdrawn", "reply.undone")
NEWS = timedelta(days=3)
ANSWERS = {"reply.queued", "note.added"}
IN_BULK = ("bulk.begun", "bulk.undo_begun")


@dataclass(frozen=True, slots=True)
class Due:
    """A telling of a fact, before it is known which of those whom it means may hear it. `doer`: whose act it was."""

    event: Event
    telling: Telling
    inbox_id: int | None
    doer: int | None


def tell_people(events: Sequence[Event]) -> None:
    """Subscriber of TYPES."""
    events = _still_asked(_that_stand(events), events)
    known = Background.of(events)
    due = [one for event in events for one in _due(event, known)]
    answers = [event for event in events if known.has_followers_by_answer and event.type in ANSWERS]
    writers = Whom(frozenset(person_id for event in answers if (person_id := known.doer(event))))
    whoms = [*(one.telling.whom for one in due), *([writers] if writers else [])]
    if not whoms:
        return
    people = recipients(whoms)
    _announce(_told(due, people), people, of_cause(events, *IN_BULK))
    by_id = {person.id: person for person in people}
    follow_all([*_because_mentioned(events, by_id, known), *_because_answered(answers, by_id, known)])


def _that_stand(events: Sequence[Event]) -> list[Event]:
    """Without what is no news any more (an import, a demo), and without replies that were taken back. Whoever was told
    of one of these before is told of it no longer."""
    undone = {event.payload["message_id"] for event in events if event.type == "reply.undone"}
    if undone:
        Notification.objects.filter(
            read_at__isnull=True, kind="colleague_wrote", count=1, message_id__in=undone
        ).delete()
    oldest = now() - NEWS
    return [
        event
        for event in events
        if event.at > oldest and event.type in RULES and event.payload.get("message_id") not in undone
    ]


def _still_asked(events: list[Event], all_of_them: Iterable[Event]) -> list[Event]:
    """Without reviews that somebody has done since, or nobody wants now; who was told of one need not be mailed."""
    done = {event.payload["article_id"]: event.id for event in all_of_them if event.type in NOT_ASKED_NOW}
    if not done:
        return events
    asked = Notification.objects.filter(read_at__isnull=True, kind="review", subject_id__in=done)
    people = set(asked.values_list("person_id", flat=True))
    asked.update(read_at=now())
    tell(current_workspace(), {f"person:{person_id}:notifications" for person_id in people})
    return [
        event
        for event in events
        if event.type != "article.review_requested" or event.id > done.get(event.payload["article_id"], 0)
    ]


def _due(event: Event, known: Background) -> Iterator[Due]:
    matter = known.matters.get(event.conversation_id or 0)
    if event.conversation_id and matter is None:
        return
    doer = known.doer(event)
    for telling in RULES[event.type](event, known):
        whom = replace(telling.whom, people=telling.whom.people - {doer})
        if whom:
            inbox_id = matter.inbox_id if matter and telling.subject_id is None else None
            yield Due(event, replace(telling, whom=whom), inbox_id, doer)


def _told(due: Iterable[Due], people: Sequence[Recipient]) -> list[Told]:
    """Each fact once for each person: as the first kind that means them and that they want to hear of."""
    found: dict[tuple[int, int], Told] = {}
    for one in sorted(due, key=lambda one: RANK[one.telling.kind]):
        for person in people:
            place = (one.event.id, person.id)
            if person.id == one.doer or place in found or not person.is_meant(one.telling.whom):
                continue
            channels = channels_of(one.telling.kind, person.channels)
            if channels and person.sees(one.inbox_id):
                found[place] = _row(one, person, channels)
    return _once_an_act(found.values())


def _once_an_act(told: Iterable[Told]) -> list[Told]:
    """Who hands a conversation over gives it to somebody and names them in a note: two facts of one transaction, which
    have one time. They are told of as the first kind, and open at the message of either."""
    acts: dict[tuple[object, ...], list[Told]] = {}
    for row in told:
        same = acts.setdefault((row.person_id, row.conversation_id or row.event_id, row.actor, row.at), [])
        if not same or row.kind == same[0].kind:
            same.append(row)
        else:
            same[0] = replace(same[0], message_id=same[0].message_id or row.message_id)
    return [row for rows in acts.values() for row in rows]


def _row(one: Due, person: Recipient, channels: frozenset[str]) -> Told:
    event, telling = one.event, one.telling
    kind = KINDS[telling.kind]
    by_actor = f"{kind.name}:by:{event.actor}"
    places = {
        "conversation": f"{kind.name}:{event.conversation_id}",
        "actor": by_actor,
        "day": f"{kind.name}:{event.at.date()}",
        "subject": f"{kind.name}:{telling.subject_id}",
    }
    return Told(
        person_id=person.id,
        kind=kind.name,
        key=places[kind.folds],
        flood_key=by_actor if kind.many else places[kind.folds],
        conversation_id=event.conversation_id if telling.subject_id is None else None,
        message_id=telling.message_id,
        subject_id=telling.subject_id,
        actor=event.actor,
        event_id=event.id,
        at=event.at,
        in_page=PAGE in channels,
        sounds=SOUND in channels and not person.quiet.holds(event.at),
        to_mail=MAIL in channels,
    )


def _announce(told: Sequence[Told], people: Iterable[Recipient], quietly: Set[int]) -> None:
    """Write the rows, name their people to the open pages, and let those devices ring that may. The facts `quietly`
    (what is done to many at once) are counted and make no sound: it would be heard again and again."""
    told = [replace(one, sounds=False) if one.event_id in quietly else one for one in told]
    written = write(told) if told else []
    if not written:
        return
    tell(current_workspace(), {f"person:{row.person_id}:notifications" for row in written})
    heard = {one.person_id for one in told if one.event_id not in quietly}
    reached = [person for person in people if person.id in heard and person.device_ids]
    loud = {person.id: person for person in reached if not person.quiet.holds(now())}
    ring_later(
        [
            Ringing(device_id, row.id, loud[row.person_id].active_at)
            for row in written
            if row.person_id in loud and PUSH in channels_of(row.kind, loud[row.person_id].channels)
            for device_id in loud[row.person_id].device_ids
        ]
    )


def _because_mentioned(events: Iterable[Event], people: dict[int, Recipient], known: Background) -> Iterator[Following]:
    """Who is mentioned follows from then on, unless they chose otherwise."""
    for event in events:
        for person_id in event.payload.get("mentioned", ()) if event.type == "note.added" else ():
            person = people.get(person_id)
            if person is not None and person.follows_when_mentioned:
                yield from _following(event, person, Follow.Why.MENTIONED, known)


def _because_answered(events: Iterable[Event], people: dict[int, Recipient], known: Background) -> Iterator[Following]:
    """Who answers or writes a note follows from then on, if they chose to."""
    for event in events:
        person = people.get(known.doer(event) or 0)
        if person is not None and person.follows_when_answering:
            yield from _following(event, person, Follow.Why.ANSWERED, known)


def _following(event: Event, person: Recipient, why: str, known: Background) -> Iterator[Following]:
    matter = known.matters.get(event.conversation_id or 0)
    if matter is not None and person.id not in matter.followers and person.sees(matter.inbox_id):
        yield Following(matter.id, event.contact_id, person.id, why, event.actor, event)
