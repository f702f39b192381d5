"""How fast customers feel answered: turns, silences, promises, and that every figure opens what it counts."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.figures.speed import PARTS, Asked, Report, behind, speed
from madoguchi.features.hours.models import BusinessHours
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
DAY = date(2026, 11, 2)
ASKED = Asked("email", DAY, DAY)


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=TOKYO)


def talk(world: World, *said: tuple[str, str], resolved: str = "", **fields: Any) -> Conversation:
    """A conversation whose messages were said then: ("inbound" or "reply", "10:30")."""
    with tenant(world.koyomi.id):
        made = conversation_of(arrive(world.support, mail(fields.pop("sender", "hanako@kobo.example"))))
        Message.objects.filter(conversation=made).delete()
        for kind, clock in said:
            who = {"contact_id": made.contact_id} if kind == "inbound" else {"person": world.misaki}
            Message.objects.create(
                workspace_id=made.workspace_id, conversation=made, kind=kind, text="…", at=at(clock), **who
            )
        states = {"status": "resolved", "resolved_at": at(resolved), "waiting_since": None} if resolved else {}
        Conversation.objects.filter(id=made.id).update(created_at=at(said[0][1]), **states, **fields)
        return made


def report(world: World, asked: Asked = ASKED) -> Report:
    with tenant(world.koyomi.id):
        return speed(asked, world.actor(world.mana), zone=TOKYO, unanswered_minutes=60)


def opened(world: World, part: str, asked: Asked = ASKED) -> list[int]:
    with tenant(world.koyomi.id):
        return [
            row.conversation_id
            for row in behind(part, asked, world.actor(world.mana), zone=TOKYO, unanswered_minutes=60)
        ]


def asked(*clocks: str) -> list[tuple[str, str]]:
    return [("inbound", clock) for clock in clocks]


@pytest.fixture
def three(world: World) -> list[Conversation]:
    """One answered in time and talked about, one answered late at once for good, one given up."""
    return [
        talk(world, *asked("9:00", "9:10"), ("reply", "9:30"), ("inbound", "10:00"), ("reply", "14:00")),
        talk(world, ("inbound", "9:15"), ("reply", "11:15"), resolved="11:15", sender="jiro@many.example"),
        talk(world, ("inbound", "13:00"), resolved="18:00", sender="saburo@many.example"),
    ]


def test_what_is_written_in_a_row_is_one_turn(world: World, three: list[Conversation]) -> None:
    whole = report(world).whole
    assert (whole.began, whole.answered, whole.in_time, whole.late, whole.abandoned) == (3, 2, 1, 1, 1)
    assert whole.p50 == timedelta(minutes=75)
    assert whole.share_in_time == pytest.approx(1 / 3)
    assert (whole.longest_silence, whole.silence) == (timedelta(hours=5), timedelta(hours=4))
    assert (whole.resolved, whole.one_touch, whole.asked) == (2, 1, 1.0)


def test_by_hour_team_and_language(world: World, three: list[Conversation]) -> None:
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=three[1].id).update(team=world.team)
    found = report(world)
    assert {hour: one.began for hour, one in found.hours.items()} == {9: 2, 13: 1}
    assert {team: one.began for team, one in found.teams.items()} == {None: 2, world.team.id: 1}
    assert sum(one.began for one in found.languages.values()) == 3


def test_every_figure_opens_what_it_counts(world: World, three: list[Conversation]) -> None:
    whole = report(world).whole
    counts = {part: len(opened(world, part)) for part in PARTS}
    assert counts == {part: getattr(whole, part) for part in PARTS}
    assert opened(world, "answered") == [three[1].id, three[0].id]
    assert opened(world, "abandoned") == [three[2].id]


def test_other_days_inboxes_and_channels_are_other_figures(world: World, three: list[Conversation]) -> None:
    day = timedelta(days=1)
    assert report(world, Asked("email", DAY + day, DAY + day)).whole.began == 0
    assert report(world, Asked("chat", DAY, DAY)).whole.began == 0
    assert report(world, Asked("email", DAY, DAY, world.english.id)).whole.began == 0
    assert report(world, Asked("email", DAY, DAY, world.support.id)).whole.began == 3


def test_in_business_hours_and_by_the_clock_of_the_inbox(world: World, three: list[Conversation]) -> None:
    assert report(world).whole.open_p50 == report(world).whole.p50, "without business hours it is always open"
    with tenant(world.koyomi.id):
        week = {"monday": ["10:00-13:00", "14:00-18:00"], "tuesday": ["9:00-12:00"]}
        hours = BusinessHours.objects.create(
            workspace_id=world.koyomi.id, name="短い", time_zone="Asia/Tokyo", week=week
        )
        chosen = {"hours_id": hours.id, "chat": {"too_long": 29 * 60}}
        Inbox.objects.filter(id=world.support.id).update(settings=chosen)
    answered_on_tuesday = talk(world, ("inbound", "17:00"), ("reply", "17:30"), sender="shiro@many.example")
    with tenant(world.koyomi.id):
        later = at("11:00") + timedelta(days=1)
        Message.objects.filter(conversation=answered_on_tuesday, kind="reply").update(at=later)
    whole = report(world).whole
    assert whole.open_p50 == timedelta(minutes=75), "9:00 to 9:30 is none of it, 9:15 to 11:15 is; the other is 3 hours"
    assert whole.open_p99 is not None
    assert timedelta(hours=2.9) < whole.open_p99 < timedelta(hours=3)
    assert (whole.in_time, whole.in_clock) == (1, 0)


def test_what_automata_say_is_no_turn(world: World) -> None:
    made = talk(world, ("inbound", "9:00"), ("reply", "9:01"))
    with tenant(world.koyomi.id):
        Message.objects.filter(conversation=made, kind="reply").update(automatic="auto-reply")
    whole = report(world).whole
    assert (whole.began, whole.answered, whole.unanswered) == (1, 0, 1)


def test_who_hands_on_is_counted(world: World, three: list[Conversation]) -> None:
    actor = world.actor(world.aoi)
    for person in (world.misaki, world.kenji):
        assign(three[0].id, person_id=person.id, actor=actor)
    assign(three[1].id, person_id=world.misaki.id, actor=actor)
    assert report(world).whole.handed == 1
    assert opened(world, "handed") == [three[0].id]


def test_a_promise_is_kept_by_writing_before_its_time(world: World) -> None:
    kept = talk(world, ("inbound", "9:00"), ("reply", "12:00"))
    broken = talk(world, ("inbound", "9:00"), ("reply", "15:00"), sender="jiro@many.example")
    for made in (kept, broken):
        promise(world, made, "10:00", due="13:00")
    found = report(world)
    assert (found.promises, found.kept) == (2, 1)


def promise(world: World, conversation: Conversation, clock: str, *, due: str) -> None:
    """What planning writes into the ledger, with the time of then."""
    with tenant(world.koyomi.id):
        Event.objects.create(
            workspace_id=conversation.workspace_id,
            type="conversation.planned",
            actor="system",
            conversation_id=conversation.id,
            at=at(clock),
            payload={"changed": {"due_at": [None, at(due).isoformat()]}},
        )


def test_who_may_not_read_reports_reads_none(world: World) -> None:
    with tenant(world.koyomi.id), pytest.raises(NotAllowed):
        speed(ASKED, world.actor(world.misaki), zone=TOKYO, unanswered_minutes=60)


@pytest.mark.parametrize("days", [-1, 92])
def test_days_in_their_order_and_not_too_many(world: World, days: int) -> None:
    with pytest.raises(Refused) as refused:
        report(world, Asked("email", DAY, DAY + timedelta(days=days)))
    assert refused.value.code == "bad-days"
