"""Signs of presence on their way: from a page to the hubs, and to the pages of those who are there."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from madoguchi.faces.live import hub as hub_module
from madoguchi.faces.live.beats import Beats
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.places import Places
from madoguchi.faces.live.seats import Seat
from madoguchi.features.presence import signs
from madoguchi.features.presence.memory import Memory
from tests.asgi import Call, ask, http_scope
from tests.faces.live.test_hub import AOI, BEN, DAN, SEATS, Desk, told

INBOXES = {(1, 42): 3, (1, 43): 4, (2, 50): 9}


class Process(Desk):
    """One web process: a hub and what takes the signs. Several may share what `others` holds: the database."""

    def __init__(self, others: list["Process"]) -> None:
        super().__init__()
        self.memory = Memory()
        self.hub = Hub(self._connect, self._authenticate_and_count, self._find_dead, self.memory)
        self.beats = Beats(self.hub.guests, Places(self._locate), self._notify, self.memory)
        self.sign_ins = self.lookups = 0
        self._others = others
        others.append(self)

    async def _authenticate_and_count(self, scope: Any) -> Seat | None:
        self.sign_ins += 1
        return SEATS.get(dict(scope["headers"]).get(b"cookie", b"").decode())

    async def _locate(self, workspace_id: int, conversation_id: int) -> int | None:
        self.lookups += 1
        return INBOXES.get((workspace_id, conversation_id))

    async def _notify(self, workspace_id: int, names: list[str]) -> None:
        for process in self._others:
            process.hub.hear(json.dumps({"w": workspace_id, "n": names}))

    async def say(self, seat: Seat, **said: Any) -> Call:
        body = json.dumps({"tab": "a", **said}).encode()
        return await ask(self.beats, scope_of(seat), body)

    async def until(self, workspace_id: int, conversation_id: int, people: dict[int, str]) -> None:
        async with asyncio.timeout(5):
            while self.memory.people_in(workspace_id, conversation_id) != people:  # noqa: ASYNC110  a real hub
                await asyncio.sleep(0.005)


def scope_of(seat: Seat, **headers: str) -> Any:
    given = [("Cookie", seat.session_key), *((name.replace("_", "-"), value) for name, value in headers.items())]
    return http_scope("/live/presence?workspace=1", method="POST", headers=given)


@contextlib.asynccontextmanager
async def processes(count: int = 1) -> AsyncIterator[list[Process]]:
    started: list[Process] = []
    for _number in range(count):
        Process(started)
    tasks = [
        asyncio.ensure_future(task())
        for process in started
        for task in (process.hub.tasks() | process.beats.tasks()).values()
    ]
    try:
        yield started
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def test_those_in_the_conversation_hear_of_one_another_in_whatever_process() -> None:
    async def scenario() -> tuple[Call, Call, Call]:
        async with processes(2) as (one, two), one.stream(AOI) as aoi, two.stream(BEN) as ben, two.stream(DAN) as dan:
            await one.say(AOI, number=1, conversation=42)
            await aoi.until(b"presence:42")
            await two.say(BEN, number=1, conversation=42, doing="reply")
            await ben.until(b"presence:42")
            await one.until(1, 42, {7: "", 8: "reply"})
            await two.until(1, 42, {7: "", 8: "reply"})
            return aoi, ben, dan

    aoi, ben, dan = asyncio.run(scenario())
    assert told(aoi) == [["presence:42"], ["presence:42"]]
    assert told(ben) == [["presence:42"]]
    assert told(dan) == []


def test_whoever_is_elsewhere_hears_nothing() -> None:
    async def scenario() -> Call:
        async with processes() as (one,), one.stream(AOI) as aoi, one.stream(BEN) as ben:
            await one.say(AOI, number=1, conversation=43)
            await aoi.until(b"presence:43")
            await one.say(BEN, number=1, conversation=42)
            await ben.until(b"presence:42")
            return aoi

    assert told(asyncio.run(scenario())) == [["presence:43"]]


def test_whoever_says_nothing_more_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr("madoguchi.features.presence.memory.GONE_AFTER", 0.05)

    async def scenario() -> None:
        async with processes() as (one,):
            await one.say(AOI, number=1, conversation=42)
            await one.until(1, 42, {7: ""})
            await one.until(1, 42, {})

    asyncio.run(scenario())


def test_closing_the_tab_is_told_at_once_and_a_late_sign_changes_nothing() -> None:
    async def scenario() -> dict[int, str]:
        async with processes() as (one,):
            await one.say(AOI, number=1, conversation=42)
            await one.until(1, 42, {7: ""})
            await one.say(AOI, number=3)
            await one.until(1, 42, {})
            await one.say(AOI, number=2, conversation=42)
            await one.say(BEN, number=1, conversation=42)
            await one.until(1, 42, {8: ""})
            return one.memory.people_in(1, 42)

    assert asyncio.run(scenario()) == {8: ""}


def test_a_conversation_of_another_inbox_or_workspace_is_not_there() -> None:
    async def scenario() -> list[int]:
        async with processes() as (one,):
            return [(await one.say(BEN, number=1, conversation=other)).status for other in (43, 50, 999)]

    assert asyncio.run(scenario()) == [404, 404, 404]


def test_the_answer_says_who_else_is_in_the_rows_that_one_sees() -> None:
    async def scenario() -> tuple[Any, Any]:
        async with processes() as (one,):
            await one.say(AOI, number=1, conversation=43)
            await one.say(AOI, number=1, conversation=42, tab="b")
            await one.until(1, 42, {7: ""})
            ben = await one.say(BEN, number=1, rows=[41, 42, 43])
            aoi = await one.say(AOI, number=2, rows=[42, 43], conversation=43)
            return json.loads(ben.body), json.loads(aoi.body)

    assert asyncio.run(scenario()) == ({"rows": {"42": [7]}, "here": ""}, {"rows": {}, "here": ""})


def test_the_answer_says_who_else_is_in_the_conversation_and_what_they_write() -> None:
    async def scenario() -> Any:
        async with processes() as (one,):
            await one.say(AOI, number=1, conversation=42, doing="reply")
            await one.until(1, 42, {7: "reply"})
            return json.loads((await one.say(BEN, number=1, conversation=42)).body)

    assert asyncio.run(scenario()) == {"rows": {}, "here": "7:reply"}


def test_seat_and_inbox_are_looked_up_once_and_a_revoked_seat_is_forgotten() -> None:
    async def scenario() -> tuple[int, int, int]:
        async with processes() as (one,):
            for number in range(5):
                await one.say(BEN, number=number, conversation=42)
            kept = one.sign_ins
            one.notify(1, "person:8:revoked")
            await one.say(BEN, number=6, conversation=42)
            one.notify(0, f"session:{BEN.session_name}")
            await one.say(BEN, number=7, conversation=42)
            return kept, one.sign_ins, one.lookups

    assert asyncio.run(scenario()) == (1, 3, 1)


def test_a_seat_that_died_unnoticed_is_found_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.01)

    async def scenario() -> None:
        async with processes() as (one,):
            await one.say(BEN, number=1, conversation=42)
            one.dead = {BEN}
            async with asyncio.timeout(5):
                while one.hub.guests.seats():  # noqa: ASYNC110  a real hub
                    await asyncio.sleep(0.005)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"tab":"a"}',
        b'{"tab":"a","number":1,"doing":"secret text"}',
        b'{"tab":"a b","number":1}',
        b'{"tab":"a","number":-1}',
        b'{"tab":"a","number":true}',
        b'{"tab":"a","number":1,"rows":["42"]}',
        b'{"tab":"a","number":1,"conversation":99999999999999999999}',
        b'{"tab":"a","number":1,"rows":[' + b",".join([b"1"] * 101) + b"]}",
        b" " * 5000,
    ],
)
def test_what_is_no_sign_is_refused(body: bytes) -> None:
    async def scenario() -> int:
        async with processes() as (one,):
            return (await ask(one.beats, scope_of(AOI), body)).status

    assert asyncio.run(scenario()) == 400


def test_others_may_not_speak() -> None:
    body = b'{"tab":"a","number":1}'

    async def scenario() -> list[int]:
        async with processes() as (one,):
            stranger = await ask(one.beats, http_scope("/live/presence", method="POST"), body)
            cross = await ask(one.beats, scope_of(AOI, Sec_Fetch_Site="cross-site"), body)
            near = await ask(one.beats, scope_of(AOI, Sec_Fetch_Site="same-site"), body)
            own = await ask(one.beats, scope_of(AOI, Sec_Fetch_Site="same-origin"), body)
            get = await ask(one.beats, http_scope("/live/presence"), b"")
            return [stranger.status, cross.status, near.status, own.status, get.status]

    assert asyncio.run(scenario()) == [401, 403, 403, 200, 405]


def test_a_beat_comes_more_often_than_a_seat_is_forgotten() -> None:
    from madoguchi.faces.live.guests import KEPT_SECONDS  # beside its one use

    assert signs.EACH_SECONDS * 2 < KEPT_SECONDS
