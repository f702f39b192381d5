"""Who asks in a chat, for the tests of several features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.inboxes.models import Inbox
    from madoguchi.features.chat.models import Visitor
    from tests.core.conversations.posts import Post
    from tests.world import World


@pytest.fixture
def chat(world: World) -> Inbox:
    from tests.features.chat.visiting import made_chat  # Django is not set up when this file is loaded

    return made_chat(world)


@pytest.fixture
def visitor(chat: Inbox) -> Visitor:
    from tests.features.chat.visiting import came_in  # as above

    return came_in(chat)[0]


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Post:
    """Who carries every mail, and keeps it."""
    from madoguchi.core.conversations.outgoing import CHANNELS  # as above
    from tests.core.conversations.posts import Post  # as above

    made = Post()
    monkeypatch.setitem(CHANNELS, "email", made)
    return made
