"""Dates in the written texts: `{d+2}` a day, `{b+1}` a working day, `{m-1}` a month, all from the message's own day."""

import re
from datetime import date, datetime, timedelta

from madoguchi.config.demo.rhythm import Rhythm

TOKEN = re.compile(r"\{([dbm])([+-]\d+)?\}")
WEEKDAYS = "月火水木金土日"
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def filled(text: str, at: datetime, rhythm: Rhythm, *, japanese: bool, ours: bool) -> str:
    """The text with its dates. A day that the desk promises (`ours`) is a working day; a customer's may be any."""
    today = rhythm.local(at).date()

    def written(match: re.Match[str]) -> str:
        kind, ahead = match[1], int(match[2] or 0)
        if kind == "m":
            month = (today.month - 1 + ahead) % 12
            return f"{month + 1}月" if japanese else MONTHS[month]
        return _date(_day(kind, ahead, today, rhythm, ours), japanese)

    return TOKEN.sub(written, text)


def last_promise(text: str, at: datetime, rhythm: Rhythm, *, ours: bool) -> date | None:
    """The latest future day that the text names."""
    today = rhythm.local(at).date()
    days = [
        _day(match[1], int(match[2]), today, rhythm, ours)
        for match in TOKEN.finditer(text)
        if match[1] in "db" and match[2] and match[2][0] == "+"
    ]
    return max(days, default=None)


def _day(kind: str, ahead: int, today: date, rhythm: Rhythm, ours: bool) -> date:
    if kind == "b":
        return rhythm.working_day(today, ahead)
    day = today + timedelta(days=ahead)
    return rhythm.working_day(day, 0) if ours and ahead > 0 else day


def _date(day: date, japanese: bool) -> str:
    if japanese:
        return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
