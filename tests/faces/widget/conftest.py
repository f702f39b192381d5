"""What the tests of the widget share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.inboxes.models import Inbox
    from tests.world import World


@pytest.fixture
def chat(world: World) -> Inbox:
    from tests.features.chat.visiting import made_chat  # Django is not set up when this file is loaded

    return made_chat(world)


@pytest.fixture(autouse=True)
def _everybody_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one address, within one minute."""
    from madoguchi.base.limits import Limiter  # as above
    from madoguchi.faces.widget import serving  # as above

    for name in ("coming", "asking"):
        monkeypatch.setattr(serving, name, Limiter(10_000))
