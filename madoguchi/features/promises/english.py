"""How times are promised in English."""

import re
from datetime import date, datetime, timedelta

from madoguchi.features.promises.language import Found, Language
from madoguchi.features.promises.moments import NOON, Moments, Named

_OURS = re.compile(
    r"\b(?:i|we|they|he|she|our \w+|someone|somebody|a colleague|my colleague)(?:'ll|’ll| will| shall)\b"
    r"|\b(?:i'm|i am|we're|we are) (?:going|aiming|planning|hoping) to\b|\b(?:i|we) (?:expect|aim|plan|promise) to\b"
    r"|\byou(?:'ll|’ll| will) (?:hear|have|get|receive)\b"
    r"|\b(?:will|should) be "
    r"(?:with you|sent|shipped|dispatched|delivered|refunded|fixed|back|done|ready|resolved|live)\b",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\b(?:please|could you|can you|would you|if you|if we don't|if we do not|unless)\b"
    r"|\b(?:won't|will not|can't|cannot|open until)\b|\?\s*$",
    re.IGNORECASE,
)
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("one|an|a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
    for word in words.split("|")
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPAN = re.compile(
    r"\b(?:within|in|in about|in around)\s+(?:the\s+next\s+)?(?:\d{1,3}\s*(?:-|–|to)\s*)?"
    rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}|half an|the)\s+"
    r"(?P<unit>minute|hour|business day|working day|day|week)s?\b",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?::(?P<minutes>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)?|(?P<noon>noon|midday)"
    r"|close of (?:play|business)|cob|eod|(?:the )?end of (?:the |business )?(?:day|today)"
)
_DAY = (
    r"(?P<word>today|tonight|tomorrow|the day after tomorrow)|this (?P<part>morning|afternoon|evening)"
    rf"|(?:(?P<next>next|this)\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})"
    r"|(?:the )?end of (?P<end>this|the|next) (?P<of>week|month)|(?P<week>this|next) week"
    rf"|(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{'|'.join(_MONTHS)})[a-z]*"
    rf"|(?P<month2>{'|'.join(_MONTHS)})[a-z]*\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
)
_BY = r"(?:by|before|on|at|until|no later than)\s+"
_NAMED = re.compile(
    rf"\b(?:{_BY})?(?:(?:{_CLOCK})\s+(?:on\s+)?)?(?P<named>{_DAY})\b(?:\s+(?P<later>morning|afternoon|evening|night))?",
    re.IGNORECASE,
)
_TODAY = re.compile(rf"\b(?:{_BY})(?:{_CLOCK})(?!\d|\s*(?:%|items?|people|orders?|copies))", re.IGNORECASE)
_PARTS = {"morning": NOON, "afternoon": 17 * 60, "evening": 20 * 60, "night": 22 * 60}


def _of(found: Found, day: date) -> Named | None:
    """A bare number is an hour only beside a day."""
    groups = found.groupdict()
    if part := (groups.get("later") or groups.get("part")):
        return Named(day, _PARTS[part.lower()])
    if groups["noon"]:
        return Named(day, NOON)
    if (groups.get("word") or "").lower() == "tonight":
        return Named(day, _PARTS["night"])
    if not groups["hour"]:
        return Named(day)
    if "named" not in groups and not (groups["half"] or groups["minutes"]):
        return None
    hour, half = int(groups["hour"]), (groups["half"] or "").lower()
    hour = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
    return Named(day, hour * 60 + int(groups["minutes"] or 0), open=not half and hour < 12)


def _day(found: Found, moments: Moments) -> date | None:
    if word := found["word"]:
        days = {"today": 0, "tonight": 0, "tomorrow": 1}.get(word.lower(), 2)
        return moments.today + timedelta(days=days)
    if found["part"]:
        return moments.today
    if weekday := found["weekday"]:
        number = _WEEKDAYS.index(weekday.lower())
        return moments.weekday(number, weeks=1) if (found["next"] or "").lower() == "next" else moments.weekday(number)
    if found["end"] and found["of"].lower() == "month":
        return moments.last_of_month(int(found["end"].lower() == "next"))
    if end := (found["end"] or found["week"]):
        return moments.last_of_week(int(end.lower() == "next"))
    month = (found["month"] or found["month2"]).lower()
    return moments.dated(_MONTHS.index(month) + 1, int(found["day"] or found["day2"]))


def _after(found: Found, moments: Moments) -> datetime | None:
    count, unit = found["count"].lower(), found["unit"].lower()
    if count == "half an":
        return moments.after(minutes=30)
    number = 1 if count == "the" else _NUMBERS[count] if count in _NUMBERS else int(count)
    if unit in ("minute", "hour"):
        return moments.after(**{f"{unit}s": number})
    return moments.named(
        moments.business_days(number) if " " in unit else moments.days(number * (7 if unit == "week" else 1))
    )


ENGLISH = Language(_OURS, _NOT_OURS, _NAMED, _SPAN, _TODAY, _day, _of, _after)
