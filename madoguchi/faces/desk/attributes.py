"""Custom attributes as pages show and forms send them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.people.actor import Actor

Valued = list[tuple[AttributeDefinition, Any]]


def definitions_of_both(actor: Actor) -> QuerySet[AttributeDefinition]:
    """The attributes of contacts and of conversations: what stands beside a conversation, in one query."""
    found = AttributeDefinition.objects.filter(workspace_id=actor.workspace_id, on__in=["contact", "conversation"])
    return found.order_by("label", "id")


def valued(definitions: Iterable[AttributeDefinition], on: str, values: Mapping[str, Any]) -> Valued:
    """Each attribute of one kind of thing with its value, None where it has none."""
    return [(row, values.get(row.key)) for row in definitions if row.on == on]


def attributes_in(data: QueryDict, definitions: Iterable[AttributeDefinition]) -> dict[str, Any]:
    """The custom attributes that a form holds; an empty one is taken away."""
    keys = [row.key for row in definitions if f"attribute-{row.key}" in data]
    return {key: data.get(f"attribute-{key}", "").strip() or None for key in keys}
