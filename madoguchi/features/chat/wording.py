"""What a customer is told while nobody answers: what was understood, who has it, when they hear again (MISSION 19).

Never a bare "received", and no promise that nobody made: a time is said only where the chat's settings have one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.clock import now
from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.chat.understanding import Understood

_DATES = {"ja": "M月d日（EEE）H:mm"}


@dataclass(frozen=True, slots=True)
class Word:
    """To whom it is said: their language and time zone; `owner` is the name of who has it, `until` when they hear
    again, `back_at` when people come back, where it is outside of their hours."""

    language: str
    zone: ZoneInfo
    owner: str = ""
    until: datetime | None = None
    back_at: datetime | None = None


def acknowledgement(read: Understood, word: Word) -> str:
    """What was understood and how it goes on, as Markdown; where nothing was, a question for it."""
    with override(word.language):
        if not read.gist:
            said = _("Please tell us in a sentence what it is about, so that the right person answers.")
        else:
            said = _("You wrote: “%(gist)s”.") % {"gist": text_to_markdown(read.gist)}
            if numbers := [one for one in read.references if one not in read.gist.upper()]:
                said += "\n\n" + _("We have noted %(numbers)s.") % {"numbers": text_to_markdown(", ".join(numbers))}
        return f"{said}\n\n{_goes_on(word)}"


def update(word: Word) -> str:
    """The time that was promised has come, and nobody has answered."""
    with override(word.language):
        said = _("We are sorry that you still wait.")
        return f"{said}\n\n{_goes_on(word)}"


def _goes_on(word: Word) -> str:
    values = {"name": text_to_markdown(word.owner), "clock": _clock(word)}
    if word.back_at:
        return _("Nobody is here just now. We are back %(when)s, and answer then.") % {"when": _day(word)}
    if word.owner and word.until:
        return _("%(name)s has it, and you hear from us here by %(clock)s.") % values
    if word.owner:
        return _("%(name)s has it and answers you here.") % values
    if word.until:
        return _("Nobody can answer at once just now. You hear from us here by %(clock)s.") % values
    return _("Nobody can answer at once just now. We answer in the order in which people wrote.")


def _day(word: Word) -> str:
    """月曜日 9:00, Monday 9:00; with the date where it is more than six days away."""
    assert word.back_at is not None
    at = word.back_at.astimezone(word.zone)
    pattern = (
        "EEEE H:mm" if word.back_at - now() < timedelta(days=6) else _DATES.get(word.language, "EEEE d MMMM, H:mm")
    )
    return format_datetime(at, pattern, locale=word.language)


def _clock(word: Word) -> str:
    return word.until.astimezone(word.zone).strftime("%H:%M") if word.until else ""
