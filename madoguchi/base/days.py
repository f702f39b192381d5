"""Days as people say them, in the running language."""

from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language


def language() -> str:
    """ "ja" or "en": that in which days are said."""
    return "ja" if (get_language() or "en").startswith("ja") else "en"


def short_day(value: date, *, with_year: bool) -> str:
    """11/21, or 2025/11/21; 21 Nov, or 21 Nov 2025."""
    if language() == "ja":
        return format_date(value, "y/M/d" if with_year else "M/d", locale="ja")
    return format_date(value, "d MMM y" if with_year else "d MMM", locale="en_GB")
