"""Callers of the API, one for each of the people that a test speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.conversations.models import Conversation
    from tests.faces.api.client import Caller
    from tests.world import World


@pytest.fixture
def aoi(world: World) -> Caller:
    """The administrator of こよみワークス."""
    from tests.faces.api.client import caller  # Django is not set up when this file is loaded

    return caller(world, world.aoi)


@pytest.fixture
def misaki(world: World) -> Caller:
    """An agent there."""
    from tests.faces.api.client import caller  # Django is not set up when this file is loaded

    return caller(world, world.misaki)


@pytest.fixture
def matter(world: World) -> Conversation:
    """A conversation of 山田 花子 in the support inbox, which she began by a mail."""
    from tests.faces.api.matters import begun  # Django is not set up when this file is loaded

    return begun(world.support, world.hanako, "hanako@kobo.example")
