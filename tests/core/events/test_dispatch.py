"""The ledger and its fan-out: everybody hears once, whoever fails is tried again alone."""

from collections.abc import Sequence

import pytest
from django.db import ProgrammingError, connection, transaction

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.events import ConversationRenamed
from madoguchi.core.events import registry
from madoguchi.core.events.dispatch import done, held, run_events
from madoguchi.core.events.ledger import FACTS, LoopFound, Subject, enqueue, record
from madoguchi.core.events.models import Event, Outbox
from tests.world import World


class Listener:
    """Remembers what it was told; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[int] = []
        self.failures = failures

    def __call__(self, events: Sequence[Event]) -> None:
        if self.failures:
            self.failures -= 1
            Event.objects.filter(id=-1).exists()
            raise ValueError("not today")
        self.heard += [event.id for event in events]


@pytest.fixture
def subscribers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "SUBSCRIBERS", {})
    monkeypatch.setattr("madoguchi.core.events.dispatch.SUBSCRIBERS", registry.SUBSCRIBERS)


def happen(world: World) -> Event:
    with tenant(world.koyomi.id):
        return record(ConversationRenamed(), actor="system", about=Subject(conversation_id=1))


@pytest.mark.usefixtures("subscribers")
def test_everybody_who_asked_hears_once(world: World) -> None:
    all_of_it, some, none = Listener(), Listener(), Listener()
    registry.subscribe("all", all_of_it)
    registry.subscribe("some", some, "conversation.renamed")
    registry.subscribe("none", none, "conversation.assigned")
    event = happen(world)
    assert run_events() == 1
    assert run_events() == 0
    assert (all_of_it.heard, some.heard, none.heard) == ([event.id], [event.id], [])
    assert not Outbox.objects.exists()


@pytest.mark.usefixtures("subscribers")
def test_a_failing_subscriber_is_tried_again_alone(world: World) -> None:
    good, bad = Listener(), Listener(failures=1)
    registry.subscribe("good", good)
    registry.subscribe("bad", bad)
    event = happen(world)
    run_events()
    row = Outbox.objects.get()
    assert (row.subscriber, row.attempts, row.error) == ("bad", 1, "ValueError")
    Outbox.objects.update(due_at=event.at)
    run_events()
    assert (good.heard, bad.heard) == ([event.id], [event.id])
    assert not Outbox.objects.exists()


@pytest.mark.usefixtures("subscribers")
def test_what_a_failing_subscriber_wrote_is_taken_back(world: World) -> None:
    def broken(events: Sequence[Event]) -> None:
        record(ConversationRenamed(), actor="system", about=Subject(), cause=events[0])
        raise ValueError

    registry.subscribe("broken", broken)
    happen(world)
    run_events()
    with tenant(world.koyomi.id):
        assert Event.objects.count() == 1


@pytest.mark.usefixtures("subscribers")
def test_workspaces_are_told_apart(world: World) -> None:
    seen: list[set[int]] = []
    registry.subscribe("seen", lambda events: seen.append({event.workspace_id for event in events}))
    happen(world)
    with tenant(world.harbour.id):
        record(ConversationRenamed(), actor="system", about=Subject())
    run_events()
    assert sorted(seen, key=min) == [{world.koyomi.id}, {world.harbour.id}]


def test_a_chain_of_causes_ends(koyomi: World) -> None:
    event = record(ConversationRenamed(), actor="system", about=Subject())
    for _ in range(5):
        event = record(ConversationRenamed(), actor="system", about=Subject(), cause=event)
    with pytest.raises(LoopFound):
        record(ConversationRenamed(), actor="system", about=Subject(), cause=event)


@pytest.mark.parametrize("change", ["UPDATE events SET type = 'x'", "DELETE FROM events"])
def test_the_ledger_cannot_be_rewritten(koyomi: World, change: str) -> None:
    record(ConversationRenamed(), actor="system", about=Subject())
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_fact_without_a_tenant_is_refused(world: World) -> None:
    with pytest.raises(RuntimeError):
        record(ConversationRenamed(), actor="system", about=Subject())


def test_every_fact_has_a_past_tense_name_of_its_own() -> None:
    assert len(FACTS) > 30
    for name, fact in FACTS.items():
        assert fact.type == name
        assert name.count(".") == 1
        assert fact.__slots__ is not None


def test_a_duty_that_fails_is_put_off_and_let_go(world: World) -> None:
    enqueue("chores", world.koyomi.id, 7)
    with held("chores") as duty:
        assert duty is not None
        assert (duty.workspace_id, duty.ref_id) == (world.koyomi.id, 7)
        Listener(failures=1)([])
    kept = Outbox.objects.get(topic="chores")
    assert (kept.attempts, kept.error) == (1, "ValueError")
    with held("chores") as duty:
        assert duty is None
    enqueue("chores", world.koyomi.id, 7)  # somebody asks again: now
    with held("chores") as duty:
        assert duty is not None
        done("chores", 7)
    assert not Outbox.objects.filter(topic="chores").exists()
