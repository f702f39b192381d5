"""Whoever is responsible is told that a customer in a chat loses patience: once for each wait."""

from datetime import timedelta

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.chat.actions.alarm import alarm
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Visitor
from tests.features.chat.visiting import mailed
from tests.world import World

pytestmark = pytest.mark.django_db


def alarmed(world: World) -> list[list[int]]:
    with tenant(world.koyomi.id):
        return [event.payload["person_ids"] for event in Event.objects.filter(type="chat.kept_waiting").order_by("id")]


def test_once_for_each_wait(world: World, visitor: Visitor) -> None:
    at = say(visitor, "在庫はありますか？", once="1").conversation_id
    assign(at, person_id=world.misaki.id, actor=world.actor(world.aoi))
    assert alarm(at, workspace_id=world.koyomi.id)
    say(visitor, "もしもし？", once="2", conversation_id=at)
    assert not alarm(at, workspace_id=world.koyomi.id)
    letter = Letter("はい。", to=(visitor.address,))
    reply(at, letter=letter, sending=Sending(hold=timedelta(0)), actor=world.actor(world.misaki))
    assert not alarm(at, workspace_id=world.koyomi.id)
    say(visitor, "では二つください。", once="3", conversation_id=at)
    assert alarm(at, workspace_id=world.koyomi.id)
    assert alarmed(world) == [[world.misaki.id]] * 2


def test_what_is_nobodys_concerns_all_who_take_chats(world: World, visitor: Visitor) -> None:
    at = say(visitor, "在庫はありますか？", once="1").conversation_id
    for person in (world.misaki, world.kenji):
        change_seat(is_available=True, actor=world.actor(person))
    change_seat(is_available=False, actor=world.actor(world.kenji))
    assert alarm(at, workspace_id=world.koyomi.id)
    assert alarmed(world) == [[world.misaki.id]]


def test_a_mail_has_no_such_hurry(world: World) -> None:
    with tenant(world.koyomi.id):
        at = mailed(world).id
        assert Conversation.objects.get(id=at).waiting_since is not None
    assert not alarm(at, workspace_id=world.koyomi.id)
    assert alarmed(world) == []
