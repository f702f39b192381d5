"""From what somebody typed to conditions, with the problems in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.text import normal
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.contacts.queries import companies_like
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.conditions import MOST_CONDITIONS, Condition
from madoguchi.features.views.fields.kinds import LARGEST_ID, LONGEST_TEXT
from madoguchi.features.views.typed import names
from madoguchi.features.views.typed.attributes import attribute_condition, named_attribute
from madoguchi.features.views.typed.names import BY_NAME, OWN, SHORT, Operator, meant
from madoguchi.features.views.typed.things import Things, definitions
from madoguchi.features.views.typed.times import time_condition
from madoguchi.features.views.typed.tokens import LONGEST, Token, tokens

MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Word:
    """What belongs to no operator: a word or a phrase to be found, or (`excluded`) not to be found."""

    text: str
    is_phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed filter as it was understood. `problems` are sentences; with one of them it says less than was meant."""

    conditions: tuple[Condition, ...] = ()
    words: tuple[Word, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def with_words(self) -> tuple[Condition, ...]:
        """The words as conditions too: to be found in subject, preview, or the contact's names and address."""
        return (*self.conditions, *(Condition("words", "has", one.text, one.excluded) for one in self.words))


class Misunderstood(Exception):
    """A sentence about what is wrong with a value."""


@dataclass(slots=True)
class Reading:
    """One filter being read."""

    actor: Actor
    zone: ZoneInfo
    things: Things
    present: datetime = field(default_factory=now)
    attributes: list[AttributeDefinition] | None = None

    def definitions(self) -> list[AttributeDefinition]:
        if self.attributes is None:
            self.attributes = definitions(self.actor)
        return self.attributes


def parse(text: str, actor: Actor, zone: ZoneInfo) -> Typed:
    """What `text` asks for, its days in `zone`; needs a tenant. At most four queries, none where nothing is named."""
    pieces = list(tokens(text))
    kinds = {one.field for piece in pieces if piece.name and (one := BY_NAME.get(normal(piece.name)))}
    reading = Reading(actor, zone, Things(actor, tuple(sorted(kinds & {"assignee", "team", "tag", "kind", "inbox"}))))
    conditions: list[Condition] = []
    words: list[Word] = []
    problems: list[str] = (
        [_("A filter may have %(count)d letters.") % {"count": LONGEST}] if len(text) > LONGEST else []
    )
    for piece in pieces:
        try:
            condition = _condition(piece, reading) if piece.name else None
        except Misunderstood as error:
            problems.append(str(error))
            continue
        if condition is not None:
            conditions.append(condition)
        else:
            words.append(_word(piece))
    if len(conditions) > MOST_CONDITIONS or len(words) > MOST_WORDS:
        problems.append(_("These are too many conditions at once."))
    return Typed(tuple(conditions[:MOST_CONDITIONS]), tuple(words[:MOST_WORDS]), tuple(dict.fromkeys(problems)))


def _word(piece: Token) -> Word:
    """An address of a page, or a time of day, has a colon too and is a word."""
    text = piece.value if not piece.name else piece.raw.lstrip("-－−") if piece.negated else piece.raw
    return Word(text[:LONGEST_TEXT], piece.is_phrase, piece.negated)


def _condition(piece: Token, reading: Reading) -> Condition | None:
    """Raises Misunderstood; None for a word that only looks like an operator."""
    operator = BY_NAME.get(normal(piece.name))
    if operator is None and (piece.name.isdigit() or piece.value.startswith("//")):
        return None
    definition = named_attribute(piece.name, reading.definitions()) if operator is None else None
    if operator is None and definition is None:
        raise Misunderstood(_("There is no condition “%(name)s:”.") % {"name": piece.name})
    if not piece.parts:
        raise Misunderstood(_("Say what “%(name)s:” should be.") % {"name": piece.name})
    if definition is not None:
        made = attribute_condition(definition, piece.parts)
    else:
        assert operator is not None
        made = READERS[operator.kind](operator, piece, reading)
    if made is None or not made.fits:
        raise _wrong_value(piece)
    return Condition(made.field, made.op, made.value, made.negated != piece.negated)


def _wrong_value(piece: Token) -> Misunderstood:
    return Misunderstood(_("“%(name)s:” cannot be “%(value)s”.") % {"name": piece.name, "value": piece.value[:60]})


def _state(_operator: Operator, piece: Token, _reading: Reading) -> Condition | None:
    """A status, or a mark such as "unreplied". Several statuses may stand behind one another."""
    if len(piece.parts) == 1:
        for (name, op), said in names.MARKS.items():
            if normal(piece.parts[0]) in map(normal, said.all):
                return Condition(name, op, True)
        if short := SHORT.get(normal(piece.parts[0])):
            return short
    return _chosen("status", names.STATUSES, piece)


def _choice(operator: Operator, piece: Token, _reading: Reading) -> Condition | None:
    return _chosen(operator.field, names.CHOICES[operator.field], piece)


def _channel(operator: Operator, piece: Token, _reading: Reading) -> Condition:
    return Condition(
        operator.field, "is", tuple(meant(names.CHANNELS, part) or normal(part)[:20] for part in piece.parts)
    )


def _chosen(name: str, said: dict[str, names.Said], piece: Token) -> Condition | None:
    values = tuple(meant(said, part) for part in piece.parts)
    return Condition(name, "is", values) if all(values) else None


def _person(operator: Operator, piece: Token, reading: Reading) -> Condition:
    return _named(operator, piece, reading, ("me", "nobody"))


def _thing(operator: Operator, piece: Token, reading: Reading) -> Condition:
    return _named(operator, piece, reading, () if operator.field == "inbox" else ("nobody",))


def _named(operator: Operator, piece: Token, reading: Reading, own: tuple[str, ...]) -> Condition:
    values: list[int | str] = []
    for part in piece.parts:
        found = [thing.id for thing in reading.things.called(operator.field, part)]
        if known := _number(part):
            values.append(known)
        elif (word := meant(OWN, part)) in own and not (found and word == "nobody"):
            values.append(word)
        elif found:
            values += found
        else:
            text = _("There is no “%(value)s” for “%(name)s:”.") % {"value": part[:60], "name": piece.name}
            raise Misunderstood(text)
    return Condition(operator.field, "is", tuple(dict.fromkeys(values)))


def _number(text: str) -> int:
    """#7 names something by its id, as what is gone is written; 0 for anything else."""
    digits = text.lstrip("#＃")
    is_number = digits != text and digits.isascii() and digits.isdigit() and len(digits) <= 19
    return int(digits) if is_number and 0 < int(digits) <= LARGEST_ID else 0


def _contact(operator: Operator, piece: Token, _reading: Reading) -> Condition:
    numbers = tuple(_number(part) for part in piece.parts)
    if all(numbers):
        return Condition(operator.field, "is", numbers)
    return Condition(operator.field, "has", piece.value)


def _company(operator: Operator, piece: Token, reading: Reading) -> Condition:
    values: list[int] = []
    for part in piece.parts:
        found = [_number(part)] if _number(part) else [one.id for one in companies_like(part, actor=reading.actor)]
        if not found:
            text = _("There is no “%(value)s” for “%(name)s:”.") % {"value": part[:60], "name": piece.name}
            raise Misunderstood(text)
        values += found
    return Condition(operator.field, "is", tuple(dict.fromkeys(values)))


def _text(operator: Operator, piece: Token, _reading: Reading) -> Condition:
    return Condition(operator.field, "has", piece.value)


def _time(operator: Operator, piece: Token, reading: Reading) -> Condition | None:
    return time_condition(operator.field, piece.value, reading.zone, reading.present)


def _before(operator: Operator, piece: Token, reading: Reading) -> Condition | None:
    return time_condition(operator.field, f"<{piece.value}", reading.zone, reading.present)


def _after(operator: Operator, piece: Token, reading: Reading) -> Condition | None:
    return time_condition(operator.field, f">={piece.value}", reading.zone, reading.present)


READERS: dict[str, Callable[[Operator, Token, Reading], Condition | None]] = {
    "is": _state,
    "choice": _choice,
    "channel": _channel,
    "person": _person,
    "thing": _thing,
    "contact": _contact,
    "company": _company,
    "text": _text,
    "time": _time,
    "within": _time,
    "before": _before,
    "after": _after,
}
