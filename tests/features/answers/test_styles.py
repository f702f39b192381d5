"""How much the assistant says is the style that is wanted: one step at a time, or everything at once."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.buttons import buttons_on
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import Article
from madoguchi.features.chat.models import Visitor
from madoguchi.features.styles.actions.settings import set_style
from tests.features.answers.furnishing import answering, said_in
from tests.features.answers.test_answering import asks, only
from tests.world import World

pytestmark = pytest.mark.django_db


def test_conversational_is_one_step_at_a_time_and_the_next_is_one_press_away(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    home_id = asks(world, visitor)
    (said,) = said_in(home_id, world)
    assert "マイページを開きます。" in said
    assert "注文履歴" not in said
    row = only(world)
    with tenant(world.koyomi.id):
        assert [one.do for one in buttons_on(row).buttons][:3] == ["step", "helped", "person"]  # type: ignore[union-attr]
        Answer.objects.update(outcome_at=now() - timedelta(hours=23))
    respond.ask_for_step(row.id, workspace_id=world.koyomi.id)
    respond.ask_for_step(row.id, workspace_id=world.koyomi.id)
    assert [one.split("**")[1] for one in said_in(home_id, world)[1:]] == ["手順2（全3手順）：", "手順3（全3手順）："]
    with tenant(world.koyomi.id):
        last = only(world)
        assert (last.state, last.step) == ("answered", 3)
        assert last.outcome_at > now() - timedelta(hours=1), "a day of silence is counted from the last step"
        assert "step" not in [one.do for one in buttons_on(last).buttons]  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        respond.ask_for_step(row.id, workspace_id=world.koyomi.id)
    respond.ask_for_person(row.id, workspace_id=world.koyomi.id)
    with pytest.raises(Refused, match="too-late"):
        respond.ask_for_step(row.id, workspace_id=world.koyomi.id)


def test_who_writes_that_a_step_is_done_is_told_the_next(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    home_id = asks(world, visitor)
    asks(world, visitor, "できました", home_id)
    asks(world, visitor, "次の手順をお願いします。", home_id)
    assert [one.split("**")[1] for one in said_in(home_id, world)[1:]] == ["手順2（全3手順）：", "手順3（全3手順）："]
    assert only(world).state == "answered", "no question of its own, and it counts as before"
    asks(world, visitor, "できました！", home_id)
    assert only(world).state == "confirmed", "that was the last one"


def test_who_says_in_between_that_it_is_solved_is_believed(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    set_style(chat.id, style="conversational", trial=0, actor=world.actor(world.aoi))
    asks(world, visitor, "おかげさまで解決しました。", asks(world, visitor))
    assert only(world).state == "confirmed"


def test_comprehensive_is_everything_in_one_answer(
    world: World, chat: Inbox, visitor: Visitor, articles: dict[str, Article]
) -> None:
    answering(world, chat)
    set_style(chat.id, style="comprehensive", trial=0, actor=world.actor(world.aoi))
    (said,) = said_in(asks(world, visitor), world)
    assert "「返品する」を押します。" in said
    assert "請求履歴を開きます。" in said, "what people ask next is answered too"
    with tenant(world.koyomi.id):
        assert "step" not in [one.do for one in buttons_on(only(world)).buttons]  # type: ignore[union-attr]
