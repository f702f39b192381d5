"""Folding one conversation into another: a step on two locked rows."""

from madoguchi.base.clock import now
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationMerged
from madoguchi.core.conversations.models import (
    Conversation,
    ConversationTag,
    Draft,
    Mention,
    Message,
    MessageReference,
    Participant,
    Status,
)


def fold_into(home: Conversation, other: Conversation, *, actor: object) -> None:
    """Move everything said in `other` to `home`; `other` stays as a resolved pointer. Both rows are locked."""
    moved = {"messages": list(Message.objects.filter(conversation=other).values_list("id", flat=True))}
    Message.objects.filter(conversation=other).update(conversation=home)
    Mention.objects.filter(conversation=other).update(conversation=home)
    mail_ids = list(MessageReference.objects.filter(conversation=other).values_list("mail_id", flat=True))
    MessageReference.objects.filter(conversation=other).delete()
    steps.refer(home, mail_ids)
    moved["participants"] = _bring_participants(home, other)
    moved["tags"] = _bring_tags(home, other)
    Draft.objects.filter(conversation=other).exclude(
        person__in=Draft.objects.filter(conversation=home).values("person")
    ).update(conversation=home)
    if other.waiting_since and (home.waiting_since is None or other.waiting_since < home.waiting_since):
        home.waiting_since = other.waiting_since
    if other.last_activity_at > home.last_activity_at:
        home.last_activity_at, home.preview = other.last_activity_at, other.preview
    if other.status == Status.OPEN:
        steps.reopen(home, actor, why="answered")
    if other.created_at < home.created_at:
        home.created_at = other.created_at
    home.save()
    other.status, other.resolved_at, other.snoozed_until = Status.RESOLVED, now(), None
    other.waiting_since, other.merged_into = None, home
    other.save()
    steps.note_fact(home, ConversationMerged(other.id, moved), actor)


def _bring_participants(home: Conversation, other: Conversation) -> list[int]:
    rows = list(Participant.objects.filter(conversation=other))
    guests = [(row.contact_id, row.address) for row in rows]
    if other.contact_id != home.contact_id:
        address = other.contact.identities.filter(kind="mail").values_list("value", flat=True).first()
        guests += [(other.contact_id, address)] if address else []
    made = Participant.objects.bulk_create(
        [
            Participant(workspace_id=home.workspace_id, conversation=home, contact_id=contact_id, address=address)
            for contact_id, address in guests
            if contact_id != home.contact_id
        ],
        ignore_conflicts=True,
    )
    return [row.contact_id for row in made]


def _bring_tags(home: Conversation, other: Conversation) -> list[int]:
    tag_ids = list(ConversationTag.objects.filter(conversation=other).values_list("tag_id", flat=True))
    ConversationTag.objects.bulk_create(
        [ConversationTag(workspace_id=home.workspace_id, conversation=home, tag_id=tag_id) for tag_id in tag_ids],
        ignore_conflicts=True,
    )
    return tag_ids
