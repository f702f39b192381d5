"""Times as they are named in a sentence, counted by a calendar: what "by the end of today" means there. Pure.

The end of a day is when people leave, and midnight where they do not come or have left; a day of business is one on
which they come.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from madoguchi.features.hours.calendar import Calendar

MIDNIGHT = 24 * 60  # minutes
NOON = 12 * 60
HORIZON = 60  # days that are looked ahead for days of business


@dataclass(frozen=True, slots=True)
class Named:
    """A day and a minute of it as far as somebody named them; the minute None: until the end of the day.

    `open` says that the hour was named without its half of the day: 3時 said at 14:00 is 15:00.
    """

    day: date
    minute: int | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """The times around `at`, when it was written."""

    at: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        """On the calendar's own wall."""
        return self.at.astimezone(self.calendar.zone).date()

    def after(self, **span: float) -> datetime:
        """So long after it was written."""
        return self.at + timedelta(**span)

    def named(self, named: Named) -> datetime | None:
        """In UTC; None for what has passed already."""
        found = self._instant(named.day, named.minute if named.minute is not None else self._end_of(named.day))
        if found <= self.at and named.open and named.minute is not None and named.minute < NOON:
            found = self._instant(named.day, named.minute + NOON)
        return found if found > self.at else None

    def days(self, count: int) -> Named:
        """The end of the day so many days later."""
        return Named(self.today + timedelta(days=count))

    def business_days(self, count: int) -> Named:
        """The end of the day of business so many later: none is today, also where nobody comes today."""
        day = self.today
        for _day in range(HORIZON):
            if count <= 0:
                break
            day += timedelta(days=1)
            count -= bool(self.calendar.intervals_on(day))
        return Named(day)

    def weekday(self, number: int, *, weeks: int | None = None) -> date:
        """The next such day (0 is Monday), which is today at the earliest; or that of this week (0), the next (1) …"""
        monday = self.today - timedelta(days=self.today.weekday())
        if weeks is not None:
            return monday + timedelta(weeks=weeks, days=number)
        return self.today + timedelta(days=(number - self.today.weekday()) % 7)

    def last_of_week(self, weeks: int) -> date:
        """The last day of business of this week (0) or a later one; its Friday where there is none."""
        days = [self.weekday(number, weeks=weeks) for number in range(7)]
        return next((day for day in reversed(days) if self.calendar.intervals_on(day)), days[4])

    def last_of_month(self, months: int) -> date:
        """The last day of this month (0) or a later one."""
        year, month = divmod(self.today.year * 12 + self.today.month + months, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    def dated(self, month: int | None, day: int) -> date | None:
        """A day of the year or of the month, the next that comes; None where there is no such day."""
        today = self.today
        for number in range(2 if month else 3):
            year, at = divmod(today.year * 12 + today.month - 1 + number, 12)
            try:
                found = date(today.year + number, month, day) if month else date(year, at + 1, day)
            except ValueError:
                continue
            if found >= today:
                return found
        return None

    def _end_of(self, day: date) -> int:
        closes = max((closes for _opens, closes in self.calendar.intervals_on(day)), default=MIDNIGHT)
        return closes if self._instant(day, closes) > self.at else MIDNIGHT

    def _instant(self, day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time.min) + timedelta(minutes=min(minute, MIDNIGHT - 1))
        return wall.replace(tzinfo=self.calendar.zone).astimezone(UTC)
