"""A chat is offered to one at a time, who accepts, declines or says nothing; nobody is asked for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.offer import accept, decline, offer_out
from madoguchi.features.chat.models import ChatOffer
from madoguchi.features.chat.seats import offered_to
from tests.features.chat.test_handing_out import asked, owners, seated
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_offer(world: World, chat: Inbox) -> None:
    change_chat(chat.id, changes={"hand_out": "offer"}, actor=world.actor(world.aoi))


def settle() -> None:
    while run_events():
        pass


def offered(world: World) -> list[tuple[int, str]]:
    """To whom, and how it ended, in order."""
    with tenant(world.koyomi.id):
        return list(ChatOffer.objects.order_by("id").values_list("person_id", "how"))


def let_pass(world: World) -> None:
    """Half a minute, and what its job does."""
    with tenant(world.koyomi.id):
        ChatOffer.objects.filter(ended_at__isnull=True).update(until=now() - timedelta(seconds=1))
    offer_out(world.koyomi.id)
    settle()


def test_it_goes_to_who_has_the_most_room_and_is_theirs_when_they_accept(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 1)
    seated(world, world.kenji, 3)
    (one,) = asked(chat)
    settle()
    assert offered(world) == [(world.kenji.id, "")]
    assert owners(world, [one]) == [None]
    with tenant(world.koyomi.id):
        assert [offer.conversation_id for offer in offered_to(world.actor(world.kenji))] == [one]
        assert not offered_to(world.actor(world.misaki)).exists()
    with pytest.raises(Refused):
        accept(one, actor=world.actor(world.misaki))
    with pytest.raises(NotAllowed):
        accept(one, actor=world.actor(world.ren))
    accept(one, actor=world.actor(world.kenji))
    settle()
    assert owners(world, [one]) == [world.kenji.id]
    assert offered(world) == [(world.kenji.id, "accepted")]
    with tenant(world.koyomi.id):
        types = list(Event.objects.filter(type__startswith="chat.offer").order_by("id").values_list("type", flat=True))
    assert types == ["chat.offered", "chat.offer_ended"]


def test_who_declines_is_not_asked_again_and_who_lets_it_pass_once_more(world: World, chat: Inbox) -> None:
    seated(world, world.kenji, 3)
    seated(world, world.misaki, 1)
    (one,) = asked(chat)
    settle()
    decline(one, actor=world.actor(world.kenji))
    settle()
    assert offered(world)[-1] == (world.misaki.id, "")
    let_pass(world)
    let_pass(world)
    assert offered(world) == [(world.kenji.id, "declined"), (world.misaki.id, "missed"), (world.misaki.id, "missed")]
    offer_out(world.koyomi.id)
    assert len(offered(world)) == 3, "then it is for whoever takes it"
    with pytest.raises(Refused):
        accept(one, actor=world.actor(world.misaki))


def test_nothing_is_offered_twice_at_once_nor_beyond_capacity(world: World, chat: Inbox) -> None:
    seated(world, world.kenji, 2)
    asked(chat, 3)
    for _time in range(3):
        offer_out(world.koyomi.id)
    settle()
    assert offered(world) == [(world.kenji.id, "")] * 2
    with tenant(world.koyomi.id), pytest.raises(IntegrityError), transaction.atomic():
        ChatOffer.objects.filter(id__gt=0).update(conversation=Conversation.objects.order_by("id").first())


def test_what_somebody_else_has_is_withdrawn(world: World, chat: Inbox) -> None:
    seated(world, world.kenji)
    (one,) = asked(chat)
    settle()
    assign(one, person_id=world.misaki.id, actor=world.actor(world.aoi))
    with pytest.raises(Refused):
        accept(one, actor=world.actor(world.kenji))
    settle()
    assert offered(world) == [(world.kenji.id, "withdrawn")]


def test_by_itself_and_by_hand_offer_nothing(world: World, chat: Inbox) -> None:
    seated(world, world.kenji)
    for how in ("by_itself", "by_hand"):
        change_chat(chat.id, changes={"hand_out": how}, actor=world.actor(world.aoi))
        asked(chat)
        settle()
    assert offered(world) == []
