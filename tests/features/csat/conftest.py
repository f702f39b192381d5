"""What the tests of ratings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.core.conversations.posts import Post


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Post:
    from madoguchi.core.conversations import outgoing  # as above
    from tests.core.conversations.posts import Post  # as above

    made = Post()
    monkeypatch.setitem(outgoing.CHANNELS, "email", made)
    return made
