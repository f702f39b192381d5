"""What a customer is told while nobody answers: what was understood, who has it, when they hear again (MISSION 19).

Never a bare "received", and no promise that nobody made: a time is said only where the chat's settings have one.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.localedata import exists

from madoguchi.base.clock import now
from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.chat.look import words_in
from madoguchi.features.chat.understanding import Understood

_NAMES = re.compile(r"\{(\w+)\}")
_INSIDE = str.maketrans("「」", "『』")  # brackets within brackets
_DATES = {"ja": "M月d日（EEE）H:mm", "zh": "M月d日（EEE）H:mm", "ko": "M월 d일 (EEE) H:mm"}


@dataclass(frozen=True, slots=True)
class Word:
    """To whom it is said: their language, one that the chat speaks, and time zone; `owner` is the name of who has it,
    `until` when they hear again, `back_at` when people come back, where it is outside of their hours."""

    language: str
    zone: ZoneInfo
    owner: str = ""
    until: datetime | None = None
    back_at: datetime | None = None


def acknowledgement(read: Understood, word: Word) -> str:
    """What was understood and how it goes on, as Markdown; where nothing was, a question for it."""
    words = words_in(word.language)
    if not read.gist:
        return f"{words['said_ask']}\n\n{_goes_on(word)}"
    gist = read.gist.translate(_INSIDE) if "「" in words["said_gist"] else read.gist
    said = _filled(words["said_gist"], gist=text_to_markdown(gist))
    if numbers := [one for one in read.references if one not in read.gist.upper()]:
        said += "\n\n" + _filled(words["said_numbers"], numbers=text_to_markdown(", ".join(numbers)))
    return f"{said}\n\n{_goes_on(word)}"


def update(word: Word) -> str:
    """The time that was promised has come, and nobody has answered."""
    return f"{words_in(word.language)['said_sorry']}\n\n{_goes_on(word)}"


def handed_on(language: str, *, person: str = "", team: str = "") -> str:
    """With whom they talk from here on; "" where that is nobody."""
    words = words_in(language)
    if person:
        return _filled(words["said_to_person"], name=text_to_markdown(person))
    return _filled(words["said_to_team"], team=text_to_markdown(team)) if team else ""


def named_in(text: str, language: str) -> str:
    """Whom an acknowledgement or an update says to have it, as Markdown; "" where nobody is named."""
    words, goes_on = words_in(language), text.rsplit("\n\n", 1)[-1]
    for which in ("said_person_until", "said_person"):
        shape = re.escape(words[which]).replace(r"\{name\}", "(.+)").replace(r"\{clock\}", ".+")
        if found := re.fullmatch(shape, goes_on):
            return "".join(found.groups())
    return ""


def _filled(text: str, **values: str) -> str:
    """With the values for their names in braces; a name that is none stays: a slip in a file silences nobody."""
    return _NAMES.sub(lambda name: values.get(name[1], name[0]), text)


def _goes_on(word: Word) -> str:
    values = {"name": text_to_markdown(word.owner), "clock": _clock(word)}
    if word.back_at:
        return _filled(words_in(word.language)["said_back"], when=_day(word))
    which = ("said_person" if word.owner else "said") + ("_until" if word.until else "")
    return _filled(words_in(word.language)["said_in_order" if which == "said" else which], **values)


def _day(word: Word) -> str:
    """本日 9:00; 月曜日 9:00, Monday 9:00; with the date where it is more than six days away."""
    assert word.back_at is not None
    at = word.back_at.astimezone(word.zone)
    if at.date() == now().astimezone(word.zone).date():
        return _filled(words_in(word.language)["today"], clock=f"{at:%-H:%M}")
    pattern = (
        "EEEE H:mm" if word.back_at - now() < timedelta(days=6) else _DATES.get(word.language, "EEEE d MMMM, H:mm")
    )
    return format_datetime(at, pattern, locale=word.language if exists(word.language) else "en")


def _clock(word: Word) -> str:
    return word.until.astimezone(word.zone).strftime("%H:%M") if word.until else ""
