"""People at the desk, signed in, and a conversation to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.conversations.models import Conversation
    from tests.faces.desk.sitting import Sitting
    from tests.world import World


@pytest.fixture
def aoi(world: World) -> Sitting:
    """The administrator of こよみワークス."""
    from tests.faces.desk.sitting import Sitting  # Django is not set up when this file is loaded

    return Sitting(world.users["aoi"])


@pytest.fixture
def misaki(world: World) -> Sitting:
    """An agent there."""
    from tests.faces.desk.sitting import Sitting  # Django is not set up when this file is loaded

    return Sitting(world.users["misaki"])


@pytest.fixture
def ren(world: World) -> Sitting:
    """A product member: reads, and writes notes."""
    from tests.faces.desk.sitting import Sitting  # Django is not set up when this file is loaded

    return Sitting(world.users["ren"])


@pytest.fixture
def matter(world: World) -> Conversation:
    """山田 花子 has written one mail to the support inbox and waits."""
    from tests.faces.desk.sitting import begun  # Django is not set up when this file is loaded

    return begun(world.support, "山田 花子 <hanako@kobo.example>")
