"""People, teams, tags and inboxes by what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat

from madoguchi.base.kana import from_romaji
from madoguchi.base.text import normal
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.queries.words import tags_visible_to
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import people_visible_to, teams_visible_to
from madoguchi.features.kinds.models import Kind

PLACES = ("conversation", "contact", "company")


@dataclass(frozen=True, slots=True)
class Thing:
    """One of them. `others` are more names by which it is found: furigana, mail address."""

    id: int
    name: str
    others: str = ""


@dataclass(slots=True)
class Things:
    """Those of a workspace, read when the first is asked for: of all wanted kinds in one query."""

    actor: Actor
    kinds: tuple[str, ...]
    _read: dict[str, list[Thing]] | None = field(default=None, init=False)

    def of(self, kind: str) -> list[Thing]:
        if self._read is None:
            self._read = _things(self.actor, self.kinds)
        return self._read.get(kind, [])

    def called(self, kind: str, text: str) -> list[Thing]:
        """Those whose name is the text; where there is none, those whose name begins with it."""
        wanted = [key for key in (_key(text), from_romaji(_key(text))) if key]
        named = [(thing, _keys(thing)) for thing in self.of(kind)]
        exact = [thing for thing, keys in named if any(key in keys for key in wanted)]
        return exact or [thing for thing, keys in named if any(name.startswith(key) for name in keys for key in wanted)]

    def name_of(self, kind: str, row_id: int) -> str:
        """ "" for one that is gone."""
        return next((thing.name for thing in self.of(kind) if thing.id == row_id), "")


def _things(actor: Actor, kinds: Iterable[str]) -> dict[str, list[Thing]]:
    sources: dict[str, tuple[QuerySet[Any], Any]] = {
        "assignee": (people_visible_to(actor), Concat("name_kana", Value("\n"), "email", output_field=TextField())),
        "team": (teams_visible_to(actor), Value("")),
        "tag": (tags_visible_to(actor), Value("")),
        "kind": (
            Kind.objects.filter(workspace_id=actor.workspace_id),
            Concat("name_ja", Value("\n"), "name_en", output_field=TextField()),
        ),
        "inbox": (inboxes.visible_to(actor), Value("")),
    }
    queries = [
        rows.order_by().values_list(Value(kind), "id", "name", others)
        for kind, (rows, others) in sources.items()
        if kind in kinds
    ]
    found: dict[str, list[Thing]] = {}
    for kind, row_id, name, others in queries[0].union(*queries[1:], all=True) if queries else ():
        found.setdefault(kind, []).append(Thing(row_id, name, others))
    return found


def definitions(actor: Actor) -> list[AttributeDefinition]:
    """The custom attributes that a filter can name; those of conversations first, then those of contacts."""
    rows = AttributeDefinition.objects.filter(workspace_id=actor.workspace_id)
    return sorted(rows, key=lambda row: (PLACES.index(row.on), row.label, row.id))


def _key(text: str) -> str:
    return normal(text).replace(" ", "")


def _keys(thing: Thing) -> set[str]:
    return {key for name in (thing.name, *thing.others.split("\n")) if (key := _key(name))}
