"""What the worker does at its start, whatever the database is doing just then."""

import pytest
from django.db import OperationalError

from madoguchi.config import worker
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_database_that_only_starts_does_not_cost_anybody_their_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def starting_at_first(workspace_id: int) -> None:
        asked.append(workspace_id)
        if len(asked) == 1:
            raise OperationalError("the database system is starting up")

    monkeypatch.setattr(worker, "begin_reindex", starting_at_first)
    monkeypatch.setattr(worker, "PAUSE", 0)
    worker.catch_up()
    assert asked == [world.koyomi.id, world.koyomi.id, world.harbour.id]
