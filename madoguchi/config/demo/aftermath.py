"""What was done about a conversation besides talking: given to somebody, sorted, put away, closed."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from madoguchi.config.demo.content import Cast, Story
from madoguchi.config.demo.dates import last_promise
from madoguchi.config.demo.rhythm import Rhythm
from madoguchi.config.demo.script import Change, Said, Script

LONG_SILENCE = timedelta(hours=20)
ACTIONS = {
    "ja": {"us": "回答する", "customer": "ご返信を待つ。なければ様子をうかがう", "snoozed": "様子をうかがう"},
    "en": {"us": "Answer", "customer": "Wait for the answer, else ask after it", "snoozed": "Ask how it went"},
}


def settled(cast: Cast, story: Story, said: tuple[Said, ...], rhythm: Rhythm, now: datetime, rng: Random) -> Script:
    """The whole script: the messages with everything that was done between and after them."""
    changes = _sorting(cast, story, said, rhythm, rng)
    changes += _in_between(story, said, rng)
    status = "open" if story.state in ("open", "spam") else story.state
    snoozed_until, resolved_at = None, None
    if status == "snoozed":
        at = said[-1].at + timedelta(seconds=rng.randint(15, 80))
        snoozed_until = _wake_time(story, said, rhythm, now, rng)
        changes.append(Change(at, "snoozed", story.by, snoozed_until.isoformat()))
    elif status == "resolved":
        resolved_at = _close_time(said, rhythm, rng)
        changes.append(Change(resolved_at, "resolved", story.by, "open"))
    elif story.state == "spam":
        changes = [Change(rhythm.add_working_time(said[-1].at, rng.uniform(4, 50)), "marked_spam", story.by)]
    next_action, due_at = _next_step(cast, story, said, snoozed_until, rhythm)
    if due_at is not None:
        changes.append(Change(max(change.at for change in changes) + timedelta(seconds=12), "planned", story.by))
    is_handled = bool(story.by) and story.state != "spam"
    return Script(
        key=story.key,
        inbox=story.inbox,
        contact=story.who,
        subject=story.subject,
        said=said,
        changes=tuple(sorted(changes, key=lambda change: change.at)),
        status=status,
        assignee=story.by if is_handled else "",
        team=(story.team or cast.desks[story.inbox].team) if is_handled else "",
        tags=story.tags,
        priority=story.priority,
        snoozed_until=snoozed_until,
        resolved_at=resolved_at,
        next_action=next_action,
        due_at=due_at,
        is_spam=story.state == "spam",
        began_with_us=story.starts_with_us,
        linked_to=story.links,
        draft=story.draft.strip(),
    )


def _sorting(cast: Cast, story: Story, said: tuple[Said, ...], rhythm: Rhythm, rng: Random) -> list[Change]:
    """Given out by a supervisor, or taken by whoever answers first; tagged by them on the way."""
    if not story.by:
        return []
    ours = next((message.at for message in said if message.kind != "inbound"), None)
    chiefs = [seat.key for seat in cast.seats.values() if seat.role in ("supervisor", "manager")]
    given_out = not story.starts_with_us and (ours is None or story.priority != "normal" or rng.random() < 0.45)
    if given_out:
        at, actor = rhythm.add_working_time(said[0].at, rng.uniform(1, 7)), chiefs[-1]
        if ours is not None:
            at = min(at, said[0].at + (ours - said[0].at) * 0.6)
    else:
        assert ours is not None
        at, actor = max(said[0].at + timedelta(seconds=1), ours - timedelta(seconds=rng.randint(20, 50))), story.by
    if story.starts_with_us:
        at = said[0].at + timedelta(seconds=20)
    team = story.team or cast.desks[story.inbox].team
    changes = [Change(at, "assigned", actor, story.by)] if not story.starts_with_us else []
    changes.append(Change(at + timedelta(seconds=1), "team_changed", actor, team))
    if story.priority != "normal":
        changes.append(Change(at + timedelta(seconds=2), "priority_changed", actor, story.priority))
    changes += [Change(at + timedelta(seconds=3 + n), "tagged", actor, tag) for n, tag in enumerate(story.tags)]
    return changes


def _in_between(story: Story, said: tuple[Said, ...], rng: Random) -> list[Change]:
    """A reply that nobody answers for long was taken as the last word; the answer opened it again."""
    changes = []
    for before, after in pairwise(said):
        pause = after.at - before.at
        if before.kind == "reply" and after.is_from_customer and pause > LONG_SILENCE and rng.random() < 0.7:
            changes.append(Change(before.at + timedelta(seconds=1), "resolved", before.author, "open"))
            changes.append(Change(after.at, "reopened", "", "resolved"))
    return changes


def _close_time(said: tuple[Said, ...], rhythm: Rhythm, rng: Random) -> datetime:
    last = said[-1]
    if last.kind == "reply":
        return last.at + timedelta(seconds=1)
    return rhythm.add_working_time(last.at, rng.uniform(2, 45)) + timedelta(seconds=30)


def _wake_time(story: Story, said: tuple[Said, ...], rhythm: Rhythm, now: datetime, rng: Random) -> datetime:
    """The morning of the latest day that was named, if that is still to come; else one of the next days."""
    named = [
        day
        for line, message in zip(story.lines, _by_line(said), strict=True)
        if (day := last_promise(line.text, message.at, rhythm, ours=message.kind != "inbound"))
    ]
    today = rhythm.local(now).date()
    day = max(named, default=today)
    if day <= today:
        day = rhythm.working_day(today, rng.randint(1, 4))
    return rhythm.at(rhythm.working_day(day, 0), rhythm.opens, 30)


def _by_line(said: tuple[Said, ...]) -> list[Said]:
    return [message for message in said if message.automatic != "bounce"]


def _next_step(
    cast: Cast, story: Story, said: tuple[Said, ...], snoozed_until: datetime | None, rhythm: Rhythm
) -> tuple[str, datetime | None]:
    words = ACTIONS[cast.settings["language"]]  # those who read it are colleagues
    if not story.by or story.state not in ("open", "snoozed"):
        return "", None
    if snoozed_until is not None:
        return words["snoozed"], snoozed_until
    last = next(message for message in reversed(said) if message.kind != "note")
    day = rhythm.local(last.at).date()
    if last.kind == "reply":
        return words["customer"], rhythm.at(rhythm.working_day(day, 3), rhythm.opens + 1)
    return words["us"], rhythm.at(rhythm.working_day(day, 1), rhythm.closes - 1)
