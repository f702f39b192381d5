"""Who writes, and who publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.people.actor import Actor
    from tests.world import World


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    """A supervisor, who publishes."""
    return koyomi.actor(koyomi.kenji)


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    """An agent, who writes."""
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def aoi(koyomi: World) -> Actor:
    """The administrator, who sets up the help centre."""
    return koyomi.actor(koyomi.aoi)
