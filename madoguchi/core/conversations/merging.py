"""Folding one conversation into another, and taking it out again: steps on two locked rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationMerged, ConversationMergeUndone
from madoguchi.core.conversations.following import bring_follows
from madoguchi.core.conversations.models import (
    Conversation,
    ConversationTag,
    Draft,
    Follow,
    Mention,
    Message,
    MessageReference,
    Participant,
    Status,
)


def fold_into(home: Conversation, other: Conversation, *, actor: object) -> None:
    """Move everything said in `other` to `home`; `other` stays as a resolved pointer. Both rows are locked."""
    before = _stand(home, other)
    moved = {"messages": list(Message.objects.filter(conversation=other).values_list("id", flat=True))}
    Message.objects.filter(conversation=other).update(conversation=home)
    Mention.objects.filter(conversation=other).update(conversation=home)
    sent_to = dict(MessageReference.objects.filter(conversation=other).values_list("mail_id", "address"))
    MessageReference.objects.filter(conversation=other).delete()
    steps.refer(home, sent_to, sent_to=sent_to)
    moved["participants"] = _bring_participants(home, other)
    moved["tags"] = _bring_tags(home, other)
    moved["follows"] = bring_follows(home, other)
    Draft.objects.filter(conversation=other).exclude(
        person__in=Draft.objects.filter(conversation=home).values("person")
    ).update(conversation=home)
    if other.waiting_since and (home.waiting_since is None or other.waiting_since < home.waiting_since):
        home.waiting_since, home.waiting_on = other.waiting_since, other.waiting_on
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
    steps.note_fact(home, ConversationMerged(other.id, moved, before), actor)


def take_out(home: Conversation, other: Conversation, merge: Mapping[str, Any], *, actor: object) -> None:
    """Give back to `other` what `merge`, the payload of ConversationMerged, brought, as far as it is still there.

    What came since stays in `home`. Both rows are locked. Raises Refused("nothing-left") where one of the two would
    be left without a message.
    """
    moved, before = merge["moved"], merge.get("before", {})  # older facts do not say how both stood
    brought = list(Message.objects.filter(conversation=home, id__in=moved["messages"]))
    if moved["messages"] and len(brought) in (0, home.messages.count()):
        raise Refused(
            "nothing-left",
            _("One of the two would be left without a message: what was in it has gone into another conversation."),
        )
    bring_messages(brought, home, other)
    Participant.objects.filter(conversation=home, contact_id__in=moved["participants"]).delete()
    ConversationTag.objects.filter(conversation=home, tag_id__in=moved["tags"]).delete()
    Follow.objects.filter(conversation=home, person_id__in=moved.get("follows", [])).delete()
    if home.waiting_since and home.waiting_since == _time(before, "waiting_since"):
        home.waiting_since = _time(before, "home_waiting_since")
        home.waiting_on = before.get("home_waiting_on", home.waiting_on)
    home.created_at = _time(before, "home_created_at") or home.created_at
    left = Message.objects.filter(conversation=home).order_by("-id")
    said = left.exclude(kind=Message.Kind.NOTE).first()
    for message in filter(None, (said, left.first())):
        steps.touch(home, message)
    home.save()
    other.merged_into = None
    if before.get("status") != Status.RESOLVED:
        other.status, other.resolved_at, other.waiting_since = Status.OPEN, None, _time(before, "waiting_since")
    other.save()
    steps.note_fact(home, ConversationMergeUndone(other.id), actor)


def bring_messages(taken: Sequence[Message], origin: Conversation, to: Conversation) -> None:
    """Move messages, with those who are named in them and what answers to them refer to."""
    ids = [message.id for message in taken]
    Message.objects.filter(id__in=ids).update(conversation=to)
    Mention.objects.filter(message_id__in=ids).update(conversation=to)
    mail_ids = [message.mail_id for message in taken if message.mail_id]
    MessageReference.objects.filter(conversation=origin, mail_id__in=mail_ids).delete()
    steps.refer(to, mail_ids)


def _stand(home: Conversation, other: Conversation) -> dict[str, str]:
    times = {
        "waiting_since": other.waiting_since,
        "home_waiting_since": home.waiting_since,
        "home_created_at": home.created_at,
    }
    words = {"status": other.status, "home_waiting_on": home.waiting_on}
    return {**words, **{name: at.isoformat() for name, at in times.items() if at}}


def _time(before: Mapping[str, str], name: str) -> datetime | None:
    return parse_datetime(before[name]) if name in before else None


def _bring_participants(home: Conversation, other: Conversation) -> list[int]:
    """The contacts that take part from now on and did not before."""
    rows = list(Participant.objects.filter(conversation=other))
    guests = [(row.contact_id, row.address) for row in rows]
    if other.contact_id != home.contact_id:
        address = other.contact.identities.filter(kind="mail").values_list("value", flat=True).first()
        guests += [(other.contact_id, address)] if address else []
    here = {home.contact_id, *Participant.objects.filter(conversation=home).values_list("contact_id", flat=True)}
    made = Participant.objects.bulk_create(
        [
            Participant(workspace_id=home.workspace_id, conversation=home, contact_id=contact_id, address=address)
            for contact_id, address in guests
            if contact_id not in here
        ],
        ignore_conflicts=True,
    )
    return [row.contact_id for row in made]


def _bring_tags(home: Conversation, other: Conversation) -> list[int]:
    """The tags that it had not before."""
    here = ConversationTag.objects.filter(conversation=home).values("tag_id")
    missing = ConversationTag.objects.filter(conversation=other).exclude(tag_id__in=here)
    tag_ids = list(missing.values_list("tag_id", flat=True))
    ConversationTag.objects.bulk_create(
        [ConversationTag(workspace_id=home.workspace_id, conversation=home, tag_id=tag_id) for tag_id in tag_ids],
        ignore_conflicts=True,
    )
    return tag_ids
