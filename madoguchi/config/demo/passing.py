"""Who came by in the chat in the last weeks: enough of them to see how long they wait."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.config.demo.chance import chance
from madoguchi.config.demo.content import Cast
from madoguchi.config.demo.plan import rhythm_of
from madoguchi.config.demo.rhythm import Rhythm
from madoguchi.features.chat.understanding import understood
from madoguchi.features.chat.wording import Word, acknowledgement

DAYS = (4, 74)  # so long ago
ACKNOWLEDGED = 21  # seconds of a wait; whoever is free has 20 for the first word


def passers_by(cast: Cast, now: datetime) -> list[tuple[datetime, dict[str, Any]]]:
    """When each of them began, the oldest first, with their chat as `beside.toml` has it."""
    return sorted(_came(cast, now), key=lambda one: one[0])


def _came(cast: Cast, now: datetime) -> Iterator[tuple[datetime, dict[str, Any]]]:
    rhythm, (newest, oldest) = rhythm_of(cast), DAYS
    for number, (page, by, seconds, *said) in enumerate(cast.chats):
        rng = chance(cast.key, "passing", number)
        ago = timedelta(days=oldest - (oldest - newest) * number // len(cast.chats))
        item = {"page": page, "by": by, "resolved": True, "lines": list(_lines(cast, seconds, said, rng))}
        yield _hour(rhythm, now - ago, rng), item if len(said) > 1 else {**item, "left": seconds}


def _hour(rhythm: Rhythm, about: datetime, rng: Random) -> datetime:
    """In the open hours of that day, or of the last before it on which people work."""
    day = rhythm.local(about).date()
    while not rhythm.is_working_day(day):
        day -= timedelta(days=1)
    at = rhythm.at(day, rng.randrange(rhythm.opens, rhythm.closes), rng.randrange(58))
    return at + timedelta(seconds=rng.randrange(60))


def _lines(cast: Cast, seconds: int, said: list[str], rng: Random) -> Iterator[list[Any]]:
    """In turn, each with the seconds since the one before."""
    asked, *rest = said
    yield ["c", 0, asked]
    is_acknowledged = seconds > ACKNOWLEDGED
    if is_acknowledged:
        word = Word(cast.settings["language"], ZoneInfo(cast.settings["time_zone"]))
        yield ["auto", ACKNOWLEDGED, acknowledgement(understood(asked), word)]
    for place, text in enumerate(rest):
        wait = rng.randint(15, 70) if place else seconds - is_acknowledged * ACKNOWLEDGED
        yield ["ca"[place % 2 == 0], wait, text]
