"""Custom attributes: what their definitions let through."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.contacts.models import AttributeDefinition

LONGEST_TEXT = 2000
Type = AttributeDefinition.Type
_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


def changed_attributes(
    workspace_id: int, on: str, before: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """`before` with what was given; None or "" takes an attribute away.

    Values may be JSON's own types or texts of a form. Raises Refused("unknown-attribute"), Refused("bad-attribute").
    """
    definitions = {
        row.key: row for row in AttributeDefinition.objects.filter(workspace_id=workspace_id, on=on, key__in=given)
    }
    after = dict(before)
    for key, value in given.items():
        if value is None or value == "":
            after.pop(key, None)
        elif key not in definitions:
            raise Refused("unknown-attribute", _("There is no attribute %(key)s.") % {"key": key}, field=key)
        else:
            after[key] = checked(definitions[key], value)
    return after


def checked(definition: AttributeDefinition, value: Any) -> Any:
    """The value as it is kept: text, int or float, bool, "2026-11-23". Raises Refused("bad-attribute")."""
    readers: dict[str, Callable[[Any], Any]] = {
        Type.TEXT: _text,
        Type.NUMBER: _number,
        Type.DATE: _date,
        Type.BOOLEAN: _boolean,
        Type.URL: _url,
        Type.CHOICE: partial(_choice, definition),
    }
    try:
        return readers[definition.type](value)
    except ValueError:
        text = _("%(label)s cannot have this value.") % {"label": definition.label}
        raise Refused("bad-attribute", text, field=definition.key) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError
    return value.strip()


def _number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        return value
    typed = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) and len(value) <= 20 else ""
    if _NUMBER.fullmatch(typed):
        plain = typed.replace(",", "")
        return float(plain) if "." in plain else int(plain)
    raise ValueError


def _date(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return date.fromisoformat(value.strip()).isoformat()


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _TRUE | _FALSE:
        raise ValueError
    return word in _TRUE


def _url(value: Any) -> str:
    text = _text(value)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:  # javascript: would run on the desk
        raise ValueError
    return text


def _choice(definition: AttributeDefinition, value: Any) -> str:
    if value not in definition.choices:
        raise ValueError
    return str(value)
