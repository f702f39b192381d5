"""Changing a workspace, and the facts that this app records."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.ledger import FACTS
from madoguchi.core.events.models import Event
from madoguchi.core.workspaces import events
from madoguchi.core.workspaces.actions.change import change_workspace
from tests.world import World


def test_a_change_is_recorded_with_before_and_after(koyomi: World) -> None:
    change_workspace({"name": " 新しい  名前 ", "language": "ja"}, actor=koyomi.actor(koyomi.aoi))
    event = Event.objects.latest("id")
    assert event.payload == {"changed": {"name": ["こよみワークス", "新しい 名前"]}}


@pytest.mark.parametrize(
    "changes", [{"name": " "}, {"name": "x" * 121}, {"language": "xx"}, {"time_zone": "x"}, {"is_demo": "1"}]
)
def test_what_cannot_be_is_refused(koyomi: World, changes: dict[str, str]) -> None:
    with pytest.raises(Refused):
        change_workspace(changes, actor=koyomi.actor(koyomi.aoi))


def test_only_administrators(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        change_workspace({"name": "x"}, actor=koyomi.actor(koyomi.mana))


def test_facts_are_registered_as_they_are_after_the_decorator_made_them_anew() -> None:
    assert FACTS["workspace.changed"] is events.WorkspaceChanged
    assert FACTS["workspace.set_up"] is events.WorkspaceSetUp
