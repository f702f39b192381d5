"""What the pages of features, recipes, questions and words send."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.faces.desk.typed import day_in, number_in
from madoguchi.features.glossary.steps import SYNONYMS
from madoguchi.features.glossary.steps import TEXTS as TERM_TEXTS
from madoguchi.features.registry.steps import IN_LANGUAGES


def feature_fields(data: QueryDict) -> dict[str, Any]:
    """The fields of a feature. Raises Refused("bad-day")."""
    texts = {name: data.get(name, "") for name in ("area", "state", "since", *IN_LANGUAGES) if name in data}
    return {**texts, "owner_id": number_in(data.get("owner", "")), **day_field(data, "review_due_on")}


def recipe_fields(data: QueryDict) -> dict[str, Any]:
    texts = {name: data.get(name, "") for name in ("goal", "language", "steps", "limits")}
    return {**texts, "uses": _ids(data, "uses"), "instead_of": _ids(data, "instead_of")}


def question_fields(data: QueryDict) -> dict[str, Any]:
    """Raises Refused("bad-day")."""
    ids = {name: number_in(data.get(name, "")) for name in ("conversation", "feature", "owner")}
    return {
        "text": data.get("text", ""),
        **{f"{name}_id": value for name, value in ids.items()},
        **day_field(data, "due_on"),
    }


def term_fields(data: QueryDict) -> dict[str, Any]:
    """The words of customers come one to a line."""
    texts = {name: data.get(name, "") for name in TERM_TEXTS}
    return {**texts, **{name: data.get(name, "").splitlines() for name in SYNONYMS}}


def day_field(data: QueryDict, name: str) -> dict[str, Any]:
    """A day that was typed, under its name; nothing where it was left open. Raises Refused("bad-day")."""
    if not (typed := data.get(name, "").strip()):
        return {}
    day = day_in(typed)
    if day is None:
        raise Refused("bad-day", _("Enter a date."), field=name)
    return {name: day}


def _ids(data: QueryDict, name: str) -> list[int]:
    numbers = (number_in(str(key)) for key in data.getlist(name))
    return [number for number in numbers if number is not None]
