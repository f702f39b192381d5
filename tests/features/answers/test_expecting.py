"""Whoever opens a chat finds what their first question needs at hand."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.base.words import japanese
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.answers import expecting, memory
from tests.features.answers.furnishing import help_centre, taught
from tests.features.chat.visiting import made_chat
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expecting, "_said", {})
    monkeypatch.setattr(expecting, "_waiting", set())
    memory.forget()


@pytest.fixture
def chat(world: World) -> Inbox:
    return made_chat(world)


def said_at(chat: Inbox) -> int:
    """How often the workers are told when somebody opens the chat."""
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(f"/chat/{chat.address}/").status_code == 200
    assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))], "a GET writes nothing"
    return sum("pg_notify" in query["sql"] for query in asked)


def test_the_worker_is_told_once_a_minute_that_a_chat_was_opened(chat: Inbox) -> None:
    assert said_at(chat) == 1
    assert said_at(chat) == 0


def test_what_was_learnt_and_the_dictionary_are_at_hand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    help_centre(world)
    taught(world)
    monkeypatch.setattr(japanese._held, "dictionary", None)
    monkeypatch.setattr(japanese, "_runs", type(japanese._runs)())
    memory.forget()
    expecting.heard(world.koyomi.id)
    expecting.heard(world.koyomi.id)
    assert expecting.bring_to_hand() == 1
    assert [workspace_id for workspace_id, _audience in memory._known] == [world.koyomi.id]
    assert japanese._held.dictionary is not None
    assert expecting.bring_to_hand() == 0


def test_a_workspace_that_has_learnt_nothing_costs_nothing_but_the_dictionary(world: World) -> None:
    expecting.heard(world.harbour.id)
    assert expecting.bring_to_hand() == 1
    assert not memory._known
