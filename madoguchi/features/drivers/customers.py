"""How many customers were active: by month as the workspace says, and over any days. Pure.

Who is an active customer, only the workspace knows: those who log in, who have a contract, who bought this year. The
number of each month is typed in or comes by the API, and nothing is guessed. A month without one takes the latest
before it, and says so; before the first there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Active:
    """`number` None: nobody has said it. `of` is the month that said it."""

    number: int | None
    of: date | None


@dataclass(frozen=True, slots=True)
class Customers:
    """The numbers by the first day of their month."""

    known: Mapping[date, int]

    def in_month(self, month: date) -> Active:
        said = [one for one in self.known if one <= month]
        if not said:
            return Active(None, None)
        latest = max(said)
        return Active(self.known[latest], latest)

    def months_of(self, first: date, last: date) -> float:
        """Customer-months from one day to another, both included; 0 as soon as one day has no number."""
        whole = 0.0
        month = first.replace(day=1)
        while month <= last:
            following = next_month(month)
            number = self.in_month(month).number
            if number is None:
                return 0.0
            days = (min(last, following - timedelta(days=1)) - max(first, month)).days + 1
            whole += number * days / (following - month).days
            month = following
        return whole


def next_month(month: date) -> date:
    """The first day of the month after one."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month from one day's to another's."""
    found = [first.replace(day=1)]
    while next_month(found[-1]) <= last:
        found.append(next_month(found[-1]))
    return found
