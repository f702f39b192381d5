"""Receiving: one transaction from items that were read to messages in their conversations.

Every path ends in one of the four states of RawIntake; running it again changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.base.addresses import mail_key
from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.steps import Caller, find_or_create_all_by_mail, find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.bounces import take_bounce
from madoguchi.core.conversations.events import ConversationCreated, MessageReceived
from madoguchi.core.conversations.inbound import Said, dedupe_key, write_inbound
from madoguchi.core.conversations.models import Conversation, ConversationLink, Message
from madoguchi.core.conversations.placing import Place, find_candidates, find_places, related_ids
from madoguchi.core.conversations.threading import Candidate, may_add_recipients
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.inboxes.events import IntakeSetAside
from madoguchi.core.inboxes.models import Inbox, InboxAddress, RawIntake
from madoguchi.core.inboxes.steps import settle, settle_as_messages
from madoguchi.core.people.actor import Actor

# What a new message changes of a conversation.
TOUCHED = (
    *("last_activity_at", "preview", "waiting_since", "waiting_on", "is_live"),
    *("status", "snoozed_until", "resolved_at"),
)
MOST_COPIED = 20  # participants that one mail brings
AUTOMATIC_A_DAY = 4  # mails of one sender that no person wrote (QUALITY.md)


@dataclass(frozen=True, slots=True)
class Aside:
    """Why an item does not become a message."""

    state: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An accepted item that was read. `intake` is locked by the caller, with its inbox at hand.

    `forced`: a person took it out of "kept aside"; spam, blocked and automatic mail is let through then.
    """

    intake: RawIntake
    arrival: Arrival
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """An item on its way. `key` is its dedupe_key; items that share one of `marks` are received one after the other."""

    intake: RawIntake
    arrival: Arrival
    forced: bool
    sender: Party
    key: str
    marks: frozenset[str]


def receive(items: Sequence[Item], *, actor: Actor) -> None:
    """Turn accepted items into messages, or set them aside with a reason. What was settled before stays as it is.

    They go through together, so that a statement serves them all, as far as none has to do with another.
    """
    with tenant(actor.workspace_id), gathering():
        open_ones = [item for item in items if item.intake.state == RawIntake.State.PENDING]
        own = _own_addresses(open_ones)
        waiting = [_incoming(item, own) for item in open_ones]
        steps.take_turns(actor.workspace_id, frozenset().union(*(one.marks for one in waiting)))
        while waiting:
            together, waiting = _apart(waiting)
            waiting = [*_take(together, own, actor), *waiting]


def _own_addresses(items: Sequence[Item]) -> frozenset[str]:
    """Those among all addresses of the mails that are inboxes of ours."""
    arrivals = [item.arrival for item in items]
    named = {
        mail_key(party.address)
        for arrival in arrivals
        for party in (arrival.sender, *arrival.reply_to[:1], *arrival.to, *arrival.cc)
    }
    return frozenset(InboxAddress.objects.filter(address__in=named).values_list("address", flat=True))


def _incoming(item: Item, own: frozenset[str]) -> Incoming:
    arrival = item.arrival
    item.intake.summary = summary_of(arrival)
    sender = sender_of(item.intake.inbox, arrival)
    key = dedupe_key(arrival)
    people = {mail_key(party.address) for party in (sender, *_copied(arrival, own))}
    return Incoming(item.intake, arrival, item.forced, sender, key, frozenset({key, *related_ids(arrival), *people}))


def _copied(arrival: Arrival, own: frozenset[str]) -> list[Party]:
    """Who else gets the mail, and is to get what is answered."""
    if not may_add_recipients(arrival.verdict):
        return []
    others = {mail_key(party.address): party for party in (*arrival.to, *arrival.cc) if party.address}
    others.pop(mail_key(arrival.sender.address), None)
    return [party for key, party in others.items() if key not in own][:MOST_COPIED]


def summary_of(arrival: Arrival) -> dict[str, str]:
    """What the list of kept-aside mail shows of it."""
    return {
        "from": arrival.sender.address[:320],
        "name": arrival.sender.name[:120],
        "subject": arrival.subject[:200],
        "preview": steps.preview(arrival.text),
    }


def sender_of(inbox: Inbox, arrival: Arrival) -> Party:
    """Who speaks: From, but the Reply-To of a web form that the inbox names as one."""
    forms = {str(address).lower() for address in inbox.settings.get("form_senders", [])}
    if arrival.reply_to and arrival.sender.address.lower() in forms:
        return arrival.reply_to[0]
    return arrival.sender


def _apart(waiting: Sequence[Incoming]) -> tuple[list[Incoming], list[Incoming]]:
    """Those that share no mark with one before them, and the rest."""
    seen: set[str] = set()
    together: list[Incoming] = []
    rest: list[Incoming] = []
    for one in waiting:
        (together if seen.isdisjoint(one.marks) else rest).append(one)
        seen |= one.marks
    return together, rest


def _take(batch: Sequence[Incoming], own: frozenset[str], actor: Actor) -> list[Incoming]:
    """Receive items of which no two share a mark. Returns those that have to wait for another one even so."""
    known = _seen_before(actor.workspace_id, [one.key for one in batch])
    settled: list[tuple[RawIntake, int]] = []
    entering: list[Incoming] = []
    for one in batch:
        outcome = known.get(one.key) or _outcome_without_contact(one, own, actor)
        if outcome is None:
            entering.append(one)
        elif isinstance(outcome, Aside):
            _set_aside(one.intake, outcome, actor)
        else:
            settled.append((one.intake, outcome))
    delayed, said = _enter(entering, own, actor)
    settle_as_messages([*settled, *said], at=now())
    return delayed


def _seen_before(workspace_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The messages that these words already are."""
    with prepared() as cursor:
        cursor.execute(
            "SELECT dedupe_key, id FROM messages WHERE workspace_id = %s AND dedupe_key = ANY(%s)",
            [workspace_id, list(keys)],
        )
        return dict(cursor.fetchall())


def _outcome_without_contact(one: Incoming, own: frozenset[str], actor: Actor) -> int | Aside | None:
    """The message that a bounce became, or why an item becomes none; None for one that may enter."""
    if one.arrival.bounce is not None:
        bounced = take_bounce(one.intake, one.arrival, actor)
        return bounced.id if bounced else Aside(RawIntake.State.SUSPENDED, "bounce_of_nothing")
    return _gate(one.arrival, one.sender, is_own=mail_key(one.sender.address) in own, forced=one.forced)


def _set_aside(intake: RawIntake, aside: Aside, actor: Actor) -> None:
    settle(intake, aside.state, reason=aside.reason, detail=aside.detail, at=now())
    record(IntakeSetAside(intake.inbox_id, intake.id, aside.state, aside.reason), actor=actor, about=Subject())


def _enter(
    entering: Sequence[Incoming], own: frozenset[str], actor: Actor
) -> tuple[list[Incoming], list[tuple[RawIntake, int]]]:
    """Write items into their conversations. Those that refer to the same conversation as one before them wait."""
    if not entering:
        return [], []
    callers = [Caller(one.sender.address, one.sender.name, one.arrival.language) for one in entering]
    contacts = find_or_create_all_by_mail(actor.workspace_id, callers)
    candidates = find_candidates([one.arrival for one in entering], actor.workspace_id)
    taken: set[int] = set()
    delayed: list[Incoming] = []
    asked: list[tuple[Incoming, Contact, list[Candidate]]] = []
    for one, contact, found in zip(entering, contacts, candidates, strict=True):
        numbers = {candidate.conversation_id for candidate in found}
        aside = None if one.forced else _gate_of_contact(contact, one.arrival, refers=bool(found))
        if aside is not None:
            _set_aside(one.intake, aside, actor)
        elif not taken.isdisjoint(numbers):
            delayed.append(one)
        else:
            taken |= numbers
            asked.append((one, contact, found))
    places = find_places([(contact, one.arrival, found) for one, contact, found in asked], actor)
    entries = [_entry(one, contact, place) for (one, contact, _found), place in zip(asked, places, strict=True)]
    return delayed, _write(entries, own, actor)


def _gate(arrival: Arrival, sender: Party, *, is_own: bool, forced: bool) -> Aside | None:
    if not sender.address:
        return Aside(RawIntake.State.SUSPENDED, "no_sender")
    if is_own and not forced:
        return Aside(RawIntake.State.SUPPRESSED, "own_mail")
    if arrival.loop_count >= AUTOMATIC_A_DAY:
        return Aside(RawIntake.State.SUPPRESSED, "loop")
    if arrival.spam and not forced:
        return Aside(RawIntake.State.SUSPENDED, "spam")
    return None


def _gate_of_contact(contact: Contact, arrival: Arrival, *, refers: bool) -> Aside | None:
    if contact.blocked_at is not None:
        return Aside(RawIntake.State.SUSPENDED, "blocked")
    if arrival.automatic in ("auto_reply", "loop"):
        since = now() - timedelta(days=1)
        lately = Message.objects.filter(contact=contact, automatic__in=["auto_reply", "loop"], at__gte=since)
        if lately.count() >= AUTOMATIC_A_DAY:
            return Aside(RawIntake.State.SUPPRESSED, "loop")
    if arrival.automatic == "auto_reply" and not refers:
        return Aside(RawIntake.State.SUSPENDED, "automatic_reply")
    return None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, who says it, and the conversation that it joins or opens."""

    one: Incoming
    contact: Contact
    conversation: Conversation
    links: tuple[int, ...]
    opens: bool


def _entry(one: Incoming, contact: Contact, place: Place | None) -> Entry:
    links = place.links if place else ()
    if place and place.conversation:
        return Entry(one, contact, place.conversation, links, opens=False)
    conversation = Conversation(
        workspace_id=one.intake.workspace_id,
        inbox_id=one.intake.inbox_id,
        contact=contact,
        subject=one.arrival.subject[:400],
        created_at=one.intake.received_at,
    )
    return Entry(one, contact, conversation, links, opens=True)


def _write(entries: Sequence[Entry], own: frozenset[str], actor: Actor) -> list[tuple[RawIntake, int]]:
    """Write each item into its conversation. Returns the messages that they became."""
    for entry in entries:
        _bring_up_to_date(entry.conversation, entry.one, actor)
    Conversation.objects.bulk_create([entry.conversation for entry in entries if entry.opens])
    messages = write_inbound(
        [
            Said(entry.conversation, entry.contact, entry.one.arrival, entry.one.key, entry.one.intake.received_at)
            for entry in entries
        ]
    )
    for entry, message in zip(entries, messages, strict=True):
        conversation, arrival = entry.conversation, entry.one.arrival
        if entry.opens:
            steps.note_fact(conversation, ConversationCreated(conversation.inbox_id, arrival.channel), actor)
        else:
            conversation.save(update_fields=TOUCHED)
        for party in _copied(arrival, own):
            guest = find_or_create_by_mail(actor.workspace_id, party.address, name=party.name)
            if guest.id != entry.contact.id:
                steps.add_participant(conversation, guest.id, party.address, actor)
        for other_id in entry.links:
            steps.link(conversation, other_id, why=ConversationLink.Why.STRANGER, actor=actor)
        steps.note_fact(conversation, MessageReceived(message.id, arrival.automatic), actor)
    return [(entry.one.intake, message.id) for entry, message in zip(entries, messages, strict=True)]


def _bring_up_to_date(conversation: Conversation, one: Incoming, actor: Actor) -> None:
    """What a new message changes of its conversation; the row is not saved."""
    at = one.intake.received_at
    conversation.last_activity_at = at
    conversation.preview = steps.preview(one.arrival.reply_text)
    if one.arrival.automatic != "auto_reply":
        steps.customer_waits(conversation, at)
        conversation.is_live = False
        steps.reopen(conversation, actor, why="answered")
