"""A background task that fails says so and begins again."""

import asyncio

import pytest
from structlog.testing import capture_logs

from madoguchi.base.asgi import Message
from madoguchi.base.metrics import TASK_FAILURES
from madoguchi.config import lifespan
from madoguchi.config.lifespan import Lifespan


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifespan, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(lifespan, "LONGEST_PAUSE", 0.002)


async def live(tasks: dict[str, lifespan.Task], until: asyncio.Event) -> list[str]:
    """Start, wait for the event, stop; what the lifespan said."""
    said: list[str] = []
    orders = asyncio.Queue[str]()

    async def receive() -> dict[str, str]:
        return {"type": await orders.get()}

    async def send(message: Message) -> None:
        said.append(message["type"])

    running = asyncio.create_task(Lifespan(tasks, lambda: said.append("stopped"))({}, receive, send))
    orders.put_nowait("lifespan.startup")
    await asyncio.wait_for(until.wait(), 5)
    orders.put_nowait("lifespan.shutdown")
    await asyncio.wait_for(running, 5)
    return said


def test_a_failing_task_is_told_counted_and_begun_again() -> None:
    counter = TASK_FAILURES.labels("fragile")
    before = counter._value.get()

    async def scenario() -> list[str]:
        third = asyncio.Event()
        runs = 0

        async def fragile() -> None:
            nonlocal runs
            runs += 1
            if runs == 3:
                third.set()
                await asyncio.Event().wait()
            raise LookupError("lost")

        return await live({"fragile": fragile}, third)

    with capture_logs() as logs:
        said = asyncio.run(scenario())
    assert said == ["lifespan.startup.complete", "stopped", "lifespan.shutdown.complete"]
    assert [(entry["event"], entry["task"], entry["log_level"]) for entry in logs] == [
        ("background task failed", "fragile", "error")
    ] * 2
    assert counter._value.get() == before + 2


def test_a_task_that_ends_is_a_failure_too() -> None:
    async def scenario() -> None:
        second = asyncio.Event()
        runs = 0

        async def short() -> None:
            nonlocal runs
            runs += 1
            if runs == 2:
                second.set()

        await live({"short": short}, second)

    with capture_logs() as logs:
        asyncio.run(scenario())
    assert logs[0]["event"] == "background task ended"


def test_the_start_does_not_wait_for_a_task() -> None:
    async def scenario() -> list[str]:
        begun = asyncio.Event()

        async def slow() -> None:
            begun.set()
            await asyncio.Event().wait()

        return await live({"slow": slow}, begun)

    assert asyncio.run(scenario())[0] == "lifespan.startup.complete"
