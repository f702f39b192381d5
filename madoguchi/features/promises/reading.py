"""Promises in what we write to customers: 「本日中にご連絡します」, "we'll get back to you by 3 pm" (MISSION 41).

Nothing is guessed: a time counts where its own sentence says that we shall do something until then. What asks the
customer for something, tells how things are, or holds only on a condition of theirs is no promise, nor is what is
quoted.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from madoguchi.base.names import KANA_OR_KANJI
from madoguchi.features.hours.calendar import Calendar
from madoguchi.features.promises.english import ENGLISH
from madoguchi.features.promises.japanese import JAPANESE
from madoguchi.features.promises.moments import Moments

_SENTENCES = re.compile(r"(?<=[。！？!?])|(?<=[a-z)\d])\.(?:\s+|$)|\n+")
_QUOTED = re.compile(r"^\s*>")


def promised(text: str, *, at: datetime, calendar: Calendar) -> datetime | None:
    """By when we do what was promised in a message that went out `at`, the earliest of several; None for no promise."""
    moments = Moments(at, calendar)
    found = [moment for sentence in _sentences(text) if (moment := _moment(sentence, moments)) is not None]
    return min(found, default=None)


def _sentences(text: str) -> Iterator[str]:
    lines = unicodedata.normalize("NFKC", text).splitlines()
    ours = "\n".join(line for line in lines if not _QUOTED.match(line))
    return (sentence for sentence in _SENTENCES.split(ours) if sentence and sentence.strip())


def _moment(sentence: str, moments: Moments) -> datetime | None:
    language = JAPANESE if KANA_OR_KANJI.search(sentence) else ENGLISH
    return min((moment for moment in language.promised_in(sentence, moments) if moment > moments.at), default=None)
