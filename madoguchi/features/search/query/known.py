"""The words that a workspace knows, and how they may be typed: readings, beginnings, single kanji."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from madoguchi.core.contacts.queries import LAST_LETTER

MOST_BEGUN = 24
MOST_HOLDING = 40
LOOKED_AT = 400  # of those that begin alike, in their order

LOOK_UP = """
SELECT 'typed', typed, word FROM search_words WHERE workspace_id = %(workspace)s AND typed = ANY(%(typed)s)
UNION ALL
SELECT 'begun', begun, word FROM unnest(%(begun)s::text[]) AS begun CROSS JOIN LATERAL (
  SELECT word FROM (
    SELECT typed, word FROM search_words
    WHERE workspace_id = %(workspace)s AND typed >= begun AND typed < begun || %(last)s
    ORDER BY typed LIMIT %(looked_at)s
  ) AS alike ORDER BY length(typed), typed LIMIT %(most_begun)s
) AS found
UNION ALL
SELECT 'held', held, word FROM unnest(%(held)s::text[]) AS held CROSS JOIN LATERAL (
  SELECT DISTINCT word FROM search_words WHERE workspace_id = %(workspace)s AND strpos(word, held) > 0
  LIMIT %(most_holding)s
) AS found
"""


@dataclass(slots=True)
class Wanted:
    """What is to be looked up: words by the whole of how they are typed, by its beginning, or by a letter in them."""

    typed: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Known:
    """The words found for each. One that stands for several (a name of two parts) has spaces in it."""

    typed: dict[str, list[str]]
    begun: dict[str, list[str]]
    held: dict[str, list[str]]


def known_words(workspace_id: int, wanted: Wanted) -> Known:
    """One query, none where nothing is wanted."""
    found: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in ("typed", "begun", "held")}
    if wanted.typed or wanted.begun or wanted.held:
        values: dict[str, Any] = {"typed": list(wanted.typed), "begun": list(wanted.begun), "held": list(wanted.held)}
        values |= {"workspace": workspace_id, "last": LAST_LETTER, "looked_at": LOOKED_AT}
        values |= {"most_begun": MOST_BEGUN, "most_holding": MOST_HOLDING}
        with connection.cursor() as cursor:
            cursor.execute(LOOK_UP, values)
            for kind, asked, word in cursor.fetchall():
                found[kind][asked].append(word)
    return Known(**found)
