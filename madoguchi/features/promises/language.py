"""What a language needs so that promises of a time are read out of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.features.promises.moments import Moments, Named

Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Language:
    """A sentence promises where `ours` is in it and `not_ours` is not.

    Times are named by `named` (a day, perhaps with an hour: `day` and `of` read what was found), by `span` (so long
    from now: `after`), and by `clock` (an hour of today: `of`).
    """

    ours: re.Pattern[str]
    not_ours: re.Pattern[str]
    named: re.Pattern[str]
    span: re.Pattern[str]
    clock: re.Pattern[str]
    day: Callable[[Found, Moments], date | None]
    of: Callable[[Found, date], Named | None]
    after: Callable[[Found, Moments], datetime | None]

    def promised_in(self, sentence: str, moments: Moments) -> Iterator[datetime]:
        """The times until which it says that we shall do something, also such as have passed."""
        if self.ours.search(sentence) is None or self.not_ours.search(sentence) is not None:
            return
        rest = sentence
        for found in self.named.finditer(sentence):
            day = self.day(found, moments)
            if day is not None and (moment := self._at(found, day, moments)) is not None:
                yield moment
            rest = rest.replace(found[0], " ", 1)
        for found in self.span.finditer(rest):
            if (moment := self.after(found, moments)) is not None:
                yield moment
        for found in self.clock.finditer(rest):
            if (moment := self._at(found, moments.today, moments)) is not None:
                yield moment

    def _at(self, found: Found, day: date, moments: Moments) -> datetime | None:
        named = self.of(found, day)
        return None if named is None else moments.named(named)
