"""Conversations that differ in everything that a filter can name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.features.views.matters import Matters
    from tests.world import World


@pytest.fixture
def matters(world: World) -> Matters:
    """Four conversations of こよみワークス, and one of Harbour & Pine."""
    from tests.features.views.matters import build  # Django is not set up when this file is loaded

    return build(world)
