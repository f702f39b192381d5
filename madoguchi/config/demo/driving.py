"""Why customers wrote: the drivers of each workspace, what could have been avoided, and among how many customers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.ledger import Subject
from madoguchi.features.drivers.events import ConversationCaused, DriverCreated
from madoguchi.features.drivers.models import ActiveCustomers, Cause, ContactGoal, Driver

MONTHS = 3


def say_why_they_wrote(house: House, now: datetime) -> None:
    """All `[[driver]]` of product.toml; inside the workspace's tenant()."""
    known: set[int] = set()
    for number, item in enumerate(house.cast.product["driver"]):
        driver = _driver(house, item, now)
        house.history.add(DriverCreated(driver.id), at=house.began_at + timedelta(hours=4, minutes=number))
        rows = Conversation.objects.filter(
            taggings__tag=house.tags[item["tag"]], is_spam=False, merged_into__isnull=True
        )
        for place, row in enumerate(rows.exclude(id__in=known).order_by("created_at", "id")):
            known.add(row.id)
            is_after = driver.done_on is not None and localdate(row.created_at) >= driver.done_on
            if not is_after or place % item["left"] == 0:
                _say(house, driver, item, row, place)
    _count_customers(house, now)


def _driver(house: House, item: Mapping[str, Any], now: datetime) -> Driver:
    days = {f"{name}_on": localdate(now) + timedelta(days=item[name]) for name in ("planned", "done") if name in item}
    return Driver.objects.create(
        workspace_id=house.id,
        name=item["name"],
        owner=house.people[item["owner"]],
        tag=None if "left" in item else house.tags[item["tag"]],  # of these few came since the fix, whatever their tag
        minutes=Decimal(item["minutes"]) if "minutes" in item else None,
        fix=item.get("fix", ""),
        fix_url=item.get("url", ""),
        **days,
    )


def _say(house: House, driver: Driver, item: Mapping[str, Any], row: Conversation, place: int) -> None:
    """Whoever resolved it did, and of every so many that it could have been avoided."""
    reasons, is_avoidable = item["reasons"], row.status == "resolved" and place % item["avoid"] == 0
    reason = reasons[place // item["avoid"] % len(reasons)] if is_avoidable else ""
    at = row.resolved_at or row.last_activity_at
    Cause.objects.create(workspace_id=house.id, conversation=row, driver=driver, avoidable=reason, at=at)
    fact = ConversationCaused((None, driver.id), ("", reason))
    actor = f"person:{row.assignee_id}" if row.assignee_id else "system"
    house.history.add(fact, at=at, actor=actor, about=Subject(row.id, row.contact_id))


def _count_customers(house: House, now: datetime) -> None:
    told = house.cast.product["customers"][0]
    months = [localdate(now).replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    ActiveCustomers.objects.bulk_create(
        ActiveCustomers(workspace_id=house.id, month=month, number=told["now"] - told["before"] * place)
        for place, month in enumerate(months)
        if place  # the running month is not counted yet
    )
    ContactGoal.objects.create(
        workspace_id=house.id,
        counted_as=told["counted_as"],
        from_month=months[-1],
        from_rate=Decimal(str(told["from_rate"])),
        until_month=_later(months[0], 6),
        until_rate=Decimal(str(told["until_rate"])),
    )


def _later(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
