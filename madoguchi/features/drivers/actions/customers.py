"""Saying how many customers were active, and to how few avoidable contacts of theirs it is to come."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.drivers.events import ActiveCustomersSet, ContactGoalSet
from madoguchi.features.drivers.models import ActiveCustomers, ContactGoal
from madoguchi.features.drivers.steps import money

MOST = 2_000_000_000
MOST_RATE = Decimal(10_000)
TARGET = ("from_month", "from_rate", "until_month", "until_rate")


def set_active_customers(numbers: Mapping[date, int | None], *, actor: Actor) -> None:
    """By any day of the month; None takes a month out again. Raises Refused("bad-number")."""
    require(actor, "driver.manage")
    for number in numbers.values():
        if number is not None and not 1 <= number <= MOST:
            raise Refused("bad-number", _("Enter a number from 1 on."), field="number")
    with tenant(actor.workspace_id), gathering():
        rows = {row.month: row for row in ActiveCustomers.objects.select_for_update()}
        for day, number in numbers.items():
            month = day.replace(day=1)
            before = rows.get(month)
            if number == (before.number if before else None):
                continue
            if number is None:
                if before:
                    before.delete()
            else:
                ActiveCustomers.objects.update_or_create(
                    month=month,
                    defaults={"number": number, "changed_at": now()},
                    create_defaults={"workspace_id": actor.workspace_id, "number": number},
                )
            fact = ActiveCustomersSet(month.isoformat(), before.number if before else None, number)
            record(fact, actor=actor, about=Subject())


def set_goal(changes: Mapping[str, Any], *, actor: Actor) -> ContactGoal:
    """`counted_as`, and the four of TARGET together: all, or none for no target.

    Raises Refused("half-a-target", "bad-number", "bad-order").
    """
    require(actor, "driver.manage")
    with tenant(actor.workspace_id):
        goal, _is_new = ContactGoal.objects.select_for_update().get_or_create(workspace_id=actor.workspace_id)
        new = dict(changes)
        if "counted_as" in new:
            new["counted_as"] = " ".join(new["counted_as"].split())[:400]
        if given := {name: new.get(name, getattr(goal, name)) for name in TARGET if set(TARGET) & set(new)}:
            new |= _target(given)
        changed = [name for name in ("counted_as", *TARGET) if name in new and getattr(goal, name) != new[name]]
        for name in changed:
            setattr(goal, name, new[name])
        if changed:
            goal.save(update_fields=changed)
            record(ContactGoalSet(changed), actor=actor, about=Subject())
        return goal


def _target(given: Mapping[str, Any]) -> dict[str, Any]:
    missing = [name for name, value in given.items() if value in (None, "")]
    if len(missing) == len(TARGET):
        return dict.fromkeys(TARGET)
    if missing:
        raise Refused("half-a-target", _("Say all four, or none of them."), field=missing[0])
    first, last = given["from_month"].replace(day=1), given["until_month"].replace(day=1)
    if last <= first:
        raise Refused("bad-order", _("The target lies after the beginning."), field="until_month")
    rates = {
        name: money(given[name], name, MOST_RATE).quantize(Decimal("0.01")) for name in ("from_rate", "until_rate")
    }
    return {"from_month": first, "until_month": last, **rates}
