"""Where somebody stands who waits, and how long it takes: counted, and never made up."""

from datetime import datetime, timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.join import merge, undo_merge
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.steps import note_fact
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import assistant
from madoguchi.features.answers.events import AnswerHandedOver
from madoguchi.features.chat.actions.acknowledge import acknowledge
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.telling import Told
from madoguchi.features.chat.waiting import Usual, Waiting, line_in, usual_in, usual_of, waiting_of
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import came_in, made_chat
from tests.hearing import Heard
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(chat: Inbox, number: int) -> list[Chat]:
    messages = [say(came_in(chat)[0], f"{one} 番目の質問です。", once="1") for one in range(number)]
    with tenant(chat.workspace_id):
        return [Chat.objects.get(conversation_id=message.conversation_id) for message in messages]


def places(chats: list[Chat]) -> list[int | None]:
    with tenant(chats[0].workspace_id):
        found = [waiting_of(chat) for chat in chats]
        inbox_id = Conversation.objects.values_list("inbox_id", flat=True).get(id=chats[0].conversation_id)
        line = {one.chat_id: one.waiting for one in line_in(inbox_id)}
    assert [line.get(chat.id) for chat in chats] == found, "all at once are told the same"
    return [one.position if one else None for one in found]


def test_the_place_among_those_who_wait_for_the_first_word(world: World, chat: Inbox) -> None:
    asked(made_chat(world, "別のチャット"), 2)
    chats = asked(chat, 3)
    assert places(chats) == [1, 2, 3]
    acknowledge(chats[0].conversation_id, workspace_id=chat.workspace_id)
    assert places(chats) == [1, 2, 3], "what is said automatically is no answer"
    again = say(visitor_of(chats[0]), "まだですか。", once="2", conversation_id=chats[0].conversation_id)
    answered(world, again, "はい。")
    assert places(chats) == [None, 1, 2]
    resolve(chats[1].conversation_id, actor=world.actor(world.aoi))
    assert places(chats) == [None, None, 1]
    change_chat(chat.id, changes={"tell_wait": False}, actor=world.actor(world.aoi))
    assert places(chats) == [None, None, None]


def test_a_merged_chat_has_the_place_of_the_one_that_it_goes_on_in(world: World, chat: Inbox) -> None:
    chats = asked(chat, 3)
    aoi = world.actor(world.aoi)
    merge(chats[1].conversation_id, into_id=chats[0].conversation_id, actor=aoi)
    assert places(chats) == [1, 1, 2]
    merge(chats[0].conversation_id, into_id=chats[2].conversation_id, actor=aoi)
    assert places(chats) == [1, 1, 1]
    undo_merge(chats[0].conversation_id, actor=aoi)
    assert places(chats) == [1, 1, 2]


def test_who_has_left_a_message_stands_in_no_line(chat: Inbox) -> None:
    visitor = came_in(chat)[0]
    left = say(visitor, "返品したいです。", once="1", told=Told(mail="hanako@kobo.example", leaves_message=True))
    (second,) = asked(chat, 1)
    with tenant(chat.workspace_id):
        first = Chat.objects.get(conversation_id=left.conversation_id)
    assert places([first, second]) == [None, 1]


def visitor_of(chat: Chat) -> Visitor:
    with tenant(chat.workspace_id):
        return Chat.objects.select_related("visitor").get(id=chat.id).visitor


def test_the_range_is_half_to_nine_of_ten() -> None:
    assert usual_of([60.0] * 4) is None, "four tell nothing"
    assert usual_of([10.0, 61.0, 119.0, 300.0, 1_000.0]) == Usual(2, 17)
    assert usual_of([float(60 * minute) for minute in range(1, 21)]) == Usual(10, 18)
    assert usual_of([1.0] * 5) == Usual(1, 1)


def took(chats: list[Chat], began: datetime, minutes: int) -> None:
    with tenant(chats[0].workspace_id):
        ids = [chat.conversation_id for chat in chats]
        replied = began + timedelta(minutes=minutes)
        Conversation.objects.filter(id__in=ids).update(created_at=began, first_replied_at=replied)


def test_of_today_else_of_the_same_hour_else_nothing(world: World, chat: Inbox) -> None:
    at = now()
    one = asked(chat, 1)
    with tenant(chat.workspace_id):
        assert waiting_of(one[0]) == Waiting(1, None)
    chats = asked(chat, 5)
    took(chats, at - timedelta(days=3, hours=5), 7)
    with tenant(chat.workspace_id):
        assert usual_in(chat.id, at) is None, "another hour"
    took(chats, at - timedelta(days=3), 7)
    with tenant(chat.workspace_id):
        assert usual_in(chat.id, at) == Usual(7, 7)
    took(asked(chat, 5), at - timedelta(hours=5), 2)
    with tenant(chat.workspace_id):
        assert usual_in(chat.id, at) == Usual(2, 2)
        assert usual_in(world.support.id, at) is None


@pytest.mark.django_db(transaction=True)
def test_those_behind_are_told_when_somebody_is_answered(world: World, chat: Inbox, heard: Heard) -> None:
    first, _second = asked(chat, 2)
    with tenant(chat.workspace_id):
        message = Message.objects.filter(conversation_id=first.conversation_id).earliest("id")
    run_events()
    assert f"queue:{chat.id}" not in heard.names()
    answered(world, message, "はい。")
    run_events()
    assert f"queue:{chat.id}" in heard.names()


@pytest.mark.django_db(transaction=True)
def test_whom_the_assistant_hands_over_stands_in_line_at_once(world: World, chat: Inbox, heard: Heard) -> None:
    (first,) = asked(chat, 1)
    run_events()
    heard.names()
    with tenant(chat.workspace_id):
        home = Conversation.objects.get(id=first.conversation_id)
        note_fact(home, AnswerHandedOver(0, "no_article"), assistant(chat.workspace_id))
    run_events()
    assert f"queue:{chat.id}" in heard.names()


@pytest.mark.django_db(transaction=True)
def test_whose_chat_is_merged_hears_there_at_once(world: World, chat: Inbox, heard: Heard) -> None:
    first, second, third = asked(chat, 3)
    aoi = world.actor(world.aoi)
    run_events()
    heard.names()
    merge(second.conversation_id, into_id=first.conversation_id, actor=aoi)
    run_events()
    told = heard.names()
    assert {f"visitor:{second.visitor_id}", f"queue:{chat.id}"} <= told
    assert not {f"visitor:{first.visitor_id}", f"visitor:{third.visitor_id}"} & told
    undo_merge(second.conversation_id, actor=aoi)
    run_events()
    assert f"visitor:{second.visitor_id}" in heard.names()
