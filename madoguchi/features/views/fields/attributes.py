"""Custom attributes as fields: "conversation.plan", "contact.seats", "company.size".

An operator takes values of any of their types.
"""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, TextField, Value
from django.db.models.lookups import Exact, GreaterThan, LessThan

from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.fields.kinds import Check, Field, is_some, is_text, is_yes, texts
from madoguchi.features.views.fields.texts import holds

NAME = re.compile(r"(conversation|contact|company)\.([-a-zA-Z0-9_]{1,60})")
LARGEST = 1e15
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _is_measure(value: Any) -> bool:
    """A number, or a day as attributes keep it."""
    return _is_number(value) or (isinstance(value, str) and DAY.fullmatch(value) is not None)


def _are_values(value: Any) -> bool:
    return texts(value) or (is_some(value) and all(isinstance(one, bool) or _is_number(one) for one in value))


OPS: dict[str, Check] = {
    "is": _are_values,
    "has": is_text,
    "under": _is_measure,
    "over": _is_measure,
    "set": is_yes,
}


def attribute_field(name: str) -> Field | None:
    """The field of a name. Whether the workspace has such an attribute does not matter: then nothing is found."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    of = {"conversation": _of_conversation, "contact": _of_contact, "company": _of_company}[found[1]]
    return Field(name, OPS, of(found[2]))


def _of_conversation(key: str) -> Any:
    return lambda _actor, op, value: _holds(key, op, value)


def _of_contact(key: str) -> Any:
    def only(actor: Actor, op: str, value: Any) -> Q:
        theirs = Contact.objects.filter(workspace_id=actor.workspace_id, id=OuterRef("contact_id"))
        return Q(Exists(theirs.filter(_holds(key, op, value))))

    return only


def _of_company(key: str) -> Any:
    def only(actor: Actor, op: str, value: Any) -> Q:
        theirs = Contact.objects.filter(workspace_id=actor.workspace_id, id=OuterRef("contact_id"))
        holding = Company.objects.filter(
            _holds(key, op, value), workspace_id=actor.workspace_id, id=OuterRef("company_id")
        )
        return Q(Exists(theirs.filter(Exists(holding))))

    return only


def _holds(key: str, op: str, value: Any) -> Q:
    """Never NULL, so that the opposite holds for those who have no such attribute."""
    there = Q(attributes__has_key=key)
    if op == "set":
        return there
    if op == "has":
        return there & holds(_at(key, "jsonb_extract_path_text", TextField()), value)
    kept = _at(key, "jsonb_extract_path", JSONField())
    if op == "is":
        return there & reduce(or_, (Q(Exact(kept, one)) for one in value))
    return there & Q((LessThan if op == "under" else GreaterThan)(kept, value))


def _at(key: str, function: str, kind: Any) -> Func:
    """By the key as a value: as a part of a lookup's name, "in" or "a__b" would mean something else."""
    return Func(F("attributes"), Value(key), function=function, output_field=kind)
