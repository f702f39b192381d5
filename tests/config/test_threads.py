"""The threads behind the event loop: the warm one first, every one where they are needed, none left at the end."""

import asyncio
import threading
from collections import Counter
from functools import partial

import pytest

from madoguchi.config.threads import Full, Pool


def test_calls_one_after_the_other_keep_to_the_warm_threads() -> None:
    async def ask() -> Counter[str]:
        pool = Pool(4, backlog=0)
        used = Counter[str]()
        for _ in range(20):
            await asyncio.sleep(0.01)  # the one before is back; if the machine is busy, the next takes its place
            used[await pool.run(lambda: threading.current_thread().name)] += 1
        pool.close()
        return used

    assert sum(times for _, times in asyncio.run(ask()).most_common(2)) >= 15  # 10 if they went round


def test_at_once_are_as_many_threads_and_the_rest_waits_in_order() -> None:
    gate = threading.Event()
    begun: list[int] = []

    def work(number: int) -> str:
        begun.append(number)
        gate.wait(5)
        return threading.current_thread().name

    async def ask() -> list[str]:
        pool = Pool(2, backlog=3)
        calls = [asyncio.ensure_future(pool.run(partial(work, number))) for number in range(5)]
        await asyncio.sleep(0.1)
        assert sorted(begun) == [0, 1]
        with pytest.raises(Full):
            await pool.run(lambda: "too many")
        gate.set()
        names = await asyncio.gather(*calls)
        pool.close()
        return names

    names = asyncio.run(ask())
    assert set(names[:2]) == set(names)
    assert len(set(names)) == 2
    assert sorted(begun[2:]) == [2, 3, 4]


def test_closing_lets_what_waits_be_done_and_ends_every_thread() -> None:
    gate = threading.Event()

    async def ask() -> tuple[str, str]:
        before = set(threading.enumerate())
        pool = Pool(2, backlog=4)
        calls = [asyncio.ensure_future(pool.run(lambda: (gate.wait(5) and "done") or "")) for _ in range(3)]
        await asyncio.sleep(0.05)
        threads = set(threading.enumerate()) - before
        pool.close()
        gate.set()
        done = await asyncio.gather(*calls)
        for thread in threads:
            thread.join(5)
        assert len(threads) == 2
        assert not any(thread.is_alive() for thread in threads)
        return done[0], done[-1]

    assert asyncio.run(ask()) == ("done", "done")
