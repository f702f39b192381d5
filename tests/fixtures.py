"""Fixtures for every test. Loaded before Django is set up, so what needs models is imported where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.hearing import Heard
    from tests.language_model import Server
    from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    """The people of tests/world.py, outside of any tenant."""
    from tests.world import build  # models: Django is not set up when this file is loaded

    return build()


@pytest.fixture
def koyomi(world: World) -> Iterator[World]:
    """The same, with tenant(world.koyomi.id) open around the test."""
    from madoguchi.base.tenancy import tenant  # Django is not set up when this file is loaded

    with tenant(world.koyomi.id):
        yield world


@pytest.fixture
def heard(world: World) -> Iterator[Heard]:
    """What the hubs are told; for tests with transaction=True."""
    from tests.hearing import Heard  # Django is not set up when this file is loaded

    with Heard() as listening:
        yield listening


@pytest.fixture
def words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are ranked by words, as on a machine without sentence encoders: it takes a tenth of the time."""
    from madoguchi.features.answers.ranking.encoders import E5, USE_ML  # numpy, for few tests

    for encoder in (E5, USE_ML):
        monkeypatch.setattr(encoder, "held", None)
        monkeypatch.setattr(encoder, "is_missing", True)


@pytest.fixture
def model(settings: Any) -> Iterator[Server]:
    """A language model on loopback, opened as the administrator of an installation opens it."""
    from tests.language_model import listening  # a server: for few tests

    settings.MADOGUCHI = replace(settings.MADOGUCHI, reachable=("127.0.0.0/8",))
    with listening() as server:
        yield server
