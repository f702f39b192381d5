"""Setting what the assistant does at an inbox, and what the workspace wants of its answers."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.events import AssistantChanged
from madoguchi.features.answers.models import (
    HIGHEST_PRECISION,
    LOWEST_PRECISION,
    AnswerPolicy,
    AssistantSetting,
)

CHOICES: dict[str, list[str]] = {
    "mode": AssistantSetting.Mode.values,
    "hours": AssistantSetting.Hours.values,
    "audience": Audience.values,
    "language": ["", "ja", "en"],
}
MOST_COST = {"minutes": Decimal(600), "hour_cost": Decimal(10_000_000)}


def change_assistant(inbox_id: int, *, changes: Mapping[str, Any], actor: Actor) -> AssistantSetting:
    """Change any of mode, hours, audience, language ("" is any), share (1-100) at an inbox.

    Raises Refused("bad-choice", "bad-share"), NotAllowed.
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = visible_to(actor).filter(id=inbox_id).first()
        if inbox is None:
            raise NotAllowed("not-found", _("This inbox does not exist."))
        AssistantSetting.objects.get_or_create(inbox=inbox, defaults={"workspace_id": actor.workspace_id})
        row = AssistantSetting.objects.select_for_update().get(inbox=inbox)
        changed = [name for name, value in changes.items() if getattr(row, name) != _checked(name, value)]
        for name in changed:
            setattr(row, name, changes[name])
        if changed:
            row.save(update_fields=changed)
            record(AssistantChanged(inbox.id, sorted(changed)), actor=actor, about=Subject())
        return row


def change_policy(*, changes: Mapping[str, Any], actor: Actor) -> AnswerPolicy:
    """Change target_precision (percent), minutes and hour_cost (decimals, as numbers or typed). Another precision is
    learnt anew. Raises Refused("bad-precision", "bad-cost"), NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        AnswerPolicy.objects.get_or_create(workspace_id=actor.workspace_id)
        row = AnswerPolicy.objects.select_for_update().get(workspace_id=actor.workspace_id)
        values = {name: _number(name, value) for name, value in changes.items()}
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if "target_precision" in changed:
            row.stale_since = now()
        if changed:
            row.save()
            record(AssistantChanged(None, sorted(changed)), actor=actor, about=Subject())
        return row


def _checked(name: str, value: object) -> object:
    if name == "share":
        if not isinstance(value, int) or not 1 <= value <= 100:
            raise Refused("bad-share", _("Type a number from 1 to 100."), field="share")
    elif value not in CHOICES[name]:
        raise Refused("bad-choice", _("Choose one of the list."), field=name)
    return value


def _number(name: str, value: object) -> object:
    if name == "target_precision":
        if not isinstance(value, int) or not LOWEST_PRECISION <= value <= HIGHEST_PRECISION:
            text = _("Type a number from %(low)d to %(high)d.") % {"low": LOWEST_PRECISION, "high": HIGHEST_PRECISION}
            raise Refused("bad-precision", text, field=name)
        return value
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= MOST_COST[name]:
        raise Refused("bad-cost", _("Type a number that is not below zero."), field=name)
    return number
