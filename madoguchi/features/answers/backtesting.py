"""What would have been answered, and how well. Pure: cases in, outcomes out.

The cases are in the order of time. They are cut into windows; what is asked in a window is answered with what was
learnt from all cases before it, so that nothing is known from the future. The first part is only learnt from.
A question that a person answered without an article counts as wrong when it would have been answered: nobody has said
that an article is right there. So the precision is the least that can be claimed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from madoguchi.base.words.taking import forms
from madoguchi.features.answers.history import Case
from madoguchi.features.answers.ranking import Past

FIRST = 0.5  # of the cases is only learnt from
WINDOWS = 4
FEWEST = 20  # cases in all, to begin with
ALIKE = 0.34  # of the words of two questions, to be of one topic
MOST_TOPICS = 50
Told = Callable[[int, int], None]  # how many are done, of how many


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, the best article for it (None: none), how sure, whether it would have been said, and rightly."""

    case: Case
    given: int | None
    confidence: float
    answered: bool

    @property
    def right(self) -> bool:
        return self.given is not None and self.given == self.case.article_id


@dataclass(frozen=True, slots=True)
class Window:
    """Cases to ask, and how many of all come before them."""

    start: int
    end: int


def untold(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def windows(count: int) -> list[Window]:
    """How `count` cases are cut; none for fewer than FEWEST."""
    if count < FEWEST:
        return []
    first = int(count * FIRST)
    cuts = [first + round((count - first) * part / WINDOWS) for part in range(WINDOWS + 1)]
    return [Window(start, end) for start, end in pairwise(cuts) if end > start]


def past_of(cases: Sequence[Case], known: frozenset[int]) -> list[Past]:
    """As the ranking takes them; an article that is no more answers nothing."""
    return [
        Past(case.question, str(case.article_id)) if case.article_id else Past(case.question, None, by_hand=True)
        for case in cases
        if case.article_id is None or case.article_id in known
    ]


def topics(questions: Sequence[str]) -> list[int]:
    """Which questions belong together: a number for each from 1, 0 for one that stands alone. By their words: each goes
    to the first topic whose own first question shares ALIKE of the words of both; then small ones are let go."""
    leaders: list[frozenset[str]] = []
    found: list[int] = []
    for question in questions:
        said = forms(question)
        place = next((n for n, leader in enumerate(leaders) if _alike(leader, said)), None)
        if place is None and said and len(leaders) < 2_000:
            leaders.append(said)
            place = len(leaders) - 1
        found.append(-1 if place is None else place)
    return list(_numbered(found))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE


def _numbered(found: Sequence[int]) -> Iterator[int]:
    counts: dict[int, int] = {}
    for place in found:
        counts[place] = counts.get(place, 0) + 1
    several = [place for place in counts if place >= 0 and counts[place] > 1]
    several.sort(key=lambda place: (-counts[place], place))
    numbers = {place: number for number, place in enumerate(several[:MOST_TOPICS], start=1)}
    return (numbers.get(place, 0) for place in found)
