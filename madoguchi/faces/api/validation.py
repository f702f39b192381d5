"""What the schemas refuse, said in the reader's language. Kinds of errors are those of pydantic."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _


def field_errors(errors: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """One entry for each: where (a JSON pointer into the body, or a parameter's name), a code, and words."""
    return [
        {**_place(error["loc"]), "code": error["type"].replace("_", "-"), "detail": _text(error)} for error in errors
    ]


def _place(loc: Sequence[Any]) -> dict[str, str]:
    source, *path = loc
    if source != "body":
        return {"parameter": str(path[-1]) if path else str(source)}
    # The first part is the name of the argument that takes the whole body.
    return {"pointer": "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path[1:])}


def _text(error: dict[str, Any]) -> str:
    limits = dict(error.get("ctx", {}))
    if "expected" in limits:
        limits["expected"] = limits["expected"].replace(" or ", ", ")  # pydantic's list is an English one
    if error["type"] == "string_too_short" and limits.get("min_length") == 1:
        return _("This must not be empty.")
    saying = _sayings().get(error["type"])
    return saying % limits if saying else _("This value is not valid.")


def _sayings() -> dict[str, str]:
    """Made for each use: the language is the reader's."""
    number, text, date = _("This must be a whole number."), _("This must be text."), _("This must be a date and time.")
    yes_or_no = _("This must be true or false.")
    return {
        "missing": _("This is required."),
        "extra_forbidden": _("This is not known here."),
        "literal_error": _("Choose one of: %(expected)s."),
        "enum": _("Choose one of: %(expected)s."),
        "string_type": text,
        "string_too_long": _("At most %(max_length)s characters."),
        "string_too_short": _("At least %(min_length)s characters."),
        "string_pattern_mismatch": _("This has characters that are not allowed here."),
        "int_type": number,
        "int_parsing": number,
        "int_from_float": number,
        "bool_type": yes_or_no,
        "bool_parsing": yes_or_no,
        "datetime_type": date,
        "datetime_parsing": date,
        "datetime_from_date_parsing": date,
        "timezone_aware": _("Give the time with its zone, as 2026-11-23T09:00:00Z."),
        "greater_than_equal": _("At least %(ge)s."),
        "less_than_equal": _("At most %(le)s."),
        "too_long": _("At most %(max_length)s entries."),
        "too_short": _("At least %(min_length)s entries."),
        "list_type": _("This must be a list."),
        "dict_type": _("This must be an object."),
        "model_type": _("This must be an object."),
        "model_attributes_type": _("This must be an object."),
        "value_error": _("This value is not valid."),
    }
