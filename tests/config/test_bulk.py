"""Long jobs have a process of their own: what they take of a core and of the memory is nobody else's."""

import asyncio
from collections.abc import Iterator

import pytest
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from madoguchi.base import jobs
from madoguchi.base.jobs import BULK, job, rests_for
from madoguchi.config import bulk, running
from madoguchi.config.running import quick_queues, run_jobs


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has done nothing yet; its tasks are forgotten."""
    before = dict(app.tasks)
    monkeypatch.setattr(jobs, "_in_hand", jobs._InHand())
    monkeypatch.setattr(bulk, "LOOK", 0.001)
    yield
    app.tasks.clear()
    app.tasks.update(before)


def test_every_job_is_done_by_one_of_the_two() -> None:
    long = {name for name, task in app.tasks.items() if task.queue == BULK}
    assert {"madoguchi.train_assistant", "madoguchi.import_articles", "madoguchi.bulk"} <= long
    assert "madoguchi.answer_question" not in long, "somebody waits for it"
    assert {*quick_queues(), BULK} == {task.queue for task in app.tasks.values()}
    assert BULK not in quick_queues()


@pytest.mark.django_db
def test_it_rests_after_a_job_and_not_before_one_or_in_the_midst() -> None:
    seen = []
    job("seen_by_a_test")(lambda: seen.append(rests_for()))()
    assert seen == [None]
    assert rests_for() is not None


def test_who_has_done_nothing_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "REST", 0.0)
    assert rests_for() is None
    assert not _ends(within=0.1)


@pytest.mark.django_db
def test_who_has_worked_ends_after_a_rest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    job("done_by_a_test")(lambda: None)()
    assert not _ends(within=0.1)
    monkeypatch.setattr(bulk, "REST", 0.0)
    assert _ends(within=30)


def test_the_next_part_of_a_job_begins_when_the_lock_of_this_one_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of that nobody is told: the first part has not ended when it asks for the second."""
    parts: list[int] = []
    queue = App(connector=InMemoryConnector())
    done = asyncio.Event()
    monkeypatch.setattr(running, "LOOK", 0.01)  # instead of the five seconds of whoever says nothing
    monkeypatch.setattr(app, "with_connector", lambda connector: queue)

    async def do(part: int) -> None:
        parts.append(part)
        if part == 1:
            await queue.configure_task("part", lock="whole", queue=BULK).defer_async(part=2)
            await asyncio.sleep(0.1)  # whoever hears of the second looks, and the lock is not free yet
        else:
            done.set()

    async def work() -> None:
        await queue.configure_task("part", lock="whole", queue=BULK).defer_async(part=1)
        working = asyncio.create_task(run_jobs([BULK], jobs=2))
        await asyncio.wait_for(done.wait(), 4)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    queue.task(name="part", queue=BULK)(do)
    asyncio.run(work())
    assert parts == [1, 2]


def _ends(within: float) -> bool:
    async def watched() -> bool:
        stop = asyncio.Event()
        try:
            await asyncio.wait_for(bulk._rest(stop), within)
        except TimeoutError:
            return False
        return stop.is_set()

    return asyncio.run(watched())
