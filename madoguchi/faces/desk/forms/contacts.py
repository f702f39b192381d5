"""What the forms about people send, as the core takes it."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from madoguchi.core.contacts.actions.companies import create_company
from madoguchi.core.contacts.fields import TEXTS
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.contacts.queries import companies_like
from madoguchi.core.people.actor import Actor
from madoguchi.faces.desk.attributes import attributes_in

BETWEEN = re.compile(r"[,;、，；]")


def contact_changes(data: QueryDict, definitions: Iterable[AttributeDefinition], *, actor: Actor) -> dict[str, Any]:
    """The fields of a contact that a form holds; a company is named, and made where there is none of that name."""
    changes: dict[str, Any] = {name: data[name] for name in (*TEXTS, "time_zone", "kind") if name in data}
    if "company" in data:
        changes["company_id"] = company_of(data.get("company", ""), actor=actor)
    attributes = attributes_in(data, definitions)
    return {**changes, "attributes": attributes} if attributes else changes


def new_contact(data: QueryDict, definitions: Iterable[AttributeDefinition], *, actor: Actor) -> dict[str, Any]:
    """The same of somebody new: where no company is named, the mail domain may tell it."""
    fields = contact_changes(data, definitions, actor=actor)
    return {name: value for name, value in fields.items() if name != "company_id" or value is not None}


def company_of(typed: str, *, actor: Actor) -> int | None:
    """The company of this very name, made if need be; None for no name."""
    name = " ".join(typed.split())
    if not name:
        return None
    known = [company for company in companies_like(name, actor=actor) if company.name == name]
    return known[0].id if known else create_company({"name": name}, actor=actor).id


def company_changes(data: QueryDict, definitions: Iterable[AttributeDefinition]) -> dict[str, Any]:
    """The fields of a company that a form holds; domains stand one a line, or between commas."""
    changes: dict[str, Any] = {name: data[name] for name in ("name", "name_kana", "external_id") if name in data}
    if "domains" in data:
        changes["domains"] = BETWEEN.sub(" ", data.get("domains", "")).split()
    attributes = attributes_in(data, definitions)
    return {**changes, "attributes": attributes} if attributes else changes
