"""When people work: holidays, working hours, and the next moment at which somebody would answer.

Holidays follow the Act on National Holidays (Japan, as of 2020) and the bank holidays of England and Wales;
the equinoxes by the usual approximation for 1980 to 2099, Easter by the anonymous Gregorian computus.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SATURDAY = 5


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=last.weekday())


def _equinox(year: int, base: float) -> int:
    return int(base + 0.242194 * (year - 1980) - (year - 1980) // 4)


def _japan(year: int) -> set[date]:
    days = {
        date(year, month, day)
        for month, day in ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
    }
    days |= {_nth_monday(year, 1, 2), _nth_monday(year, 7, 3), _nth_monday(year, 9, 3), _nth_monday(year, 10, 2)}
    days |= {date(year, 3, _equinox(year, 20.8431)), date(year, 9, _equinox(year, 23.2488))}
    for day in sorted(days):  # a holiday on a Sunday moves to the next day that is none
        moved = day
        while day.weekday() == SATURDAY + 1 and moved in days:
            moved += timedelta(days=1)
        days.add(moved)
    days |= {day + timedelta(days=1) for day in days if day + timedelta(days=2) in days}
    closed = {date(year, 1, 2), date(year, 1, 3), date(year, 12, 29), date(year, 12, 30), date(year, 12, 31)}
    return days | closed


def _easter(year: int) -> date:
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def _britain(year: int) -> set[date]:
    easter = _easter(year)
    days = {easter - timedelta(days=2), easter + timedelta(days=1), _nth_monday(year, 5, 1), _last_monday(year, 5)}
    days |= {_last_monday(year, 8)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= SATURDAY or day in days:
            day += timedelta(days=1)
        days.add(day)
    return days


COUNTRIES: dict[str, Callable[[int], set[date]]] = {"JP": _japan, "GB": _britain}


@lru_cache(maxsize=32)
def holidays(country: str, year: int) -> frozenset[date]:
    """The days of a year on which a desk in that country is closed, weekends apart."""
    return frozenset(COUNTRIES[country](year))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The working week of one desk. Times come and go as aware datetimes; the results are in UTC."""

    zone: ZoneInfo
    country: str
    opens: int
    closes: int

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in holidays(self.country, day.year)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time of day on the desk's wall."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += timedelta(days=1)
            if self.is_working_day(day):
                yield day

    def working_day(self, day: date, ahead: int) -> date:
        """The working day `ahead` working days later; with 0 the day itself or the next one."""
        if ahead == 0:
            return day if self.is_working_day(day) else next(self.working_days_after(day))
        days = self.working_days_after(day)
        return [next(days) for _ in range(ahead)][-1]

    def add_working_time(self, at: datetime, minutes: float) -> datetime:
        """`minutes` later, counting only open hours."""
        left = timedelta(minutes=minutes)
        now = self.in_hours(at)
        while True:
            end = self.at(self.local(now).date(), self.closes)
            if now + left < end:
                return now + left
            left -= end - now
            now = self.in_hours(end)

    def in_hours(self, at: datetime) -> datetime:
        """`at` if the desk is open then, else the next opening."""
        day = self.local(at).date()
        if self.is_working_day(day):
            if self.at(day, self.opens) <= at < self.at(day, self.closes):
                return at
            if at < self.at(day, self.opens):
                return self.at(day, self.opens)
        return self.at(next(self.working_days_after(day)), self.opens)
