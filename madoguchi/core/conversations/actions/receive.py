"""Receiving: one transaction from an item that was read to a message in its conversation.

Every path ends in one of the four states of RawIntake; running it again changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from madoguchi.base.addresses import mail_key
from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.steps import find_or_create_by_mail
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.bounces import take_bounce
from madoguchi.core.conversations.events import ConversationCreated, MessageReceived
from madoguchi.core.conversations.inbound import dedupe_key, write_inbound
from madoguchi.core.conversations.models import Conversation, ConversationLink, Message
from madoguchi.core.conversations.placing import Place, find_place, related_ids
from madoguchi.core.conversations.threading import may_add_recipients
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import IntakeSetAside
from madoguchi.core.inboxes.models import Inbox, InboxAddress, RawIntake
from madoguchi.core.inboxes.steps import settle
from madoguchi.core.people.actor import Actor

# What a new message changes of a conversation.
TOUCHED = (
    *("last_activity_at", "preview", "waiting_since", "waiting_on"),
    *("status", "snoozed_until", "resolved_at"),
)
AUTOMATIC_A_DAY = 4  # mails of one sender that no person wrote (QUALITY.md)


@dataclass(frozen=True, slots=True)
class Aside:
    """Why an item does not become a message."""

    state: str
    reason: str
    detail: str = ""


def receive(intake: RawIntake, arrival: Arrival, *, actor: Actor, forced: bool = False) -> RawIntake:
    """Turn an accepted item into a message, or set it aside with a reason.

    `intake` is locked by the caller, with its inbox at hand. `forced`: a person took it out of "kept aside";
    spam, blocked and automatic mail is let through then.
    """
    with tenant(actor.workspace_id):
        if intake.state != RawIntake.State.PENDING:
            return intake
        intake.summary = summary_of(arrival)
        outcome = _take(intake, arrival, actor, forced=forced)
        if isinstance(outcome, Aside):
            settle(intake, outcome.state, reason=outcome.reason, detail=outcome.detail, at=now())
            fact = IntakeSetAside(intake.inbox_id, intake.id, outcome.state, outcome.reason)
            record(fact, actor=actor, about=Subject())
        else:
            intake.message_id = outcome
            settle(intake, RawIntake.State.MESSAGE, at=now())
        return intake


def summary_of(arrival: Arrival) -> dict[str, str]:
    """What the list of kept-aside mail shows of it."""
    return {
        "from": arrival.sender.address[:320],
        "name": arrival.sender.name[:120],
        "subject": arrival.subject[:200],
        "preview": steps.preview(arrival.text),
    }


def _take(intake: RawIntake, arrival: Arrival, actor: Actor, *, forced: bool) -> int | Aside:
    """The id of the message that it became or already was, or why it became none."""
    sender = sender_of(intake.inbox, arrival)
    key = dedupe_key(arrival)
    _lock_thread(intake.workspace_id, {key, *related_ids(arrival)})
    known, is_own = _seen_before(intake.workspace_id, key, sender.address)
    if known is not None:
        return known
    if arrival.bounce is not None:
        bounced = take_bounce(intake, arrival, actor)
        return bounced.id if bounced else Aside(RawIntake.State.SUSPENDED, "bounce_of_nothing")
    aside = _gate(arrival, sender, is_own=is_own, forced=forced)
    if aside is not None:
        return aside
    contact = find_or_create_by_mail(intake.workspace_id, sender.address, name=sender.name, language=arrival.language)
    aside = None if forced else _gate_of_contact(contact, arrival)
    if aside is not None:
        return aside
    place = find_place(contact, arrival, actor)
    if place is None and arrival.automatic == "auto_reply" and not forced:
        return Aside(RawIntake.State.SUSPENDED, "automatic_reply")
    return _say(intake, place or Place(None, ()), contact, arrival, actor).id


def sender_of(inbox: Inbox, arrival: Arrival) -> Party:
    """Who speaks: From, but the Reply-To of a web form that the inbox names as one."""
    forms = {str(address).lower() for address in inbox.settings.get("form_senders", [])}
    if arrival.reply_to and arrival.sender.address.lower() in forms:
        return arrival.reply_to[0]
    return arrival.sender


def _lock_thread(workspace_id: int, names: set[str]) -> None:
    """Mails that name one another are received one after the other, however they come in."""
    keys = sorted({int(digest(f"{workspace_id}:{name}")[:15], 16) for name in names})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _seen_before(workspace_id: int, key: str, address: str) -> tuple[int | None, bool]:
    """The message that these words already are, and whether the sender is an inbox of ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT id FROM messages WHERE workspace_id = %(workspace)s AND dedupe_key = %(key)s),"
            " EXISTS (SELECT FROM inbox_addresses WHERE address = %(address)s)",
            {"workspace": workspace_id, "key": key, "address": mail_key(address)},
        )
        return cursor.fetchone() or (None, False)


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


def _gate_of_contact(contact: Contact, arrival: Arrival) -> Aside | None:
    if contact.blocked_at is not None:
        return Aside(RawIntake.State.SUSPENDED, "blocked")
    if arrival.automatic in ("auto_reply", "loop"):
        since = now() - timedelta(days=1)
        lately = Message.objects.filter(contact=contact, automatic__in=["auto_reply", "loop"], at__gte=since)
        if lately.count() >= AUTOMATIC_A_DAY:
            return Aside(RawIntake.State.SUPPRESSED, "loop")
    return None


def _say(intake: RawIntake, place: Place, contact: Contact, arrival: Arrival, actor: Actor) -> Message:
    """Write the message into the conversation that it joins, or into a new one."""
    conversation = place.conversation or Conversation(
        workspace_id=intake.workspace_id,
        inbox_id=intake.inbox_id,
        contact=contact,
        subject=arrival.subject[:400],
        created_at=intake.received_at,
    )
    is_new = conversation.id is None
    conversation.last_activity_at = intake.received_at
    conversation.preview = steps.preview(arrival.reply_text)
    if arrival.automatic != "auto_reply":
        steps.customer_waits(conversation, intake.received_at)
        steps.reopen(conversation, actor, why="answered")
    conversation.save(force_insert=is_new, update_fields=None if is_new else TOUCHED)
    if is_new:
        steps.note_fact(conversation, ConversationCreated(intake.inbox_id, arrival.channel), actor)
    message = write_inbound(conversation, contact, arrival, at=intake.received_at)
    if may_add_recipients(arrival.verdict):
        _invite_copies(conversation, contact, arrival, actor)
    for other_id in place.links:
        steps.link(conversation, other_id, why=ConversationLink.Why.STRANGER, actor=actor)
    steps.note_fact(conversation, MessageReceived(message.id, arrival.automatic), actor)
    return message


def _invite_copies(conversation: Conversation, contact: Contact, arrival: Arrival, actor: Actor) -> None:
    others = {party.address.lower(): party for party in (*arrival.to, *arrival.cc) if party.address}
    others.pop(arrival.sender.address.lower(), None)
    ours = InboxAddress.objects.filter(address__in=list(others)).values_list("address", flat=True)
    for address in ours:
        others.pop(address.lower(), None)
    for party in list(others.values())[:20]:
        guest = find_or_create_by_mail(conversation.workspace_id, party.address, name=party.name, language="")
        if guest.id != contact.id:
            steps.add_participant(conversation, guest.id, party.address, actor)
