"""The fields of a driver, checked and written to its row. No step opens a transaction or asks for permission."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.conversations.models import Tag
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import active_people
from madoguchi.features.drivers.models import Driver

FIELDS = ("name", "owner_id", "tag_id", "minutes", "fix", "fix_url", "planned_on", "done_on")
MOST_MINUTES = Decimal(9999)


def write(driver: Driver, fields: Mapping[str, Any], actor: Actor) -> list[str]:
    """Take over the fields that are given (of FIELDS) and save. Returns the names of those that changed.

    Raises Refused("empty", "name-taken", "tag-taken", "no-such-person", "no-such-tag", "bad-number", "bad-address",
    "no-fix").
    """
    new = {name: _checked(name, fields[name], actor) for name in FIELDS if name in fields}
    changed = [name for name, value in new.items() if not driver.id or getattr(driver, name) != value]
    for name, value in new.items():
        setattr(driver, name, value)
    if not driver.name:
        raise Refused("empty", _("Give the driver a name."), field="name")
    if not driver.fix and (driver.planned_on or driver.done_on):
        raise Refused("no-fix", _("Say what the fix is."), field="fix")
    _save(driver)
    return changed


def money(typed: object, field: str, most: Decimal) -> Decimal:
    """A number from 0 to `most`, as typed or sent. Raises Refused("bad-number")."""
    try:
        number = Decimal(str(typed).replace(",", "").strip())
    except InvalidOperation:
        number = Decimal(-1)
    if not (number.is_finite() and 0 <= number <= most):
        raise Refused("bad-number", _("Enter a number from 0 to %(most)s.") % {"most": most}, field=field)
    return number


def _checked(name: str, value: Any, actor: Actor) -> Any:
    if name in ("name", "fix"):
        return " ".join(str(value or "").split())[: 120 if name == "name" else 400]
    if name == "fix_url":
        return _address(str(value or "").strip())
    if name == "minutes":
        return None if value in (None, "") else money(value, name, MOST_MINUTES).quantize(Decimal("0.1"))
    if name == "owner_id" and value is not None and not active_people(actor).filter(id=value).exists():
        raise Refused("no-such-person", _("This person does not exist."), field="owner")
    if name == "tag_id" and value is not None and not Tag.objects.filter(id=value).exists():
        raise Refused("no-such-tag", _("This tag does not exist."), field="tag")
    assert name not in ("planned_on", "done_on") or value is None or isinstance(value, date)
    return value


def _address(url: str) -> str:
    if url and not url.startswith(("https://", "http://")):
        raise Refused("bad-address", _("A link begins with https://."), field="fix_url")
    if len(url) > 500:
        raise Refused("bad-address", _("This link is too long."), field="fix_url")
    return url


def _save(driver: Driver) -> None:
    try:
        with transaction.atomic():
            driver.save()
    except IntegrityError as error:
        if "drivers_tag_once" in str(error):
            raise Refused("tag-taken", _("Another driver has this tag."), field="tag") from error
        if "drivers_name_once" in str(error):
            raise Refused("name-taken", _("There is a driver of this name already."), field="name") from error
        raise
