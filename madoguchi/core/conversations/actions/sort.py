"""Sorting a conversation: tags, priority, plan, attributes, subject, spam."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.attributes import changed_attributes
from madoguchi.core.conversations import planning, steps
from madoguchi.core.conversations.events import (
    ConversationAttributesChanged,
    ConversationDue,
    ConversationMarkedSpam,
    ConversationPriorityChanged,
    ConversationRenamed,
    ConversationTagged,
    ConversationUnmarkedSpam,
    ConversationUntagged,
)
from madoguchi.core.conversations.models import Conversation, ConversationTag, Priority, Status, Tag
from madoguchi.core.conversations.planning import Plan
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def tag(conversation_id: int, *, tag_id: int, actor: Actor) -> Conversation:
    """Put a tag on it; a second time changes nothing."""
    require(actor, "tag.use")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if not Tag.objects.filter(id=tag_id).exists():
            raise Refused("no-such-tag", _("This tag does not exist."), field="tag")
        _row, is_new = ConversationTag.objects.get_or_create(
            conversation=conversation, tag_id=tag_id, defaults={"workspace_id": conversation.workspace_id}
        )
        if is_new:
            steps.note_fact(conversation, ConversationTagged(tag_id), actor)
        return conversation


def untag(conversation_id: int, *, tag_id: int, actor: Actor) -> Conversation:
    """Take a tag off it."""
    require(actor, "tag.use")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        gone, _by_model = ConversationTag.objects.filter(conversation=conversation, tag_id=tag_id).delete()
        if gone:
            steps.note_fact(conversation, ConversationUntagged(tag_id), actor)
        return conversation


def set_priority(conversation_id: int, *, priority: int, actor: Actor) -> Conversation:
    """Raises Refused("no-such-priority") for a value that is not one of Priority."""
    require(actor, "conversation.update")
    if priority not in Priority.values:
        raise Refused("no-such-priority", _("This priority does not exist."), field="priority")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if conversation.priority != priority:
            fact = ConversationPriorityChanged(conversation.priority, priority)
            conversation.priority = priority
            conversation.save(update_fields=["priority"])
            steps.note_fact(conversation, fact, actor)
        return conversation


def plan(conversation_id: int, *, to: Plan, actor: Actor) -> Conversation:
    """Write down next action, due time and waiting-on together."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if planning.plan(conversation, to, actor):
            conversation.save(update_fields=planning.PLANNED)
        return conversation


def come_due(conversation_id: int, *, due_at: datetime, actor: Actor) -> bool:
    """Its due time has come, unless it was put off or is resolved meanwhile. Returns whether that is told now."""
    with tenant(actor.workspace_id):
        found = Conversation.objects.select_for_update().filter(id=conversation_id, due_at=due_at).first()
        if found is None or found.status == Status.RESOLVED:
            return False
        fact = ConversationDue(due_at.isoformat())
        if Event.objects.filter(conversation_id=found.id, type=fact.type, payload__due_at=fact.due_at).exists():
            return False
        steps.note_fact(found, fact, actor)
        return True


def set_attributes(conversation_id: int, *, values: Mapping[str, Any], actor: Actor) -> Conversation:
    """Change some custom attributes; None removes one. Raises Refused with the key as its field."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        conversation.attributes = changed_attributes(
            actor.workspace_id, "conversation", conversation.attributes, values
        )
        conversation.save(update_fields=["attributes"])
        steps.note_fact(conversation, ConversationAttributesChanged(sorted(values)), actor)
        return conversation


def rename(conversation_id: int, *, subject: str, actor: Actor) -> Conversation:
    """Give it another subject; the mails keep theirs."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if conversation.subject != subject[:400]:
            conversation.subject = subject[:400]
            conversation.save(update_fields=["subject"])
            steps.note_fact(conversation, ConversationRenamed(), actor)
        return conversation


def mark_spam(conversation_id: int, *, spam: bool, actor: Actor) -> Conversation:
    """Move it out of (or back into) every view but "spam"."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if conversation.is_spam != spam:
            conversation.is_spam = spam
            conversation.save(update_fields=["is_spam"])
            fact = ConversationMarkedSpam() if spam else ConversationUnmarkedSpam()
            steps.note_fact(conversation, fact, actor)
        return conversation
