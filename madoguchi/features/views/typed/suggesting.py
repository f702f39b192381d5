"""What could come next in a typed filter: operators, then their values."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from madoguchi.base.kana import from_romaji
from madoguchi.base.text import normal
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.contacts.queries import companies_like
from madoguchi.core.contacts.queries import search as contacts_like
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.typed import names
from madoguchi.features.views.typed.attributes import named_attribute
from madoguchi.features.views.typed.names import BY_NAME, OPERATORS, Operator, Said
from madoguchi.features.views.typed.things import Things, definitions
from madoguchi.features.views.typed.writing import quoted

MOST = 12
_LAST = re.compile(r"""(?:^|[\s])([-－−]?)((?:[^\s"“”＂]|["“”＂][^"“”＂]*(?:["“”＂]|$))*)$""")
_LENGTHS = (("1h", "1時間"), ("4h", "4時間"), ("1d", "1日"), ("3d", "3日"), ("7d", "7日"), ("30d", "30日"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is the whole filter with it; behind an operator its value is still to come."""

    text: str
    label: str
    hint: str | Promise = ""
    caret: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody types: what stands before and behind the piece that is being typed."""

    before: str
    piece: str
    behind: str

    def with_piece(self, piece: str, label: str, hint: str | Promise = "") -> Suggestion:
        done = "" if piece.endswith(":") or self.behind.startswith((" ", "\u3000")) else " "
        written = f"{self.before}{piece}{done}"
        return Suggestion(f"{written}{self.behind}", label, hint, len(written))


def suggestions(text: str, caret: int, actor: Actor) -> list[Suggestion]:
    """What could stand at the caret; needs a tenant. Two queries at most."""
    found = _LAST.search(text[:caret])
    if found is None:
        return []
    place = Place(text[: found.start(2)], found[2], text[caret:])
    name, colon, value = place.piece.replace("：", ":").partition(":")
    if not colon:
        return [*_operators(place, name), *_attributes(place, name, actor)][:MOST] if name else _operators(place, "")
    operator = BY_NAME.get(normal(name))
    start, _comma, last = value.rpartition(",")
    before = f"{name}:{start}," if start else f"{name}:"
    values = _values_of(operator, last, actor) if operator else _values_of_attribute(name, actor)
    fitting = [one for one in values if _fits(last.strip('"“”＂'), one[2] or (one[0],))]
    return [place.with_piece(before + quoted(written), label) for written, label, _others in fitting][:MOST]


def _operators(place: Place, begun: str) -> list[Suggestion]:
    return [
        place.with_piece(f"{one.said.own}:", f"{one.said.own}:", one.hint)
        for one in OPERATORS
        if _fits(begun, one.said.all)
    ]


def _attributes(place: Place, begun: str, actor: Actor) -> Iterator[Suggestion]:
    for row in definitions(actor):
        if _fits(begun, (row.key, row.label)):
            yield place.with_piece(f"{row.on}.{row.key}:", row.label, f"{row.on}.{row.key}:")


def _fits(begun: str, all_names: Iterable[str]) -> bool:
    """Whether one of the names begins so; romaji finds Japanese ones."""
    keys = [key for key in (normal(begun), from_romaji(normal(begun))) if key or not begun]
    return any(normal(name).startswith(key) for name in all_names for key in keys)


Value = tuple[str, str, tuple[str, ...]]  # as it is written, as it is shown, and by what it is found


def _values_of(operator: Operator, begun: str, actor: Actor) -> list[Value]:
    if operator.kind == "is":
        short = (Said(("unassigned",), ("担当者なし", "たんとうしゃなし")), Said(("mine",), ("自分", "じぶん")))
        return [_said(one) for one in (*names.STATUSES.values(), *names.MARKS.values(), *short)]
    if operator.kind in ("person", "thing"):
        return list(_things(operator, actor))
    if operator.kind == "choice":
        return [_said(one) for one in names.CHOICES[operator.field].values()]
    if operator.kind == "channel":
        return [_said(one) for one in names.CHANNELS.values()]
    if operator.kind == "company":
        return [(one.name, one.name, (begun,)) for one in companies_like(begun, actor=actor, limit=MOST)]
    if operator.kind == "contact" and begun:
        return [(one.name, one.name, (begun,)) for one in contacts_like(begun, actor=actor, limit=MOST) if one.name]
    return list(_times(operator)) if operator.kind in ("time", "before", "after", "within") else []


def _said(one: Said) -> Value:
    return one.own, one.own, one.all


def _things(operator: Operator, actor: Actor) -> Iterator[Value]:
    own = {
        "assignee": tuple(names.OWN.values()),
        "tag": (names.NOTHING,),
        "kind": (names.NOTHING,),
        "team": (names.NOTHING,),
    }
    yield from map(_said, own.get(operator.field, ()))
    for thing in sorted(Things(actor, (operator.field,)).of(operator.field), key=lambda one: one.name):
        yield thing.name, thing.name, (thing.name, thing.name.replace(" ", ""), *thing.others.split("\n"))


def _times(operator: Operator) -> Iterator[Value]:
    lengths = [Said((english,), (japanese,)) for english, japanese in _LENGTHS]
    if operator.field == "waiting":
        yield from ((f">{one.own}", f">{one.own}", tuple(f">{name}" for name in one.all)) for one in lengths)
        return
    if operator.kind == "time":
        if operator.field == "due":
            yield from map(_said, (names.MARKS["due", "past"], names.ANY["none"]))
        yield from map(
            _said, names.DAYS.values() if operator.field in ("due", "snoozed") else [*names.DAYS.values()][:2]
        )
    if operator.kind in ("time", "within"):
        yield from map(_said, lengths[2:])
    else:
        yield from map(_said, [*names.DAYS.values()][:2])


def _values_of_attribute(name: str, actor: Actor) -> list[Value]:
    row = named_attribute(name, definitions(actor))
    if row is None:
        return []
    marks = [_said(one) for one in names.ANY.values()]
    if row.type == AttributeDefinition.Type.BOOLEAN:
        return [*(_said(one) for one in names.YES.values()), *marks]
    return [*((str(one), str(one), ()) for one in row.choices), *marks]
