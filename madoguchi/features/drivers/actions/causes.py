"""Saying why a conversation came, and whether it need not have."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require
from madoguchi.features.drivers.events import ConversationCaused
from madoguchi.features.drivers.models import Avoidable, Cause, Driver


def say_cause(conversation_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Cause | None:
    """`changes`: driver_id (None: no driver), avoidable (one of Avoidable; "" for: it could not be). What a person has
    said, no tag changes any more. Returns what stands now; None for nothing.

    Raises Refused("no-such-driver", "no-such-reason").
    """
    require(actor, "conversation.update")
    if changes.get("avoidable", "") not in ("", *Avoidable.values):
        raise Refused("no-such-reason", _("Choose one of the reasons."), field="avoidable")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if (driver_id := changes.get("driver_id")) and not Driver.objects.filter(id=driver_id).exists():
            raise Refused("no-such-driver", _("This driver does not exist."), field="driver")
        cause = _cause_of(conversation)
        return _write(conversation, cause, {**changes, "by_tag": False}, actor)


def cause_by_tag(conversation_id: int, *, tag_id: int, workspace_id: int) -> Cause | None:
    """A tag was put on that stands for a driver: it is that one, unless it has one already. May run twice."""
    with tenant(workspace_id):
        driver = Driver.objects.filter(tag_id=tag_id).first()
        if driver is None:
            return None
        conversation = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id).first()
        if conversation is None or conversation.merged_into_id is not None:
            return None
        cause = _cause_of(conversation)
        if cause.driver_id is not None:
            return None
        return _write(conversation, cause, {"driver_id": driver.id, "by_tag": True}, system(workspace_id))


def _cause_of(conversation: Conversation) -> Cause:
    known = Cause.objects.filter(conversation=conversation).first()
    return known or Cause(workspace_id=conversation.workspace_id, conversation=conversation)


def _write(conversation: Conversation, cause: Cause, changes: Mapping[str, Any], actor: Actor) -> Cause | None:
    before = (cause.driver_id, cause.avoidable)
    for name in ("driver_id", "avoidable", "by_tag"):
        if name in changes:
            setattr(cause, name, changes[name])
    after = (cause.driver_id, cause.avoidable)
    if after == (None, ""):
        if cause.id:
            cause.delete()
    elif after != before or cause.id is None:
        cause.save()
    if after != before:
        fact = ConversationCaused((before[0], after[0]), (before[1], after[1]))
        steps.note_fact(conversation, fact, actor)
    return None if after == (None, "") else cause
