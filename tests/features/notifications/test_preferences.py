"""How somebody wants to be told: what is kept of it, and quiet hours on their own clock."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.notifications.actions.prefer import note_active, prefer, set_rule
from madoguchi.features.notifications.kinds import CHOSEN, KINDS, channels_of
from madoguchi.features.notifications.models import NotificationRule, Preference
from madoguchi.features.notifications.queries import preference_of, shows_texts
from madoguchi.features.notifications.quiet import Quiet
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")
NIGHT = Quiet(time(22), time(8), frozenset(), TOKYO)


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.mark.parametrize(
    ("quiet", "at", "holds"),
    [
        (NIGHT, datetime(2026, 11, 25, 13, 0, tzinfo=UTC), True),  # 22:00 in Tokyo
        (NIGHT, datetime(2026, 11, 25, 12, 59, tzinfo=UTC), False),
        (NIGHT, datetime(2026, 11, 25, 22, 59, tzinfo=UTC), True),  # 7:59
        (NIGHT, datetime(2026, 11, 25, 23, 0, tzinfo=UTC), False),
        (Quiet(time(12), time(13), frozenset(), TOKYO), datetime(2026, 11, 25, 3, 30, tzinfo=UTC), True),
        (Quiet(time(12), time(13), frozenset(), TOKYO), datetime(2026, 11, 25, 4, 0, tzinfo=UTC), False),
        (Quiet(None, None, frozenset({5, 6}), TOKYO), datetime(2026, 11, 27, 15, 0, tzinfo=UTC), True),  # Saturday
        (Quiet(None, None, frozenset({5, 6}), TOKYO), datetime(2026, 11, 27, 14, 59, tzinfo=UTC), False),
        (Quiet(None, None, frozenset(), TOKYO), datetime(2026, 11, 25, 18, 0, tzinfo=UTC), False),
    ],
)
def test_quiet_hours(quiet: Quiet, at: datetime, holds: bool) -> None:
    assert quiet.holds(at) is holds


def test_without_a_word_the_defaults_hold(misaki: Actor) -> None:
    assert not Preference.objects.exists()
    row = preference_of(misaki)
    assert (row.quiet_from, row.quiet_to, row.mail_after, row.follow_when_mentioned) == (time(22), time(8), 10, True)
    assert {kind.name: channels_of(kind.name, row.channels) for kind in CHOSEN} == {
        kind.name: kind.channels for kind in CHOSEN
    }


def test_only_what_differs_is_kept(misaki: Actor) -> None:
    prefer({"channels": {"mentioned": ["mail", "page"], "unassigned": ["page"]}}, actor=misaki)
    assert preference_of(misaki).channels == {"mentioned": ["page", "mail"], "unassigned": ["page"]}
    prefer({"channels": {"mentioned": sorted(KINDS["mentioned"].channels)}}, actor=misaki)
    assert preference_of(misaki).channels == {"unassigned": ["page"]}


def test_members_that_are_not_sent_stay(misaki: Actor) -> None:
    prefer({"quiet_from": time(20), "quiet_to": time(9), "quiet_days": [6, 5, 6]}, actor=misaki)
    prefer({"mail_after": 30}, actor=misaki)
    row = preference_of(misaki)
    assert (row.quiet_from, row.quiet_days, row.mail_after) == (time(20), [5, 6], 30)
    prefer({"quiet_from": None, "quiet_to": None}, actor=misaki)
    assert preference_of(misaki).quiet_from is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"channels": {"gossip": ["page"]}}, "unknown-channel"),
        ({"channels": {"mentioned": ["pigeon"]}}, "unknown-channel"),
        ({"channels": {"test": []}}, "unknown-channel"),
        ({"quiet_from": time(9), "quiet_to": time(9)}, "bad-quiet-hours"),
        ({"quiet_from": None}, "bad-quiet-hours"),
        ({"quiet_days": [7]}, "bad-quiet-days"),
        ({"mail_after": 0}, "bad-mail-after"),
        ({"mail_after": 1441}, "bad-mail-after"),
    ],
)
def test_what_is_refused(misaki: Actor, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        prefer(changes, actor=misaki)


@pytest.mark.parametrize(
    "fields",
    [
        {"quiet_from": None},
        {"quiet_from": time(8)},
        {"quiet_days": [7]},
        {"mail_after": 0},
        {"mail_after": 1441},
    ],
)
def test_the_database_refuses(koyomi: World, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(workspace_id=koyomi.koyomi.id, person=koyomi.misaki, **fields)


def test_a_person_has_one_preference_and_a_workspace_one_rule(koyomi: World) -> None:
    Preference.objects.create(workspace_id=koyomi.koyomi.id, person=koyomi.misaki)
    NotificationRule.objects.create(workspace_id=koyomi.koyomi.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(workspace_id=koyomi.koyomi.id, person=koyomi.misaki)
    with pytest.raises(IntegrityError), transaction.atomic():
        NotificationRule.objects.create(workspace_id=koyomi.koyomi.id)


def test_being_at_the_desk_changes_nothing_else(misaki: Actor) -> None:
    note_active(misaki)
    first = preference_of(misaki)
    assert first.active_at is not None
    assert (first.quiet_from, first.channels) == (time(22), {})
    note_active(misaki)
    again = preference_of(misaki).active_at
    assert again is not None
    assert again > first.active_at


def test_what_may_be_shown_is_the_administrator_s_word(koyomi: World, misaki: Actor) -> None:
    assert not shows_texts(koyomi.koyomi.id)
    with pytest.raises(NotAllowed):
        set_rule(shows_texts=True, actor=misaki)
    for _ in range(2):
        set_rule(shows_texts=True, actor=koyomi.actor(koyomi.aoi))
    assert shows_texts(koyomi.koyomi.id)
    assert [event.payload for event in Event.objects.filter(type="notification_rule.changed")] == [
        {"shows_texts": True}
    ]
