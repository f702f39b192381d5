"""Writes the conversations down: rows as they stand now, and the ledger of how they came to stand so."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from madoguchi.base.markdown import markdown_to_text
from madoguchi.base.text import random_name
from madoguchi.config.demo.facts import tell_changes, tell_words
from madoguchi.config.demo.mailing import HOLD, Mailing, Posted
from madoguchi.config.demo.script import Script
from madoguchi.config.demo.seating import House
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.jobs import deliver_later, wake_later
from madoguchi.core.conversations.models import (
    Attachment,
    Conversation,
    ConversationLink,
    ConversationTag,
    Delivery,
    Draft,
    Mention,
    MessageReference,
    Participant,
    Priority,
    Status,
    WaitingOn,
)
from madoguchi.core.conversations.steps import preview
from madoguchi.core.inboxes.steps import keep

NEXT_TRY = timedelta(minutes=50)


def write_down(
    house: House,
    contacts: dict[str, Contact],
    scripts: Sequence[Script],
    now: datetime,
    tick: Callable[[], None],
) -> dict[str, Conversation]:
    """All conversations of a workspace, oldest first, by their keys; inside its tenant(). `tick` counts them."""
    rows = [_conversation(house, contacts, script) for script in scripts]
    made = {s.key: row for s, row in zip(scripts, Conversation.objects.bulk_create(rows, batch_size=200), strict=True)}
    mailing = Mailing(house, contacts, made)
    for script in scripts:
        mailing.add(script)
        tick()
    mailing.save()
    _attach(house, mailing.posted)
    deliveries = _deliver(house, mailing.posted, now)
    _mention(house, mailing.posted)
    _relate(house, contacts, scripts, made, mailing.posted)
    _draft(house, scripts, made, now)
    for one in mailing.posted:
        tell_words(house, made, one, deliveries.get(one.row.id, []))
    for script in scripts:
        tell_changes(house, made, contacts, script)
        if script.status == "snoozed":
            wake_later(made[script.key])
    return made


def _conversation(house: House, contacts: dict[str, Contact], script: Script) -> Conversation:
    spoken = [message for message in script.said if message.kind != "note" and message.automatic != "bounce"]
    replies = [message.at for message in script.said if message.kind == "reply"]
    waits = script.waiting_since
    return Conversation(
        workspace_id=house.id,
        inbox=house.inboxes[script.inbox],
        contact=contacts[script.contact],
        subject=script.subject[:400],
        preview=preview(spoken[-1].reply_text or markdown_to_text(spoken[-1].text)),
        status=Status(script.status),
        priority=Priority[script.priority.upper()],
        assignee=house.people[script.assignee] if script.assignee else None,
        team=house.teams[script.team] if script.team else None,
        waiting_since=waits,
        waiting_on=WaitingOn.US if waits or not replies else WaitingOn.CUSTOMER,
        next_action=script.next_action,
        due_at=script.due_at,
        snoozed_until=script.snoozed_until,
        is_spam=script.is_spam,
        created_at=script.began_at,
        last_activity_at=script.last_at,
        first_replied_at=min(replies, default=None),
        resolved_at=script.resolved_at,
    )


def _attach(house: House, posted: Sequence[Posted]) -> None:
    Attachment.objects.bulk_create(
        [
            Attachment(
                workspace_id=house.id,
                message=one.row,
                blob=keep(house.id, file.content),
                name=file.name,
                content_type=file.content_type,
                size=len(file.content),
                content_id=file.content_id,
                inline=bool(file.content_id),
                name_in_url=random_name(),
                created_at=one.said.at,
            )
            for one in posted
            for file in one.said.files
        ]
    )


def _deliver(house: House, posted: Sequence[Posted], now: datetime) -> dict[int, list[Delivery]]:
    rows: dict[int, list[Delivery]] = {}
    for one in posted:
        found = one.said.delivery
        if found is None:
            continue
        is_deferred = found.state == "deferred"
        people = [("to", one.row.addresses["to"]), ("cc", one.row.addresses.get("cc", []))]
        rows[one.row.id] = [
            Delivery(
                workspace_id=house.id,
                message=one.row,
                address=address,
                role=role,
                state=found.state,
                attempts=4 if is_deferred else 1,
                queued_at=one.said.at,
                next_attempt_at=now + NEXT_TRY if is_deferred else None,
                settled_at=None if is_deferred else one.said.at + HOLD + timedelta(seconds=1),
                code=found.code,
                response=found.response,
            )
            for role, addresses in people
            for address, _name in addresses
        ]
        if is_deferred:
            deliver_later(one.row, now + NEXT_TRY)
    Delivery.objects.bulk_create([row for group in rows.values() for row in group], batch_size=300)
    return rows


def _mention(house: House, posted: Sequence[Posted]) -> None:
    """Read within the hour; what was named in an open conversation is still to be read."""
    Mention.objects.bulk_create(
        [
            Mention(
                workspace_id=house.id,
                message=one.row,
                conversation=one.row.conversation,
                person=house.people[key],
                read_at=None if one.script.status == "open" else one.said.at + timedelta(minutes=50),
            )
            for one in posted
            for key in one.said.mentions
        ]
    )


def _relate(
    house: House,
    contacts: dict[str, Contact],
    scripts: Sequence[Script],
    made: dict[str, Conversation],
    posted: Sequence[Posted],
) -> None:
    """Tags, participants, links, and by which Message-IDs an answer finds its way."""
    ConversationTag.objects.bulk_create(
        [
            ConversationTag(workspace_id=house.id, conversation=made[script.key], tag=house.tags[name])
            for script in scripts
            for name in script.tags
        ]
    )
    Participant.objects.bulk_create(
        [
            Participant(
                workspace_id=house.id,
                conversation=made[script.key],
                contact=contacts[key],
                address=house.cast.customers[key].address,
            )
            for script in scripts
            for key in guests_of(script)
        ]
    )
    for script in scripts:
        if script.linked_to:
            first, second = sorted((made[script.key], made[script.linked_to]), key=lambda row: row.id)
            why = ConversationLink.Why.STRANGER
            ConversationLink.objects.create(workspace_id=house.id, first=first, second=second, why=why)
        if script.merged_into:
            made[script.key].merged_into = made[script.merged_into]
            made[script.key].save(update_fields=["merged_into"])
    names = {(one.row.conversation_id, name) for one in posted for name in (one.row.mail_id, *one.refers_to) if name}
    MessageReference.objects.bulk_create(
        [MessageReference(workspace_id=house.id, conversation_id=row, mail_id=name) for row, name in sorted(names)],
        batch_size=500,
    )


def guests_of(script: Script) -> list[str]:
    """Everybody outside who took part besides the one whose conversation it is."""
    keys = [key for said in script.said if said.kind == "inbound" for key in (said.author, *said.cc)]
    return [key for key in dict.fromkeys(keys) if key != script.contact]


def _draft(house: House, scripts: Sequence[Script], made: dict[str, Conversation], now: datetime) -> None:
    for script in scripts:
        if script.draft:
            Draft.objects.create(
                workspace_id=house.id,
                person=house.people[script.assignee],
                conversation=made[script.key],
                text=script.draft,
                updated_at=now - timedelta(minutes=2),
            )
