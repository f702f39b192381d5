"""Drivers of contacts and what is counted by them, as the API shows them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from madoguchi.faces.api.fields import NamedRef, Shown, Time
from madoguchi.features.drivers.models import Cause, Driver
from madoguchi.features.drivers.queries import Line, Month, Report
from madoguchi.features.drivers.rates import Change, Rate

Reason = Literal["unclear", "defect", "not_told", "late", "no_way", "again", "other"]


class DriverShown(Shown):
    """What wears `tag_id` is driven by it, unless a person says otherwise. `minutes` a contact; null: as the workspace
    reckons."""

    id: int
    name: str
    owner: NamedRef | None
    tag_id: int | None
    minutes: float | None
    fix: str
    fix_url: str
    planned_on: date | None
    done_on: date | None
    created_at: Time


class DriverPage(Shown):
    data: list[DriverShown]
    next: str | None


class CauseShown(Shown):
    """Why a conversation came. `avoidable` "": nobody says that it could have been avoided. `by_tag`: a tag said the
    driver, no person yet."""

    driver_id: int | None
    avoidable: str
    by_tag: bool


class RateShown(Shown):
    """Per 100 active customers a month; `low` and `high` bound it with 95 % confidence. All null where nobody has said
    how many customers are active."""

    value: float | None
    low: float | None
    high: float | None


class ChangeShown(Shown):
    """By how much of itself a rate changed: -0.3 is a third less. `high` null: without bound."""

    value: float
    low: float
    high: float | None


class EffectShown(Shown):
    """As many days before the fix as after it, at most 90 each; `change` null where they cannot be compared."""

    days: int
    contacts_before: int
    contacts_after: int
    before: RateShown
    after: RateShown
    change: ChangeShown | None


class DriverLine(Shown):
    """`driver_id` null: nobody said why they came."""

    driver_id: int | None
    name: str
    contacts: int
    avoidable: int
    minutes: float
    cost: float
    rate: RateShown
    effect: EffectShown | None


class DriverReport(Shown):
    """`cost` in the workspace's own money, from minutes a contact and what an hour costs."""

    contacts: int
    avoidable: int
    minutes: float
    cost: float
    rate: RateShown
    drivers: list[DriverLine]


class MonthShown(Shown):
    """`customers_of`: the month that said how many there are, which may be an earlier one. `reasons` counts by
    reason."""

    month: Annotated[str, Field(description="YYYY-MM")]
    active_customers: int | None
    customers_of: str | None
    contacts: int
    avoidable: int
    reasons: dict[str, int]
    rate: RateShown
    avoidable_rate: RateShown
    target: float | None


class MonthList(Shown):
    data: list[MonthShown]
    next: None


class CustomersShown(Shown):
    month: Annotated[str, Field(description="YYYY-MM")]
    number: int


class CustomersList(Shown):
    data: list[CustomersShown]
    next: None


class GoalShown(Shown):
    """Months as YYYY-MM, rates per 100 active customers a month; all four null: no target. `counted_as` says who counts
    as an active customer."""

    counted_as: str
    from_month: str | None
    from_rate: float | None
    until_month: str | None
    until_rate: float | None


def driver_of(row: Driver) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "owner": {"id": row.owner.id, "name": row.owner.name} if row.owner else None,
        "tag_id": row.tag_id,
        "minutes": None if row.minutes is None else float(row.minutes),
        "fix": row.fix,
        "fix_url": row.fix_url,
        "planned_on": day_of(row.planned_on),
        "done_on": day_of(row.done_on),
        "created_at": row.created_at,
    }


def cause_of(row: Cause | None) -> dict[str, Any]:
    if row is None:
        return {"driver_id": None, "avoidable": "", "by_tag": False}
    return {"driver_id": row.driver_id, "avoidable": row.avoidable, "by_tag": row.by_tag}


def report_of(found: Report) -> dict[str, Any]:
    return {
        "contacts": found.contacts,
        "avoidable": found.avoidable,
        "minutes": float(found.cost.minutes),
        "cost": float(found.cost.money),
        "rate": rate_of(found.rate),
        "drivers": [_line_of(line) for line in found.lines],
    }


def month_of(row: Month) -> dict[str, Any]:
    return {
        "month": f"{row.month:%Y-%m}",
        "active_customers": row.active.number,
        "customers_of": f"{row.active.of:%Y-%m}" if row.active.of else None,
        "contacts": row.contacts,
        "avoidable": row.avoidable,
        "reasons": row.reasons,
        "rate": rate_of(row.rate),
        "avoidable_rate": rate_of(row.avoidable_rate),
        "target": row.target,
    }


def rate_of(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "low": rate.low, "high": rate.high}


def day_of(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _line_of(line: Line) -> dict[str, Any]:
    effect = line.effect
    return {
        "driver_id": line.driver.id if line.driver else None,
        "name": line.driver.name if line.driver else "",
        "contacts": line.count,
        "avoidable": line.avoidable,
        "minutes": float(line.cost.minutes),
        "cost": float(line.cost.money),
        "rate": rate_of(line.rate),
        "effect": effect
        and {
            "days": effect.days,
            "contacts_before": effect.before.count,
            "contacts_after": effect.after.count,
            "before": rate_of(effect.before),
            "after": rate_of(effect.after),
            "change": _change_of(effect.change),
        },
    }


def _change_of(change: Change | None) -> dict[str, Any] | None:
    return {"value": change.value, "low": change.low, "high": change.high} if change else None
