"""What the tests of the help centre share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.faces.portal.shelves import Shelves
    from tests.world import World


@pytest.fixture
def shelves(world: World) -> Shelves:
    from tests.faces.portal.shelves import furnished  # Django is not set up when this file is loaded

    return furnished(world)


@pytest.fixture(autouse=True)
def _everybody_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one address, within one minute."""
    from madoguchi.base.limits import Limiter  # as above
    from madoguchi.faces.portal import contact, serving  # as above

    monkeypatch.setattr(serving, "sending", Limiter(10_000))
    monkeypatch.setattr(contact, "writing", Limiter(10_000))
