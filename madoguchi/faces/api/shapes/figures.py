"""Figures of now, of the week and of speed, the checklist of a new workspace, and what the doctor found."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from madoguchi.faces.api.fields import NamedRef, Shown, Time
from madoguchi.features.figures.patience import Patience
from madoguchi.features.figures.speed import Report, Row, Speed
from madoguchi.features.figures.team import Load, PersonNow, TeamNow
from madoguchi.features.figures.week import Day
from madoguchi.features.onboarding.steps import Checklist


class LoadShown(Shown):
    """Open conversations, those of them whose customers wait, and since when the first of these does."""

    open: int
    waiting: int
    waiting_since: Time | None


class PersonNowShown(LoadShown):
    """`is_here`: a page of the desk is open and looked at; `asks`: has called for help."""

    person: NamedRef
    is_here: bool
    asks: bool


class Counts(Shown):
    """Cut at 1,000."""

    open: int
    waiting: int
    unassigned: int
    unanswered: int
    help: int


class TeamNowShown(Shown):
    counts: Counts
    waiting_since: Time | None
    unassigned: LoadShown
    people: list[PersonNowShown]


class DayShown(Shown):
    """The conversations that began on a day of the workspace's time zone. `first_answer_seconds` is the median."""

    date: date
    began: int
    answered: int
    unresolved: int
    first_answer_seconds: int | None


class Week(Shown):
    data: list[DayShown]
    next: None


class SpeedShown(Shown):
    """Of the conversations that customers began. `in_time` were answered within `fast_seconds`, `in_clock` within the
    time to which the clock of their own chat is set (`clocks_seconds`), `abandoned` resolved without an answer.
    Percentiles are of the first answer, `open_` those in the business hours of the inboxes (one without any is always
    open); `silence_seconds` is the median of each one's longest.
    `customer_messages` is the mean until the end. `acknowledged` were told what was understood, by a person or without
    one; of the chats `left` are those whose visitor left before the first answer."""

    began: int
    answered: int
    in_time: int
    in_clock: int
    abandoned: int
    p50_seconds: int | None
    p90_seconds: int | None
    p99_seconds: int | None
    open_p50_seconds: int | None
    open_p90_seconds: int | None
    open_p99_seconds: int | None
    silence_seconds: int | None
    longest_silence_seconds: int | None
    resolved: int
    customer_messages: float | None
    one_touch: int
    handed: int
    acknowledged: int
    acknowledged_p50_seconds: int | None
    acknowledged_p90_seconds: int | None
    acknowledged_p99_seconds: int | None
    left: int


class HourSpeed(SpeedShown):
    hour: int


class TeamSpeed(SpeedShown):
    team: NamedRef | None


class LanguageSpeed(SpeedShown):
    language: str


class SpeedReport(Shown):
    """`promises` came due, `kept` of them in time."""

    fast_seconds: int
    clocks_seconds: list[int]
    whole: SpeedShown
    hours: list[HourSpeed]
    teams: list[TeamSpeed]
    languages: list[LanguageSpeed]
    promises: int
    kept: int


class SurvivalPoint(Shown):
    """After so many seconds the share `share` (0 to 1) was still there, `low` to `high` with 95 % confidence."""

    seconds: float
    share: float
    low: float
    high: float
    at_risk: int
    left: int


class PatienceShown(Shown):
    """How long the people in a chat waited for the first answer (Kaplan-Meier). `points` is empty while there are too
    few `cases`; `wait_seconds` is how long the asked share of them waits at least, null where that is not known."""

    cases: int
    left: int
    points: list[SurvivalPoint]
    wait_seconds: int | None


class SpeedRow(Shown):
    conversation_id: int
    first_answer_seconds: int | None
    longest_silence_seconds: int | None


class SpeedRows(Shown):
    data: list[SpeedRow]
    next: str | None


class StepShown(Shown):
    """A step from sign-in to the first answered mail; done by facts."""

    name: str
    label: str
    why: str
    done: bool
    skipped: bool


class ChecklistShown(Shown):
    data: list[StepShown]
    next: None


def load_of(load: Load) -> dict[str, Any]:
    return {"open": load.open, "waiting": load.waiting, "waiting_since": load.waiting_since}


def team_now_of(now: TeamNow) -> dict[str, Any]:
    return {
        "counts": now.counts,
        "waiting_since": now.waiting_since,
        "unassigned": load_of(now.unassigned),
        "people": [person_now_of(one) for one in now.people],
    }


def person_now_of(one: PersonNow) -> dict[str, Any]:
    person = {"id": one.person.id, "name": one.person.name}
    return {**load_of(one.load), "person": person, "is_here": one.is_here, "asks": one.asks}


def day_of(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "began": day.arrived,
        "answered": day.answered,
        "unresolved": day.unresolved,
        "first_answer_seconds": _seconds(day.first_answer),
    }


def speed_report_of(found: Report, teams: Mapping[int, str]) -> dict[str, Any]:
    """`teams`: their names by id."""
    named = {team: {"id": team, "name": teams.get(team, "")} for team in found.teams if team is not None}
    return {
        "fast_seconds": _seconds(found.fast),
        "clocks_seconds": [_seconds(clock) for clock in found.clocks],
        "whole": _speed(found.whole),
        "hours": [{"hour": hour, **_speed(one)} for hour, one in sorted(found.hours.items())],
        "teams": [{"team": named.get(team) if team else None, **_speed(one)} for team, one in found.teams.items()],
        "languages": [{"language": code or "", **_speed(one)} for code, one in found.languages.items()],
        "promises": found.promises,
        "kept": found.kept,
    }


def patience_of(found: Patience) -> dict[str, Any]:
    points = [
        {
            "seconds": point.time,
            "share": point.share,
            "low": point.low,
            "high": point.high,
            "at_risk": point.at_risk,
            "left": point.happened,
        }
        for point in found.points
    ]
    return {"cases": found.cases, "left": found.left, "points": points, "wait_seconds": found.wait}


def speed_row_of(row: Row) -> dict[str, Any]:
    return {
        "conversation_id": row.conversation_id,
        "first_answer_seconds": _seconds(row.first_answer),
        "longest_silence_seconds": _seconds(row.silence),
    }


def _speed(one: Speed) -> dict[str, Any]:
    counted = (
        "began",
        "answered",
        "in_time",
        "in_clock",
        "abandoned",
        "resolved",
        "one_touch",
        "handed",
        "acknowledged",
        "left",
    )
    return {
        **{name: getattr(one, name) for name in counted},
        "p50_seconds": _seconds(one.p50),
        "p90_seconds": _seconds(one.p90),
        "p99_seconds": _seconds(one.p99),
        "open_p50_seconds": _seconds(one.open_p50),
        "open_p90_seconds": _seconds(one.open_p90),
        "open_p99_seconds": _seconds(one.open_p99),
        "acknowledged_p50_seconds": _seconds(one.ack_p50),
        "acknowledged_p90_seconds": _seconds(one.ack_p90),
        "acknowledged_p99_seconds": _seconds(one.ack_p99),
        "silence_seconds": _seconds(one.silence),
        "longest_silence_seconds": _seconds(one.longest_silence),
        "customer_messages": one.asked,
    }


def _seconds(value: timedelta | None) -> int | None:
    return None if value is None else round(value.total_seconds())


def checklist_of(found: Checklist) -> list[dict[str, Any]]:
    return [
        {
            "name": stand.step.name,
            "label": str(stand.step.label),
            "why": str(stand.step.why),
            "done": stand.is_done,
            "skipped": stand.is_skipped,
        }
        for stand in found.stands
    ]
