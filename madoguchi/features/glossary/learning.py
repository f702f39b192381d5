"""Which words customers use where we say a term: found in resolved conversations, and suggested to a person. Pure.

A conversation speaks for "word w means term t" when we said t in it, its customer never did, and said w instead. For
each pair the four numbers are counted over all conversations (said both, only t, only w, neither) and weighed by the
log-likelihood ratio G² of Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", Computational
Linguistics 19(1), 1993, which holds for rare words too; G² is distributed as chi-squared with one degree of freedom.
A word is suggested when

- it was said in at least LEAST such conversations of at least LEAST_PEOPLE contacts (so it is nobody's name),
- it goes with the term more often than without it, and G² >= ENOUGH: by chance that is one pair in a million, for very
  many pairs are looked at,
- it is in at most COMMON of all conversations (so it is no greeting),
- and we ourselves say it in at most OURS of the conversations that speak for it: a thing that goes with the term is
  named by both sides (請求書 with 支払い), another word for it by one.

The same conversations give the same suggestions, in the same order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from madoguchi.base.words.taking import Word
from madoguchi.base.words.taking import words as taken

LEAST = 4  # conversations
LEAST_PEOPLE = 3
ENOUGH = 23.93  # of G²: p < 0.000001
COMMON = 0.3
OURS = 0.34
MOST_EACH = 3  # words for a term
SHORTEST = 2  # letters


@dataclass(frozen=True, slots=True)
class Talk:
    """A resolved conversation: what its customer wrote, what we replied."""

    contact_id: int
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """A word of customers for a term, as most of them write it: in how many conversations, and its G²."""

    term_id: int
    word: str
    times: int
    weight: float


@dataclass(slots=True)
class _Tally:
    """Of one term: the conversations in which we said it and they did not, by what they said."""

    said: int = 0
    people: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    words: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)


class Learner:
    """Reads conversations one by one, and keeps counts alone. `terms`: the words of each term, ours and theirs."""

    def __init__(self, terms: Mapping[int, Sequence[str]]) -> None:
        self._ways: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)  # by one of their forms
        for term_id, words in terms.items():
            for way in filter(None, map(_forms, words)):
                self._ways[min(way)].append((term_id, way))
        self._known = {form for ways in self._ways.values() for _term_id, way in ways for form in way}
        self._tallies: dict[int, _Tally] = defaultdict(_Tally)
        self._everywhere: Counter[str] = Counter()
        self._written: dict[str, Counter[str]] = defaultdict(Counter)
        self.talks = 0

    def read(self, talk: Talk) -> None:
        """Count one conversation."""
        self.talks += 1
        theirs, ours = taken(talk.theirs), {word.form for word in taken(talk.ours)}
        said = {word.form for word in theirs if _may_be_a_word(word, talk.theirs) and word.form not in self._known}
        self._everywhere.update(said)
        for word in theirs:
            if word.form in said:
                self._written[word.form][talk.theirs[word.start : word.end]] += 1
        for term_id in sorted(self._terms_in(ours) - self._terms_in({word.form for word in theirs})):
            self._count(self._tallies[term_id], talk.contact_id, said, ours)

    def learnt(self) -> list[Learnt]:
        """The strongest of each term, MOST_EACH at most; a word is suggested for one term alone."""
        found = [one for term_id in sorted(self._tallies) for one in self._of_term(term_id)]
        found.sort(key=lambda one: (-one.weight, one.term_id, one.word))
        best: dict[str, Learnt] = {}
        for one in found:
            best.setdefault(one.word, one)
        count: Counter[int] = Counter()
        kept = []
        for one in best.values():
            if count[one.term_id] < MOST_EACH:
                count[one.term_id] += 1
                kept.append(one)
        return kept

    def _terms_in(self, forms: set[str]) -> set[int]:
        """The terms that somebody speaks of."""
        return {term_id for form in forms for term_id, way in self._ways.get(form, ()) if way <= forms}

    @staticmethod
    def _count(tally: _Tally, contact_id: int, said: set[str], ours: set[str]) -> None:
        tally.said += 1
        tally.words.update(said)
        tally.ours.update(said & ours)
        for form in said:
            if len(tally.people[form]) < LEAST_PEOPLE:
                tally.people[form].add(contact_id)

    def _of_term(self, term_id: int) -> Iterable[Learnt]:
        tally = self._tallies[term_id]
        for form, both in tally.words.items():
            if both < LEAST or len(tally.people[form]) < LEAST_PEOPLE or tally.ours[form] > OURS * both:
                continue
            if self._everywhere[form] > COMMON * self.talks:
                continue
            weight = log_likelihood(both, tally.said - both, self._everywhere[form] - both, self._rest(tally, form))
            if weight >= ENOUGH:
                yield Learnt(term_id, self._as_written(form), both, round(weight, 2))

    def _rest(self, tally: _Tally, form: str) -> int:
        return self.talks - tally.said - (self._everywhere[form] - tally.words[form])

    def _as_written(self, form: str) -> str:
        written = self._written[form]
        return min(written, key=lambda word: (-written[word], word))


def log_likelihood(both: int, only_first: int, only_second: int, neither: int) -> float:
    """G² of a two by two table; 0 where the two go together no more often than by chance."""
    cells = (both, only_first, only_second, neither)
    whole = sum(cells)
    rows, columns = (both + only_first, only_second + neither), (both + only_second, only_first + neither)
    if not whole or both * whole <= rows[0] * columns[0]:
        return 0.0
    expected = [rows[place // 2] * columns[place % 2] / whole for place in range(4)]
    return 2 * sum(cell * log(cell / due) for cell, due in zip(cells, expected, strict=True) if cell)


def _forms(word: str) -> frozenset[str]:
    return frozenset(one.form for one in taken(word) if one.form)


def _may_be_a_word(word: Word, text: str) -> bool:
    """No number, no code or piece of one, nothing of one letter."""
    said = text[word.start : word.end]
    is_code = bool(word.part_of) or any(letter.isdigit() or letter in "@:/." for letter in said)
    return len(word.form) >= SHORTEST and not is_code
