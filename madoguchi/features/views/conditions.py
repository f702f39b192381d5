"""What a list of conversations is narrowed by: conditions as data, and what they mean to the database.

Tenancy and visibility are not theirs: whoever lists begins with core's visible_to().
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.fields import field_of

MOST_CONDITIONS = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `op` is an operator of the field, `value` what JSON can hold, with tuples for its lists."""

    field: str
    op: str
    value: Any
    negated: bool = False

    @property
    def fits(self) -> bool:
        """Whether there is such a field, with this operator, for such a value."""
        field = field_of(self.field)
        check = field.ops.get(self.op) if field else None
        return check is not None and check(self.value)


def only(actor: Actor, conditions: Iterable[Condition]) -> Q:
    """The conversations that meet all of them. Makes no query; nothing meets a condition that does not fit."""
    wanted = Q()
    for one in conditions:
        field = field_of(one.field)
        if field is None or not one.fits:
            return Q(pk__in=[])
        met = field.only(actor, one.op, one.value)
        wanted &= ~met if one.negated else met
    return wanted


def as_json(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """As they are kept and shown: {"field", "op", "value", "not"}."""
    return [{"field": one.field, "op": one.op, "value": _thawed(one.value), "not": one.negated} for one in conditions]


def from_json(rows: Any) -> tuple[Condition, ...]:
    """The conditions of such rows. Raises Refused("bad-condition") with the number of the row (from 1)."""
    if not isinstance(rows, Sequence) or isinstance(rows, str) or len(rows) > MOST_CONDITIONS:
        raise Refused("bad-condition", _("At most %(count)d conditions at once.") % {"count": MOST_CONDITIONS})
    return tuple(_condition(row, number) for number, row in enumerate(rows, 1))


def _condition(row: Any, number: int) -> Condition:
    if isinstance(row, Mapping) and row.keys() <= {"field", "op", "value", "not"}:
        name, op, negated = row.get("field"), row.get("op"), row.get("not", False)
        if isinstance(name, str) and isinstance(op, str) and isinstance(negated, bool):
            made = Condition(name, op, _frozen(row.get("value")), negated)
            if made.fits:
                return made
    raise Refused("bad-condition", _("Condition %(number)d cannot be understood.") % {"number": number})


def _thawed(value: Any) -> Any:
    return list(map(_thawed, value)) if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
