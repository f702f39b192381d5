"""Content + now + seed = what happened in ninety days: pure, and the same for the same three."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.config.demo.aftermath import settled
from madoguchi.config.demo.aside import aside
from madoguchi.config.demo.chance import chance
from madoguchi.config.demo.content import Cast, Story, casts
from madoguchi.config.demo.rhythm import Rhythm
from madoguchi.config.demo.script import Script, SetAside
from madoguchi.config.demo.telling import told
from madoguchi.config.demo.timing import first_day, times

SEED = 1
MARGIN = timedelta(minutes=3)  # the newest thing in the demo is at least this old


@dataclass(frozen=True, slots=True)
class Plan:
    """One workspace: who there is, and what is to be written, oldest conversation first."""

    cast: Cast
    rhythm: Rhythm
    scripts: tuple[Script, ...]
    aside: tuple[SetAside, ...]


def plans(now: datetime, seed: int = SEED) -> list[Plan]:
    """All workspaces of the demo as they stand at `now` (aware)."""
    return [plan(cast, now, seed) for cast in casts()]


def plan(cast: Cast, now: datetime, seed: int = SEED) -> Plan:
    rhythm = rhythm_of(cast)
    stories = {story.key: story for story in cast.stories}
    merged = {story.merges: story.key for story in cast.stories if story.merges}
    scripts = {key: script_of(cast, story, rhythm, now, seed) for key, story in stories.items() if key not in merged}
    for other, home in merged.items():
        scripts[home], scripts[other] = _merged(cast, scripts[home], stories[other], rhythm, seed)
    ordered = sorted(scripts.values(), key=lambda script: (script.began_at, script.key))
    return Plan(cast, rhythm, tuple(ordered), tuple(aside(cast, rhythm, now, seed)))


def rhythm_of(cast: Cast) -> Rhythm:
    opens, closes = cast.settings["hours"]
    return Rhythm(ZoneInfo(cast.settings["time_zone"]), cast.settings["holidays"], opens, closes)


def script_of(cast: Cast, story: Story, rhythm: Rhythm, now: datetime, seed: int) -> Script:
    """The story at the latest day on which all of it lies in the past."""
    start = first_day(story, now, rhythm, chance(seed, story.key, "day"))
    for script in _attempts(cast, story, rhythm, start, now, seed):
        last = max(script.last_at, *(change.at for change in script.changes)) if script.changes else script.last_at
        if last <= now - MARGIN:
            return script
    raise AssertionError(f"{story.key} does not fit into the past")


def _attempts(cast: Cast, story: Story, rhythm: Rhythm, start: datetime, now: datetime, seed: int) -> Iterator[Script]:
    for days in range(60):
        begin = start - timedelta(days=days)
        if days and not rhythm.is_working_day(rhythm.local(begin).date()):
            continue
        at = times(story, begin, rhythm, chance(seed, story.key, "times"))
        said = told(cast, story, at, rhythm, chance(seed, story.key, "words"))
        yield settled(cast, story, said, rhythm, now, chance(seed, story.key, "after"))


def _merged(cast: Cast, home: Script, story: Story, rhythm: Rhythm, seed: int) -> tuple[Script, Script]:
    """The other one began some minutes before; its words are now part of the one that stays."""
    rng = chance(seed, story.key)
    start = home.began_at - timedelta(minutes=rng.randint(6, 25))
    said = told(cast, story, times(story, start, rhythm, rng), rhythm, rng)
    when = next(message.at for message in home.said if message.kind == "note")
    other = settled(cast, replace(story, state="resolved"), said, rhythm, when, rng)
    other = replace(other, changes=(), merged_into=home.key, resolved_at=when, status="resolved", tags=())
    return home, other
