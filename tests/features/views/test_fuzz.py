"""Nothing that a person types or a program sends makes an SQL error (QUALITY.md: SQL injection in saved filters)."""

import json
import random
from itertools import product

import pytest

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.features.views.conditions import as_json, from_json, only
from madoguchi.features.views.fields import FIELDS, field_of
from madoguchi.features.views.typed import parse, text_of
from madoguchi.features.views.typed.names import BY_NAME, MARKS, SHORT, STATUSES
from tests.features.views.matters import TOKYO, Matters

FILTERS = 1500

NASTY = [
    "'", '"', "''", "';--", "') OR 1=1 --", "%", "_", "\\", "\\'", "%s", "%(a)s", "{}", "$1", "\x00", "\ud800",
    "🍣", "", " ", "　", ":", "：", "-", "－", ",", "、", "#1", "#99999999999999999999", "#0", "＃７",
    "<", ">", "<=", "..", "=",
    "me", "nobody", "none", "any", "today", "today-9999", "昨日+1", "9999999w", "0d", "7d", "3時間", "2026", "2026-11",
    "2026-02-31", "0001-01-01", "9999-12-31", "2026-11-01T25:99", "2026-11-01..2020-01-01", "1e999", "nan", "-inf",
    "1e14", "true", "はい", "返品", "vip", "山田", "tanaka", "hanako@kobo.example", "a" * 300, "ｱ" * 80,
    "ß", "İ", "\u202e",
    "plan", "in", "a__b", "conversation.in", "contact.plan", "attributes__plan", "pk", "id", "SELECT", "NULL",
]  # fmt: skip
VALUES = [
    None, True, False, 0, 1, -1, 2**31, 2**63 - 1, 2**63, 10**30, 1.5, 1e300, float("1e15"), "", "a", "\x00", "\ud800",
    "'", "%", "me", "nobody", "open", "urgent", "2026-11-01T00:00:00+00:00", "2026-11-01T00:00:00", "2026-11-01",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "a" * 201, [], ["open"], ["high"], ["third"],
    ["a", 1], [1, 2], [[1]], [None],
    [1] * 51, ["me", "nobody"], [0, "Asia/Tokyo"], [0, "../etc/passwd"], [9999, "UTC"], [0, "UTC", 1], {}, {"a": 1},
    ["2026-11-01T00:00:00+00:00", "2020-11-01T00:00:00+00:00"], [True], [float("1e15")], 86400, 10**12,
]  # fmt: skip
OPS = sorted({op for field in FIELDS.values() for op in field.ops} | {"has", "under", "over", "gt", "__in", "", "is "})
NAMES = [
    *FIELDS,
    "conversation.plan",
    "contact.plan",
    "company.level",
    "conversation.in",
    "conversation.a__b",
    "pk",
    "",
    "contact.",
    "x.y",
]


def test_typed_filters(matters: Matters) -> None:
    chance = random.Random(1)
    actor = matters.world.actor(matters.world.misaki)
    with tenant(actor.workspace_id):
        for _number in range(FILTERS):
            text = typed(chance)
            read = parse(text, actor, TOKYO)
            list(visible_to(actor).filter(only(actor, read.with_words)).values_list("id"))
            kept = from_json(json.loads(json.dumps(as_json(read.with_words))))
            assert kept == read.with_words, text
            again = parse(text_of(kept, actor, TOKYO), actor, TOKYO)
            assert again.problems == (), text
            list(visible_to(actor).filter(only(actor, again.with_words)).values_list("id"))


def typed(chance: random.Random) -> str:
    """A filter as a grammar makes it, with something nasty in every place."""
    pieces = []
    for _number in range(chance.randint(1, 4)):
        name = chance.choice(
            [*BY_NAME, *NASTY, "plan", "seats", "trial", "contact.plan", "company.shops", "conversation.in", "a__b"]
        )
        value = chance.choice(
            [*NASTY, *SHORT, *STATUSES, *(said.own for said in MARKS.values())]
            if chance.random() < 0.7
            else ["".join(chance.choices(NASTY, k=3))]
        )
        quote = chance.choice(["", "", '"', "“"])
        piece = f"{name}{chance.choice([':', '：', ':', ''])}{quote}{value}{chance.choice([quote, ''])}"
        pieces.append(chance.choice(["", "", "-", "－"]) + piece)
    return chance.choice([" ", "　", "\n"]).join(pieces)


def test_conditions_that_a_program_sends(matters: Matters) -> None:
    actor = matters.world.actor(matters.world.misaki)
    taken: set[str] = set()
    with tenant(actor.workspace_id):
        for name, op, value, negated in product(NAMES, OPS, VALUES, (False, True)):
            try:
                conditions = from_json([{"field": name, "op": op, "value": value, "not": negated}])
            except Refused as error:
                assert error.code == "bad-condition"  # noqa: PT017 (some are taken, and some are not)
                continue
            taken.add(name)
            list(visible_to(actor).filter(only(actor, conditions)).values_list("id"))
            again = parse(text_of(conditions, actor, TOKYO), actor, TOKYO)
            is_of_another_type = "." in name  # an attribute of this key may be defined otherwise
            assert is_of_another_type or again.problems == (), conditions
    assert taken == {name for name in NAMES if field_of(name) is not None}


@pytest.mark.parametrize("rows", [None, "is:open", 7, {}, [None], [[]], ["open"], [{}], [{"field": 1, "op": 1}]])
def test_what_is_no_list_of_conditions_is_refused(db: None, rows: object) -> None:
    with pytest.raises(Refused):
        from_json(rows if rows != {} else {"field": "status"})
