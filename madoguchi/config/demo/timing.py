"""When each line of a story was said: drawn in working rhythm, the same for the same seed."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from madoguchi.config.demo.content import Line, Story
from madoguchi.config.demo.dates import TOKEN
from madoguchi.config.demo.rhythm import Rhythm

DAYS = 90
GAP = re.compile(r"(?P<number>\d+)(?P<unit>[mhdb])(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
AT_WORK = {8: 2, 9: 6, 10: 7, 11: 6, 12: 2, 13: 5, 14: 6, 15: 6, 16: 6, 17: 4, 18: 2, 19: 1, 20: 1, 21: 1}
AT_HOME = {7: 1, 8: 3, 9: 3, 10: 3, 11: 3, 12: 4, 13: 4, 15: 2, 17: 3, 18: 4, 19: 5, 20: 6, 21: 5, 22: 2}
WEEKDAY_WEIGHTS = (1.4, 1.15, 1.1, 1.1, 1.0, 0.3, 0.2)
MEDIAN_MINUTES = {"urgent": 11.0, "high": 18.0, "normal": 41.0}


def first_day(story: Story, now: datetime, rhythm: Rhythm, rng: Random) -> datetime:
    """The moment at which the story begins, as far back as its state allows."""
    newest, oldest = story.age or _usual_age(story)
    today = rhythm.local(now).date()
    days = [today - timedelta(days=ago) for ago in range(newest, oldest + 1)]
    weights = [_weight(story, day, rhythm) for day in days]
    day = rng.choices(days, weights)[0]
    if story.starts_with_us:
        return rhythm.at(rhythm.working_day(day, 0), rng.randint(10, 15), rng.randint(0, 59))
    hours = AT_HOME if not story_is_business(story) else AT_WORK
    hour = story.lines[0].hour if story.lines[0].hour >= 0 else rng.choices(list(hours), list(hours.values()))[0]
    return rhythm.at(day, hour, rng.randint(0, 59)) + timedelta(seconds=rng.randint(0, 59))


def story_is_business(story: Story) -> bool:
    return story.inbox in ("support", "billing", "english", "trade")


def _usual_age(story: Story) -> tuple[int, int]:
    if story.state == "open":
        return 0, 4
    if story.state == "snoozed":
        ahead = [int(match[2] or 0) for line in story.lines for match in TOKEN.finditer(line.text) if match[1] in "db"]
        return 1, max(2, min(9, max(ahead, default=4) - 3))
    return (1, DAYS - 1) if story.is_short else (2, DAYS - 1)


def _weight(story: Story, day: date, rhythm: Rhythm) -> float:
    weight = WEEKDAY_WEIGHTS[day.weekday()]
    if not rhythm.is_working_day(day):
        weight = min(weight, 0.3)
    if story.month_end or story.inbox == "billing":
        near = day.day >= 25 or day.day <= 5
        weight *= 3.5 if near else (0.25 if story.month_end else 0.8)
    return weight


def times(story: Story, start: datetime, rhythm: Rhythm, rng: Random) -> list[datetime]:
    """When each line is said, ascending; the first one at `start`."""
    said = [start]
    for index in range(1, len(story.lines)):
        said.append(_next(story, index, said, rhythm, rng).astimezone(UTC))
    return said


def _next(story: Story, index: int, said: Sequence[datetime], rhythm: Rhythm, rng: Random) -> datetime:
    line, before = story.lines[index], said[-1]
    ours = line.who[0] in "an" and line.who != "auto"
    if line.gap:
        return max(_after(line, before, rhythm, rng, ours=ours), before + timedelta(seconds=40))
    if line.who.startswith("n"):
        return rhythm.add_working_time(before, rng.uniform(2, 14))
    if ours:
        median = MEDIAN_MINUTES.get(story.priority, 41.0) * (0.7 if index > 2 else 1.0)
        return rhythm.add_working_time(before, min(rng.lognormvariate(0, 0.8) * median, 420))
    return _customer_returns(story, before, rhythm, rng)


def _after(line: Line, before: datetime, rhythm: Rhythm, rng: Random, *, ours: bool) -> datetime:
    match = GAP.fullmatch(line.gap)
    assert match, line.gap
    number = int(match["number"])
    if match["unit"] in "mh":
        minutes = number * (60 if match["unit"] == "h" else 1)
        return rhythm.add_working_time(before, minutes) if ours else before + timedelta(minutes=minutes)
    day = rhythm.local(before).date()
    day = rhythm.working_day(day, number) if match["unit"] == "b" else day + timedelta(days=number)
    if ours:
        day = rhythm.working_day(day, 0)
    return rhythm.at(day, int(match["hour"] or 10), int(match["minute"] or 0)) + timedelta(seconds=rng.randint(0, 59))


def _customer_returns(story: Story, before: datetime, rhythm: Rhythm, rng: Random) -> datetime:
    """Mostly within hours; else on one of the next days, at an hour at which such people write."""
    if rng.random() < (0.75 if story.priority in ("high", "urgent") else 0.5):
        soon = before + timedelta(minutes=rng.uniform(6, 170))
        if 7 <= rhythm.local(soon).hour <= 21:
            return soon
    day = rhythm.local(before).date() + timedelta(days=rng.choice((1, 1, 1, 2)))
    if story_is_business(story):
        day = rhythm.working_day(day, 0)
    hours = AT_WORK if story_is_business(story) else AT_HOME
    hour = rng.choices(list(hours), list(hours.values()))[0]
    return rhythm.at(day, hour, rng.randint(0, 59)) + timedelta(seconds=rng.randint(0, 59))
