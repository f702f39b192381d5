"""Chats go to whoever has room, never to more than they take, and wait where nobody has."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import Scope, listed
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import Inbox, InboxAccess
from madoguchi.core.people.models import Person
from madoguchi.features.answers.subscribers import look_after_questions
from madoguchi.features.chat.actions.hand_out import hand_out
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Chat, ChatSeat
from madoguchi.features.chat.subscribers import look_after_chats
from madoguchi.features.chat.telling import Told
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import came_in
from tests.world import World

pytestmark = pytest.mark.django_db


def seated(world: World, person: Person, capacity: int = 2) -> None:
    change_seat(is_available=True, capacity=capacity, actor=world.actor(person))


def asked(chat: Inbox, number: int = 1) -> list[int]:
    """So many visitors ask; the conversations."""
    return [say(came_in(chat)[0], f"{n} 番目の質問です。", once="1").conversation_id for n in range(number)]


def owners(world: World, conversations: list[int]) -> list[int | None]:
    with tenant(world.koyomi.id):
        found = Conversation.objects.in_bulk(conversations)
        return [found[one].assignee_id for one in conversations]


def test_to_whoever_has_the_most_room(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 1)
    seated(world, world.kenji, 3)
    chats = asked(chat, 5)
    assert hand_out(world.koyomi.id) == 4
    given = owners(world, chats)
    assert given[:2] == [world.kenji.id, world.kenji.id]
    assert sorted(one or 0 for one in given) == sorted([0, world.misaki.id, *[world.kenji.id] * 3])
    assert given[4] is None, "who came last waits"
    assert hand_out(world.koyomi.id) == 0


def test_a_message_that_was_left_is_no_chat_until_it_is_answered_in_one(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 1)
    visitor, _token = came_in(chat)
    left = say(visitor, "青はありますか。", once="1", told=Told(mail="hanako@kobo.example", leaves_message=True))
    at = left.conversation_id
    assert hand_out(world.koyomi.id) == 0
    assert owners(world, [at]) == [None]
    misaki = world.actor(world.misaki)
    with tenant(world.koyomi.id):
        assert not listed(misaki, Scope("chats")).exists()
        assert [one.id for one in listed(misaki, Scope("waiting"))] == [at], "it waits as a mail does"
    answered(world, left, "ございます。")
    say(visitor, "では一つください。", once="2", conversation_id=at)
    with tenant(world.koyomi.id):
        assert [one.id for one in listed(misaki, Scope("chats"))] == [at]


def test_among_equals_to_who_has_rested_longest(world: World, chat: Inbox) -> None:
    seated(world, world.misaki)
    seated(world, world.kenji)
    first = asked(chat, 2)
    hand_out(world.koyomi.id)
    assert owners(world, first) == [world.misaki.id, world.kenji.id]
    for one in first:
        resolve(one, actor=world.actor(world.aoi))
    third = asked(chat)
    hand_out(world.koyomi.id)
    assert owners(world, third) == [world.misaki.id]


def test_who_waits_is_given_when_there_is_room_again(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 1)
    chats = asked(chat, 2)
    while run_events():
        pass
    assert owners(world, chats) == [world.misaki.id, None]
    resolve(chats[0], actor=world.actor(world.misaki))
    while run_events():
        pass
    assert owners(world, chats) == [world.misaki.id, world.misaki.id]


def test_nobody_is_given_what_they_do_not_see_or_while_they_are_away(world: World, chat: Inbox) -> None:
    seated(world, world.misaki)
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.misaki.id).update(all_inboxes=False)
        InboxAccess.objects.filter(person=world.misaki).delete()
    seated(world, world.kenji)
    change_seat(is_available=False, actor=world.actor(world.kenji))
    chats = asked(chat)
    assert hand_out(world.koyomi.id) == 0
    assert owners(world, chats) == [None]


def test_what_has_an_owner_stays_there_and_by_hand_is_by_hand(world: World, chat: Inbox) -> None:
    seated(world, world.misaki)
    (one,) = asked(chat)
    assign(one, person_id=world.kenji.id, actor=world.actor(world.aoi))
    assert hand_out(world.koyomi.id) == 0
    with tenant(world.koyomi.id):
        Inbox.objects.filter(id=chat.id).update(settings={**chat.settings, "chat": {"hand_out": "by_hand"}})
    (other,) = asked(chat)
    assert hand_out(world.koyomi.id) == 0
    assert owners(world, [one, other]) == [world.kenji.id, None]


def test_one_leads_the_seats_of_others_or_does_not(world: World) -> None:
    changed = change_seat(capacity=3, person_id=world.misaki.id, actor=world.actor(world.kenji))
    assert (changed.person_id, changed.capacity, changed.is_available) == (world.misaki.id, 3, False)
    with pytest.raises(NotAllowed):
        change_seat(capacity=3, person_id=world.kenji.id, actor=world.actor(world.misaki))
    with pytest.raises(NotAllowed):
        change_seat(is_available=True, actor=world.actor(world.ren))
    with pytest.raises(Refused) as refused:
        change_seat(capacity=21, actor=world.actor(world.misaki))
    assert refused.value.code == "bad-capacity"
    with tenant(world.koyomi.id), pytest.raises(IntegrityError), transaction.atomic():
        ChatSeat.objects.update(capacity=0)


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_out_at_once_fill_no_seat_twice(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 3)
    chats = asked(chat, 8)

    def round_of(_number: int) -> int:
        try:
            return hand_out(world.koyomi.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as together:
        assert sum(together.map(round_of, range(4))) == 3
    assert sum(owner is not None for owner in owners(world, chats)) == 3


def test_hearing_of_many_messages_costs_no_more_than_of_one(world: World, chat: Inbox) -> None:
    seated(world, world.misaki, 20)
    chats = asked(chat, 4)
    while run_events():
        pass
    with tenant(world.koyomi.id):
        events = list(Event.objects.filter(type="message.received").order_by("id"))
    counts = set()
    for some in (events[:1], events):
        with tenant(world.koyomi.id), CaptureQueriesContext(connection) as captured:
            look_after_questions(some)
            look_after_chats(some)
        counts.add(len(captured))
    assert len(counts) == 1
    with tenant(world.koyomi.id):
        reached = dict(Chat.objects.values_list("conversation_id", "delivered_id"))
    assert reached == {home: event.payload["message_id"] for home, event in zip(chats, events, strict=True)}
