"""Somebody who does one thing to many, and those many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from madoguchi.core.people.actor import Actor
    from tests.world import World


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def many(koyomi: World) -> list[int]:
    """The ids of some conversations that were begun by mail, nobody's and waiting."""
    from tests.core.conversations.arriving import arrive, conversation_of, mail  # Django is not set up before
    from tests.features.bulk.many import COUNT

    return [conversation_of(arrive(koyomi.support, mail(f"person{n}@many.example"))).id for n in range(COUNT)]
