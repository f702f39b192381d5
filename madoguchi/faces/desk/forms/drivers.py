"""What the pages of drivers and avoidable contacts send."""

import re
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.faces.desk.forms.registry import day_field
from madoguchi.faces.desk.typed import day_in, number_in
from madoguchi.features.drivers.actions.customers import TARGET

LINE = re.compile(r"\s*([0-9]{4})[-/]([0-9]{1,2})[\s,、]+([0-9][0-9,]{0,14})\s*")


def driver_fields(data: QueryDict) -> dict[str, Any]:
    """Raises Refused("bad-day")."""
    texts = {name: data.get(name, "") for name in ("name", "minutes", "fix", "fix_url")}
    ids = {f"{name}_id": number_in(data.get(name, "")) for name in ("owner", "tag")}
    days = {name: day_field(data, name).get(name) for name in ("planned_on", "done_on")}
    return {**texts, **ids, **days}


def goal_fields(data: QueryDict) -> dict[str, Any]:
    """Raises Refused("bad-month")."""
    months = {name: month_in(data, name) for name in TARGET if name.endswith("month")}
    rates = {name: data.get(name, "").strip() for name in TARGET if name.endswith("rate")}
    return {"counted_as": data.get("counted_as", ""), **months, **rates}


def month_in(data: QueryDict, name: str) -> date | None:
    """Of a field of the browser (YYYY-MM); None where it was left open. Raises Refused("bad-month")."""
    if not (typed := data.get(name, "").strip()):
        return None
    month = day_in(f"{typed}-01")
    if month is None:
        raise Refused("bad-month", _("Enter a month."), field=name)
    return month


def customers_in(data: QueryDict) -> dict[date, int | None]:
    """Lines of a month and a number, with a space, a tab or a comma between. Raises Refused("bad-line")."""
    found: dict[date, int | None] = {}
    for line in filter(str.strip, data.get("numbers", "").splitlines()):
        said = LINE.fullmatch(line)
        month = day_in(f"{said[1]}-{said[2]:0>2}-01") if said else None
        if said is None or month is None:
            text = _("This line cannot be read: %(line)s. Write a month and a number, such as 2026-04 1250.")
            raise Refused("bad-line", text % {"line": line[:60]}, field="numbers")
        found[month] = int(said[3].replace(",", ""))
    return found
