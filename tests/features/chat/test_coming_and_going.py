"""Whether a visitor is there: known when they come, when they leave, and never wrong for long."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.chat.actions.come_and_go import came, left, still_here
from madoguchi.features.chat.actions.say import say
from madoguchi.features.chat.models import Chat, Visitor
from tests.world import World

pytestmark = pytest.mark.django_db


def fresh(visitor: Visitor) -> Visitor:
    with tenant(visitor.workspace_id):
        return Visitor.objects.get(id=visitor.id)


def test_who_leaves_has_left_until_they_come_back(world: World, visitor: Visitor) -> None:
    at = now() + timedelta(seconds=5)
    assert left(visitor.id, at, workspace_id=visitor.workspace_id)
    assert fresh(visitor).left_at == at
    assert not left(visitor.id, at, workspace_id=visitor.workspace_id), "once"
    came(visitor.id, workspace_id=visitor.workspace_id)
    assert fresh(visitor).left_at is None


def test_who_came_back_elsewhere_has_not_left(world: World, visitor: Visitor) -> None:
    at = now()
    came(visitor.id, workspace_id=visitor.workspace_id)
    assert not left(visitor.id, at - timedelta(seconds=1), workspace_id=visitor.workspace_id)
    assert fresh(visitor).left_at is None


def test_who_listens_is_here_whatever_was_noted_and_nobody_of_another_workspace(world: World, visitor: Visitor) -> None:
    at = now() + timedelta(seconds=5)
    left(visitor.id, at, workspace_id=visitor.workspace_id)
    still_here([visitor.id], workspace_id=world.harbour.id)
    assert fresh(visitor).left_at == at
    still_here([visitor.id], workspace_id=visitor.workspace_id)
    assert fresh(visitor).left_at is None


def test_who_waits_and_leaves_has_lost_patience_until_they_are_back(world: World, visitor: Visitor) -> None:
    at = now() + timedelta(seconds=5)
    say(visitor, "まだですか。", once="1")
    left(visitor.id, at, workspace_id=visitor.workspace_id)
    with tenant(visitor.workspace_id):
        assert Chat.objects.get().abandoned_at == at
    came(visitor.id, workspace_id=visitor.workspace_id)
    with tenant(visitor.workspace_id):
        assert Chat.objects.get().abandoned_at is None
