"""As long as a customer in a chat waits, the steps of the chat are done: each once for each wait."""

from datetime import timedelta
from typing import Any

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Team, TeamMember
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.waits import TOPIC, look_after_waits
from tests.features.chat.test_acknowledging import happens
from tests.features.chat.visiting import mailed
from tests.world import World

pytestmark = pytest.mark.django_db


def alarmed(world: World) -> list[tuple[int, list[int]]]:
    with tenant(world.koyomi.id):
        events = Event.objects.filter(type="chat.kept_waiting").order_by("id")
        return [(event.payload["after"], event.payload["person_ids"]) for event in events]


def asked(visitor: Visitor, text: str = "在庫はありますか？", *, once: str = "1", at: int | None = None) -> int:
    found = say(visitor, text, once=once, conversation_id=at).conversation_id
    happens()
    return found


def wait(world: World, conversation_id: int, seconds: int) -> None:
    """They have waited so long, and the lane looks after it, twice."""
    with tenant(world.koyomi.id):
        since = now() - timedelta(seconds=seconds)
        one = Conversation.objects.get(id=conversation_id)
        if one.waiting_since is not None:
            Conversation.objects.filter(id=one.id).update(waiting_since=since)
            Chat.objects.filter(alarmed_for=one.waiting_since).update(alarmed_for=since)
            Outbox.objects.filter(topic=TOPIC).update(due_at=since)
    while look_after_waits():
        pass


def set_steps(world: World, chat: Inbox, *steps: dict[str, Any]) -> None:
    change_chat(chat.id, changes={"steps": steps}, actor=world.actor(world.aoi))


def now_of(world: World, conversation_id: int) -> Conversation:
    with tenant(world.koyomi.id):
        return Conversation.objects.get(id=conversation_id)


def duties(world: World) -> int:
    with tenant(world.koyomi.id):
        return Outbox.objects.filter(topic=TOPIC).count()


def test_after_thirty_seconds_whoever_is_responsible_is_told_once(world: World, visitor: Visitor) -> None:
    at = asked(visitor)
    assign(at, person_id=world.misaki.id, actor=world.actor(world.aoi))
    wait(world, at, 29)
    assert alarmed(world) == []
    assert duties(world) == 1
    wait(world, at, 31)
    assert alarmed(world) == [(30, [world.misaki.id])]
    assert duties(world) == 0, "nothing is left to be done"
    asked(visitor, "もしもし？", once="2", at=at)
    assert look_after_waits() == 1
    assert len(alarmed(world)) == 1
    letter = Letter("はい。", to=(visitor.address,))
    reply(at, letter=letter, sending=Sending(hold=timedelta(0)), actor=world.actor(world.misaki))
    asked(visitor, "では二つください。", once="3", at=at)
    wait(world, at, 31)
    assert alarmed(world) == [(30, [world.misaki.id])] * 2, "a new wait"


def test_an_answer_in_time_leaves_nothing_to_be_done(world: World, visitor: Visitor) -> None:
    at = asked(visitor)
    letter = Letter("はい。", to=(visitor.address,))
    reply(at, letter=letter, sending=Sending(hold=timedelta(0)), actor=world.actor(world.misaki))
    with tenant(world.koyomi.id):
        Outbox.objects.filter(topic=TOPIC).update(due_at=now())
    assert look_after_waits() == 1
    assert (alarmed(world), duties(world)) == ([], 0)


def test_what_is_nobodys_concerns_all_who_take_chats(world: World, chat: Inbox, visitor: Visitor) -> None:
    change_chat(chat.id, changes={"hand_out": "by_hand"}, actor=world.actor(world.aoi))
    at = asked(visitor)
    for person in (world.misaki, world.kenji):
        change_seat(is_available=True, actor=world.actor(person))
    change_seat(is_available=False, actor=world.actor(world.kenji))
    wait(world, at, 31)
    assert alarmed(world) == [(30, [world.misaki.id])]


def test_each_step_comes_in_its_time(world: World, chat: Inbox, visitor: Visitor) -> None:
    with tenant(world.koyomi.id):
        team = Team.objects.create(workspace_id=world.koyomi.id, name="二次対応")
        TeamMember.objects.create(workspace_id=world.koyomi.id, team=team, person=world.kenji)
    set_steps(
        world,
        chat,
        {"after": 90, "does": "hand_to_team", "team_id": team.id},
        {"after": 20, "does": "tell_responsible"},
        {"after": 60, "does": "tell_team", "team_id": team.id},
        {"after": 120, "does": "hand_to_free"},
    )
    at = asked(visitor)
    assign(at, person_id=world.misaki.id, actor=world.actor(world.aoi))
    wait(world, at, 61)
    assert alarmed(world) == [(20, [world.misaki.id]), (60, [world.kenji.id])]
    assert now_of(world, at).assignee_id == world.misaki.id
    wait(world, at, 91)
    handed = now_of(world, at)
    assert (handed.team_id, handed.assignee_id) == (team.id, None)
    change_seat(is_available=True, actor=world.actor(world.kenji))
    wait(world, at, 121)
    assert now_of(world, at).assignee_id == world.kenji.id
    wait(world, at, 300)
    assert len(alarmed(world)) == 2
    with tenant(world.koyomi.id):
        events = Event.objects.filter(type="chat.escalated").order_by("id")
        assert [(one.payload["after"], one.payload["person_id"]) for one in events] == [
            (90, None),
            (120, world.kenji.id),
        ]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"after": 0, "does": "tell_takers"}, "bad-seconds"),
        ({"after": 30, "does": "shout"}, "bad-step"),
        ({"after": 30, "does": "tell_team"}, "bad-step"),
        ({"after": 30, "does": "tell_team", "team_id": 999_999}, "no-such-team"),
    ],
)
def test_what_is_no_step_is_refused(world: World, chat: Inbox, step: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_steps(world, chat, step)
    assert refused.value.code == code


def test_a_mail_has_no_such_hurry(world: World) -> None:
    with tenant(world.koyomi.id):
        mailed(world)
    happens()
    assert (duties(world), alarmed(world)) == (0, [])
