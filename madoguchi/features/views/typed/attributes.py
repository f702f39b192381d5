"""Custom attributes in a typed filter: by key or label, with "contact." or the like where two are alike."""

from collections.abc import Sequence

from madoguchi.base.text import normal
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.typed.names import ANY, YES, meant

Type = AttributeDefinition.Type
ON = {"conversation": ("conversation", "対応"), "contact": ("contact", "連絡先"), "company": ("company", "会社")}


def named_attribute(name: str, definitions: Sequence[AttributeDefinition]) -> AttributeDefinition | None:
    """The one that is meant."""
    place, dot, key = normal(name).partition(".")
    on = next((on for on, said in ON.items() if place in map(normal, said)), "") if dot else ""
    wanted = key if on else normal(name)
    return next(
        (
            row
            for row in definitions
            if (not on or row.on == on) and wanted in (normal(row.key), normal(row.label).replace(" ", ""))
        ),
        None,
    )


def attribute_condition(definition: AttributeDefinition, parts: Sequence[str]) -> Condition | None:
    """What values say of an attribute of this type; None for one that it cannot have."""
    name, value = f"{definition.on}.{definition.key}", ",".join(parts)
    if (word := meant(ANY, value)) != "":
        return Condition(name, "set", True, word == "none")
    if definition.type in (Type.NUMBER, Type.DATE):
        return _measured(name, definition.type, normal(value))
    if definition.type == Type.BOOLEAN:
        answer = meant(YES, value)
        return Condition(name, "is", (answer == "yes",)) if answer else None
    if definition.type == Type.CHOICE:
        given = [normal(part.removeprefix("=")) for part in parts]
        chosen = tuple(str(one) for one in definition.choices if normal(str(one)) in given)
        return Condition(name, "is", chosen) if chosen else None
    if all(part.startswith("=") and part[1:] for part in parts):
        return Condition(name, "is", tuple(part[1:] for part in parts))
    return Condition(name, "has", value)


def _measured(name: str, kind: str, text: str) -> Condition | None:
    sign = next((one for one in ("<", ">", "=") if text.startswith(one)), "")
    rest = text[len(sign) :]
    measure = _number(rest) if kind == Type.NUMBER else rest
    if measure is None:
        return None
    if sign in ("", "="):
        return Condition(name, "is", (measure,))
    return Condition(name, "under" if sign == "<" else "over", measure)


def _number(text: str) -> int | float | None:
    try:
        number = float(text) if len(text) <= 20 else None
    except ValueError:
        return None
    if number is None or number != number or abs(number) >= 1e15:
        return None
    return int(number) if number.is_integer() else number
