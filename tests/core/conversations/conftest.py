"""What the tests of conversations share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.core.conversations.posts import Post


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """A post office in the place of mail."""
    from madoguchi.core.conversations import outgoing  # Django is not set up when this file is loaded
    from tests.core.conversations.posts import Post  # as above

    made = Post()
    monkeypatch.setitem(outgoing.CHANNELS, "email", made)
    return made
