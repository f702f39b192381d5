"""By what features and recipes are found: their names and the other names by which people ask, in part while somebody
types, and by the words of a whole question, with the glossary's synonyms.

The registry of a product is small: what has a word in common with the question is read and ranked here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db.models import Case, Q, QuerySet, Value, When

from madoguchi.base.text import normal
from madoguchi.base.words.lines import holds, kept_lines, named
from madoguchi.base.words.taking import words as taken
from madoguchi.core.people.actor import Actor
from madoguchi.features.glossary.queries import synonym_groups
from madoguchi.features.glossary.spotting import spotted
from madoguchi.features.registry.models import Feature, FeatureText, Recipe

MOST_WORDS = 8
MOST_FORMS = 40
MOST_RANKED = 300
MOST_OFFERED = 12
ENOUGH = 0.4  # of what a question says, in the weight of its words
# What a question says beside the thing that it asks about, in the forms of base/words.
ASKING = frozenset(
    ["出来", "可能", "機能", "方法", "教", "知", "欲", "対応", "使", "利用", "possibl", "way", "featur", "support"]
)
SIGNS = str.maketrans(dict.fromkeys("?!.,、。「」", " "))
Group = Sequence[str]
Concept = list[frozenset[str]]
R = TypeVar("R", Feature, Recipe)


def words_of_feature(area: str, texts: Iterable[FeatureText]) -> str:
    """For the column `words`."""
    texts = list(texts)
    names = [line for text in texts for line in named(text.name)]
    aliases = [line for text in texts for alias in text.aliases.splitlines() for line in named(alias)]
    return kept_lines([*names, *aliases, area])


def forms_of(texts: Iterable[str]) -> list[str]:
    """For the column `forms`: the words of the texts, each in the form by which it is found."""
    return sorted({word.form for text in texts for word in taken(text) if word.form})


def found(rows: QuerySet[R], text: str, actor: Actor) -> QuerySet[R]:
    """Those that hold every word that was typed, and the best for it as a question; all for no word."""
    if not text.strip():
        return rows
    groups = synonym_groups(actor.workspace_id)
    return rows.filter(_holds_all(text, groups) | Q(id__in=[row.id for row in _ranked(rows, text, groups)]))


def best(rows: QuerySet[R], text: str, actor: Actor, *, limit: int = MOST_OFFERED) -> list[R]:
    """The best for what was typed or asked, the best first; by name for no word."""
    if not text.strip():
        return list(rows.order_by("words", "id")[:limit])
    return _ranked(rows, text, synonym_groups(actor.workspace_id))[:limit]


def _ranked(rows: QuerySet[R], text: str, groups: Sequence[Group]) -> list[R]:
    concepts = concepts_of(text, groups)
    forms = sorted({form for concept in concepts for ways in concept for form in ways})[:MOST_FORMS]
    held, like = _holds_all(text, groups), Q(forms__overlap=forms) if forms else Q(pk__in=())
    is_held = Case(When(held, then=Value(True)), default=Value(False))
    known = {row.id: row for row in rows.filter(held | like).annotate(is_held=is_held).order_by("id")[:MOST_RANKED]}
    fits = {row_id: _fitting(concepts, set(row.forms)) for row_id, row in known.items()}
    common = Counter(number for numbers in fits.values() for number in numbers)
    weights = [1 / (1 + common[number]) if common[number] else 0.5 for number in range(len(concepts))]
    whole = sum(weights) or 1.0

    def score(row: R) -> float:
        share = sum(weights[number] for number in fits[row.id]) / whole
        is_held: bool = row.is_held  # type: ignore[attr-defined]  # by annotate
        return share + float(is_held) + (0.5 if f"\n{normal(text)}" in row.words else 0.0)

    ranked = sorted(known.values(), key=lambda row: (-score(row), row.id))
    return [row for row in ranked if score(row) >= ENOUGH]


def concepts_of(text: str, groups: Sequence[Group]) -> list[Concept]:
    """What a question speaks of: each of its words, with all the ways to say it. A way is the words that belong to it
    (貸 and 出 of 貸し出し), all of which have to be there."""
    concepts: list[Concept] = []
    spoken: set[str] = set()
    for group in groups:
        members = spotted(text, [member for member in group if len(member) > 1])
        if members:
            ways = [frozenset(forms_of([member])) for member in group]
            concepts.append([way for way in dict.fromkeys(ways) if way])
            spoken.update(*(forms_of([member]) for member in members))
    own = dict.fromkeys(word.form for word in taken(text) if word.form not in spoken | ASKING | {""})
    return concepts + [[frozenset({form})] for form in own]


def _fitting(concepts: Sequence[Concept], forms: Collection[str]) -> list[int]:
    """The numbers of those that are spoken of."""
    return [number for number, ways in enumerate(concepts) if any(way.issubset(forms) for way in ways)]


def _holds_all(text: str, groups: Sequence[Group]) -> Q:
    """Every word that was typed, or one of its synonyms."""
    wanted = Q()
    for word in normal(text).translate(SIGNS).split()[:MOST_WORDS]:
        ways = holds("", word)
        for group in groups:
            for member in map(normal, group):
                if len(member) > 1 and member in word:
                    for other in group:
                        ways |= holds("", word.replace(member, normal(other)))
        wanted &= ways
    return wanted
