"""How long the people in a chat wait: who left, who was answered, and when there is enough to say so."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.leaving import note_back, note_gone
from madoguchi.features.chat.models import Chat
from madoguchi.features.figures.patience import ENOUGH, Patience, patience
from madoguchi.features.figures.speed import Asked, behind, speed
from tests.features.chat.visiting import came_in, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=TOKYO)


@pytest.fixture
def chat(world: World) -> Inbox:
    return made_chat(world)


def waited(chat: Inbox, *, left: int | None = None, answered: int | None = None) -> int:
    """A chat whose visitor left after so many seconds, or was answered; the conversation."""
    visitor, _token = came_in(chat)
    conversation_id = say(visitor, "在庫はありますか？", once="1").conversation_id
    with tenant(chat.workspace_id):
        after = {} if answered is None else {"first_replied_at": NOON + timedelta(seconds=answered)}
        Conversation.objects.filter(id=conversation_id).update(created_at=NOON, **after)
        if left is not None:
            Chat.objects.filter(visitor=visitor).update(abandoned_at=NOON + timedelta(seconds=left))
    return conversation_id


def found(world: World, chat: Inbox, share: float = 0.9) -> Patience:
    with tenant(world.koyomi.id):
        return patience(chat.id, DAY, DAY, world.actor(world.mana), zone=TOKYO, share=share)


def test_few_cases_are_no_curve(world: World, chat: Inbox) -> None:
    waited(chat, left=20)
    one = found(world, chat)
    assert (one.cases, one.left, one.is_known, one.points, one.wait) == (1, 1, False, [], None)


def test_the_wait_that_most_bear(world: World, chat: Inbox) -> None:
    gone = [waited(chat, left=seconds) for seconds in (20, 40, 40, 70)]
    for seconds in range(ENOUGH - 5):
        waited(chat, answered=30 + seconds)
    waited(chat, left=90, answered=10)  # they read the answer, and went: that is no lost patience
    one = found(world, chat)
    assert (one.cases, one.left, one.is_known) == (ENOUGH, 4, True)
    assert [(point.time, point.at_risk, point.happened) for point in one.points] == [
        (20, 29, 1),
        (40, 18, 2),
        (70, 1, 1),
    ]
    assert one.points[0].share == pytest.approx(28 / 29)
    assert one.points[1].share == pytest.approx(28 / 29 * 16 / 18)
    assert one.wait == 40
    assert found(world, chat, share=0.5).wait == 70
    with tenant(world.koyomi.id):
        asked = Asked("chat", DAY, DAY, chat.id)
        rows = behind("left", asked, world.actor(world.mana), zone=TOKYO, unanswered_minutes=60)
        report = speed(asked, world.actor(world.mana), zone=TOKYO, unanswered_minutes=60)
    assert {row.conversation_id for row in rows} >= set(gone), "each figure opens what it counts"
    assert report.whole.began == one.cases


def test_who_comes_back_before_the_answer_has_not_left(world: World, chat: Inbox) -> None:
    visitor, _token = came_in(chat)
    say(visitor, "在庫はありますか？", once="1")

    def left() -> bool:
        return Chat.objects.get(visitor=visitor).abandoned_at is not None

    with tenant(world.koyomi.id):
        note_gone([visitor.id], NOON)
        assert left()
        note_back([visitor.id])
        assert not left()
        note_gone([visitor.id], NOON)
        Conversation.objects.update(first_replied_at=NOON + timedelta(seconds=60), waiting_since=None)
        note_back([visitor.id])
        assert left(), "they read it later, but had gone"
        Chat.objects.update(abandoned_at=None)
        note_gone([visitor.id], NOON + timedelta(seconds=90))
        assert not left(), "they were answered before"


def test_what_cannot_be_asked(world: World, chat: Inbox) -> None:
    for days, share in (((DAY, DAY - timedelta(days=1)), 0.9), ((DAY, DAY), 1.0)):
        with tenant(world.koyomi.id), pytest.raises(Refused):
            patience(chat.id, *days, world.actor(world.mana), zone=TOKYO, share=share)
    with tenant(world.koyomi.id), pytest.raises(NotAllowed):
        patience(chat.id, DAY, DAY, world.actor(world.misaki), zone=TOKYO)
