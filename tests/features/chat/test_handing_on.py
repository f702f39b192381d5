"""A chat that goes to another: they have room, and who was already talking hears in one line who has it now."""

import pytest

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.hand_over import Handing, hand_over
from madoguchi.core.conversations.actions.take_over import take_over
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Team, TeamMember
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.actions.seat import change_seat
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.queries import messages_of
from madoguchi.features.chat.transfer import must_have_room, reach
from tests.features.chat.test_handing_out import asked, seated
from tests.features.chat.test_talking import answered
from tests.features.chat.visiting import came_in
from tests.world import World

pytestmark = pytest.mark.django_db


def settle() -> None:
    while run_events():
        pass


def told(world: World, visitor: Visitor) -> list[str]:
    """The lines of who has it, as the visitor reads them."""
    with tenant(world.koyomi.id):
        (chat,) = visitor.chats.all()
        return [one.text for one in messages_of(chat, visitor) if one.automatic == "handed"]


def handed(world: World, conversation_id: int, *, person_id: int | None = None, team_id: int | None = None) -> None:
    to = Handing(person_id, team_id, "青い鉢の件です。")
    hand_over(conversation_id, to=to, actor=world.actor(world.misaki))
    settle()


def test_the_new_one_sees_the_note_and_the_visitor_the_name(world: World, visitor: Visitor) -> None:
    first = say(visitor, "青い鉢はありますか。", once="1")
    answered(world, first, "お調べします。")
    settle()
    assert told(world, visitor) == [], "who answers has it"
    handed(world, first.conversation_id, person_id=world.kenji.id)
    assert told(world, visitor) == [f"ここからは{world.kenji.name}がご案内いたします。"]
    with tenant(world.koyomi.id):
        note = Message.objects.get(conversation_id=first.conversation_id, kind="note")
        (chat,) = visitor.chats.all()
        assert note.id not in [one.id for one in messages_of(chat, visitor)]
    take_over(first.conversation_id, actor=world.actor(world.aoi))
    settle()
    settle()
    assert told(world, visitor)[1:] == [f"ここからは{world.aoi.name}がご案内いたします。"]


def test_where_nobody_was_talking_nothing_is_told(world: World, visitor: Visitor) -> None:
    first = say(visitor, "青い鉢はありますか。", once="1")
    settle()
    handed(world, first.conversation_id, person_id=world.kenji.id)
    assert told(world, visitor) == []


def test_whom_the_acknowledgement_named_is_not_left_standing(world: World, visitor: Visitor) -> None:
    first = say(visitor, "青い鉢はありますか。", once="1")
    assign(first.conversation_id, person_id=world.kenji.id, actor=world.actor(world.misaki))
    settle()
    with tenant(world.koyomi.id):
        (chat,) = visitor.chats.all()
        assert messages_of(chat, visitor)[-1].text.endswith(f"{world.kenji.name}が担当し、こちらでお答えいたします。")
    assert told(world, visitor) == []
    handed(world, first.conversation_id, person_id=world.aoi.id)
    assert told(world, visitor) == [f"ここからは{world.aoi.name}がご案内いたします。"]
    handed(world, first.conversation_id, person_id=world.kenji.id)
    assert told(world, visitor)[1:] == [f"ここからは{world.kenji.name}がご案内いたします。"]


def test_to_a_team(world: World, visitor: Visitor) -> None:
    first = say(visitor, "青い鉢はありますか。", once="1")
    answered(world, first, "お調べします。")
    with tenant(world.koyomi.id):
        team = Team.objects.create(workspace_id=world.koyomi.id, name="配送チーム")
        TeamMember.objects.create(workspace_id=world.koyomi.id, team=team, person=world.kenji)
        assert reach(world.actor(world.misaki), [team.id]).away_teams == {team.id}
    handed(world, first.conversation_id, team_id=team.id)
    assert told(world, visitor) == ["ここからは「配送チーム」の担当者がご案内いたします。"]
    change_seat(is_available=True, actor=world.actor(world.kenji))
    with tenant(world.koyomi.id):
        assert reach(world.actor(world.misaki), [team.id]).away_teams == frozenset()


def test_it_is_told_in_the_language_of_their_panel(world: World, chat: Inbox) -> None:
    speaking, _token = came_in(chat, "zh-CN")
    first = say(speaking, "有蓝色的花盆吗？", once="1")
    answered(world, first, "请稍等。")
    handed(world, first.conversation_id, person_id=world.kenji.id)
    assert told(world, speaking) == [f"接下来由 {world.kenji.name} 为您服务。"]


def test_nobody_gets_more_than_they_take(world: World, chat: Inbox, visitor: Visitor) -> None:
    seated(world, world.kenji, 1)
    (theirs,) = asked(chat)
    settle()
    first = say(visitor, "青い鉢はありますか。", once="1")
    with tenant(world.koyomi.id):
        full = Conversation.objects.select_related("inbox").get(id=first.conversation_id)
        own = Conversation.objects.select_related("inbox").get(id=theirs)
        with pytest.raises(Refused) as refused:
            must_have_room(full, world.kenji.id, world.actor(world.misaki))
        assert refused.value.code == "no-room"
        must_have_room(full, world.misaki.id, world.actor(world.misaki))
        must_have_room(own, world.kenji.id, world.actor(world.misaki))
