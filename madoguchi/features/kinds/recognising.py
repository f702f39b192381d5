"""Of which type a text is, and how sure that is: learnt from examples in a second, with no outside model. Pure.

Multinomial naive Bayes over runs of two and three letters (Japanese has no spaces; of English they are the parts of
its words), with equal priors; each type is smoothed by all types together, so that one with many corrections does not
outweigh the rest. Naive Bayes takes neighbouring runs for independent evidence and is far too sure of itself, so its
evidence is divided by a temperature: the one under which the examples, each judged by all the others, are the least
surprising (temperature scaling: Guo et al., On Calibration of Modern Neural Networks, 2017).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from madoguchi.base.text import normal

LETTERS = 600  # of a text: what it is about stands at its beginning
RUNS = (2, 3)
TEMPERATURES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
BACKGROUND = 300  # runs of all types together, by which those of each are smoothed
ENOUGH = 80  # runs: a longer text says more, but not more surely
END = re.compile(
    r"^\s*(?:[━─―=_*~-]{2,}|--\s*$|以上|何卒|(?:どうぞ)?(?:よろしく|宜しく)|お手数"
    r"|Best|Kind regards|Regards|Thanks|Thank you|Yours|Sincerely|Sent from)",
    re.IGNORECASE,
)
COURTESY = re.compile(
    r"^\s*(?:(?:いつも|大変)?お世話になって(?:おり|い)?ます|お疲れ様です|はじめまして|初めてご連絡(?:いた)?します)[。、！!]?"
    r"|^\s*.{0,30}の.{1,12}(?:です|と申します)。?\s*$|^\s*(?:Hi|Hello|Dear)\b[^,.!]{0,40}[,.!]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guess:
    """`sure` from 0 to 1."""

    key: int
    sure: float


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learnt: how often each run of letters stands in the examples of each type."""

    counts: Mapping[int, Counter[str]]
    totals: Mapping[int, int]
    whole: Counter[str]
    temperature: float

    def guess(self, text: str) -> Guess | None:
        """None for a text without letters, or with fewer than two types to tell apart."""
        found = features(text)
        if not found or len(self.counts) < 2:
            return None
        shares = _shares(self._evidence(found), self.temperature)
        key = max(shares, key=lambda one: shares[one])
        return Guess(key, shares[key])

    def _evidence(self, found: Counter[str], own: int | None = None) -> dict[int, float]:
        """The logarithm of how likely each type writes so; `own` is judged without this text itself. A run that stands
        in no (other) example says nothing."""
        less = found if own is not None else Counter[str]()
        among = {run: self.whole[run] - less[run] for run in found if self.whole[run] > less[run]}
        weight, whole = min(1.0, ENOUGH / found.total()), self.whole.total() - less.total()
        told = {}
        for key, counts in self.counts.items():
            mine = less if key == own else Counter[str]()
            total = self.totals[key] - mine.total() + BACKGROUND
            told[key] = weight * sum(
                found[run] * log((counts[run] - mine[run] + BACKGROUND * number / whole) / total)
                for run, number in among.items()
            )
        return told


def learnt(examples: Iterable[tuple[int, str]]) -> Classifier:
    """From (type, text)."""
    texts = [(key, found) for key, text in examples if (found := features(text))]
    counts: dict[int, Counter[str]] = {}
    for key, found in texts:
        counts.setdefault(key, Counter()).update(found)
    totals = {key: sum(one.values()) for key, one in counts.items()}
    whole = sum(counts.values(), Counter[str]())
    plain = Classifier(counts, totals, whole, 1.0)
    return Classifier(counts, totals, whole, _temperature(plain, texts))


def features(text: str) -> Counter[str]:
    """Runs of letters of what is asked: figures are alike, courtesies and signatures say nothing."""
    plain = normal(" ".join(_asked(text)))
    plain = "".join("0" if letter.isdigit() else letter if letter.isalnum() else " " for letter in plain)
    found: Counter[str] = Counter()
    for word in plain[:LETTERS].split():
        padded = f"_{word}_" if word.isascii() else word
        found.update({padded[at : at + size]: 1 for size in RUNS for at in range(len(padded) - size + 1)})
    return found


def _asked(text: str) -> Iterator[str]:
    """The lines between the salutation and the end."""
    for line in text.splitlines():
        if END.match(line):
            return
        yield COURTESY.sub("", line)


def _temperature(plain: Classifier, texts: Sequence[tuple[int, Counter[str]]]) -> float:
    """The one under which each example, judged by all the others, is the least surprising."""
    if len(plain.counts) < 2:
        return TEMPERATURES[-1]
    judged = [(key, plain._evidence(found, own=key)) for key, found in texts]  # noqa: SLF001  # its own module

    def surprise(temperature: float) -> float:
        return -sum(log(max(_shares(evidence, temperature)[key], 1e-9)) for key, evidence in judged)

    return min(TEMPERATURES, key=surprise)


def _shares(evidence: Mapping[int, float], temperature: float) -> dict[int, float]:
    most = max(evidence.values())
    weights = {key: exp((one - most) / temperature) for key, one in evidence.items()}
    whole = sum(weights.values())
    return {key: weight / whole for key, weight in weights.items()}
