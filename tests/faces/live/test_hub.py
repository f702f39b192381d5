"""Live streams, message by message: who hears which names, and when a stream ends."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, NoReturn

import pytest

from madoguchi.base.asgi import Scope, header
from madoguchi.faces.live import hub as hub_module
from madoguchi.faces.live.frames import MOST_NAMES
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.seats import Seat
from tests.asgi import Call, ask, http_scope

AOI = Seat(workspace_id=1, person_id=7, user_id=70, session_key="aoi", inbox_ids=None)
BEN = Seat(workspace_id=1, person_id=8, user_id=80, session_key="ben", inbox_ids=frozenset({3}))
CHIE = Seat(workspace_id=1, person_id=9, user_id=90, session_key="chie", inbox_ids=frozenset({3}))
DAN = Seat(workspace_id=2, person_id=10, user_id=100, session_key="dan", inbox_ids=None)
SEATS = {seat.session_key: seat for seat in (AOI, BEN, CHIE, DAN)}


class Desk:
    """A hub with its tasks running, but without a database: a test says what was notified."""

    def __init__(self) -> None:
        self.dead: set[Seat] = set()
        self.hub = Hub(self._connect, self._authenticate, self._find_dead)

    async def _connect(self) -> NoReturn:
        raise OSError("no database in this test")

    async def _authenticate(self, scope: Scope) -> Seat | None:
        return SEATS.get(header(scope, b"cookie").decode())

    async def _find_dead(self, seats: list[Seat]) -> set[Seat]:
        return self.dead.intersection(seats)

    def listens(self, since: float) -> None:
        """As if the database had been there since a moment of the loop."""
        self.hub._listener.is_listening, self.hub._listener.since = True, since

    def notify(self, workspace_id: int, *names: str) -> None:
        self.hub.hear(json.dumps({"w": workspace_id, "n": names}))

    @contextlib.asynccontextmanager
    async def stream(self, seat: Seat) -> AsyncIterator[Call]:
        async with Call(self.hub, live(seat.session_key)) as call:
            await call.until(b"event: hello")
            yield call


def live(session: str, **scope: Any) -> Scope:
    return http_scope("/live", headers=[("Cookie", session), *scope.pop("headers", ())], **scope)


@contextlib.asynccontextmanager
async def open_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    tasks = [asyncio.ensure_future(task()) for task in desk.hub.tasks().values()]
    try:
        yield desk
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def told(call: Call) -> list[list[str]]:
    """The names of each frame, in order; "reload" stands for itself."""
    frames = call.body.decode().split("\n\n")
    heard = []
    for frame in frames:
        fields = dict(line.split(": ", 1) for line in frame.splitlines() if ": " in line)
        if fields.get("event") == "changed":
            heard.append(json.loads(fields["data"]))
        elif fields.get("event") == "reload":
            heard.append(["reload"])
    return heard


def quiet_of(call: Call) -> int:
    """The milliseconds for which nothing has changed, as the hello says."""
    return int(json.loads(call.body.decode().split("data: ")[1].split("\n")[0])["quiet"])


def test_the_hello_says_for_how_long_nothing_has_changed_in_this_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        desk, time = Desk(), [1000.0]
        monkeypatch.setattr(Hub, "_time", staticmethod(lambda: time[0]))
        desk.listens(since=400.0)
        async with desk.stream(AOI) as call:
            assert quiet_of(call) == 600_000, "longer than it has listened it cannot say"
        desk.notify(1, "conversation:42@3")
        time[0] += 5
        desk.notify(1, "typing:conversation:42@3:9", "chat:42:seen:17", "queue:3")
        desk.notify(2, "tags")
        async with desk.stream(AOI) as call:
            assert quiet_of(call) == 5_000, "what no page is drawn from, and what is another's, changes nothing"

    asyncio.run(scenario())


def test_a_hub_that_hears_nothing_promises_no_quiet() -> None:
    async def scenario() -> None:
        async with open_desk() as desk, desk.stream(AOI) as call:
            assert quiet_of(call) == 0

    asyncio.run(scenario())


def test_a_stream_begins_with_a_hello() -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as call:
            return call

    call = asyncio.run(scenario())
    assert call.status == 200
    assert call.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert call.headers[b"cache-control"] == b"no-store, no-transform"
    assert call.body.startswith(b'retry: 2000\nevent: hello\ndata: {"quiet":0}\n\n')


def test_names_reach_those_who_see_their_inbox() -> None:
    async def scenario() -> tuple[Call, Call, Call]:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN) as ben, desk.stream(DAN) as dan:
            desk.notify(1, "conversation:42@3", "conversation:43@4", "tags")
            await aoi.until(b"changed")
            await ben.until(b"changed")
            desk.notify(2, "tags")
            await dan.until(b"changed")
            return aoi, ben, dan

    aoi, ben, dan = asyncio.run(scenario())
    assert told(aoi) == [["conversation:42", "conversation:43", "tags"]]
    assert told(ben) == [["conversation:42", "tags"]]
    assert told(dan) == [["tags"]]


def test_a_conversation_that_moves_between_inboxes_is_one_name() -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            desk.notify(1, "conversation:42@3", "conversation:42@4")
            await aoi.until(b"changed")
            return aoi

    assert told(asyncio.run(scenario())) == [["conversation:42"]]


def test_names_of_a_person_are_for_that_person() -> None:
    async def scenario() -> tuple[Call, Call]:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN) as ben:
            desk.notify(1, "person:7", "person:7:drafts")
            await aoi.until(b"changed")
            desk.notify(1, "teams")
            await ben.until(b"changed")
            return aoi, ben

    aoi, ben = asyncio.run(scenario())
    assert told(aoi)[0] == ["person:7", "person:7:drafts"]
    assert told(ben) == [["teams"]]


def test_what_comes_at_once_is_told_at_once() -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            for _ in range(3):
                desk.notify(1, "conversation:1@3", "conversation:2@3")
            await aoi.until(b"changed")
            return aoi

    assert told(asyncio.run(scenario())) == [["conversation:1", "conversation:2"]]


def test_viewers_of_the_same_inboxes_share_one_frame() -> None:
    async def scenario() -> tuple[Call, Call]:
        async with open_desk() as desk, desk.stream(BEN) as ben, desk.stream(CHIE) as chie:
            desk.notify(1, "conversation:1@3")
            await ben.until(b"changed")
            await chie.until(b"changed")
            return ben, chie

    ben, chie = asyncio.run(scenario())
    assert ben.sent[-1]["body"] is chie.sent[-1]["body"]


def test_many_names_at_once_become_a_reload() -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            desk.notify(1, *(f"conversation:{number}@3" for number in range(MOST_NAMES + 1)))
            await aoi.until(b"reload")
            return aoi

    assert told(asyncio.run(scenario())) == [["reload"]]


def test_a_slow_reader_gets_the_names_it_missed_and_slows_nobody() -> None:
    async def scenario() -> tuple[Call, Call]:
        async with open_desk() as desk, desk.stream(BEN) as slow, desk.stream(CHIE) as quick:
            slow.stop_reading()
            for number in range(3):
                desk.notify(1, f"conversation:{number}@3")
                await quick.until(b'"conversation:%d"' % number)
            assert told(slow) == []
            slow.read_again()
            await slow.until(b'"conversation:2"')
            return slow, quick

    slow, quick = asyncio.run(scenario())
    assert told(quick) == [["conversation:0"], ["conversation:1"], ["conversation:2"]]
    assert told(slow) == [["conversation:0"], ["conversation:1", "conversation:2"]]


def test_a_reader_too_far_behind_is_told_to_reload() -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(BEN) as slow, desk.stream(CHIE) as quick:
            slow.stop_reading()
            for number in range(MOST_NAMES + 2):
                desk.notify(1, f"conversation:{number}@3")
                await quick.until(b'"conversation:%d"' % number)
            slow.read_again()
            await slow.until(b"reload")
            desk.notify(1, "tags")
            await slow.until(b"tags")
            return slow

    assert told(asyncio.run(scenario())) == [["conversation:0"], ["reload"], ["tags"]]


def test_a_reader_that_stands_still_for_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(hub_module, "STALLED_SECONDS", 0.02)

    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            aoi.stop_reading()
            desk.notify(1, "tags")
            return await aoi.done()

    assert not asyncio.run(scenario()).is_whole


@pytest.mark.parametrize("name", [f"session:{AOI.session_name}", "person:7:revoked"])
def test_a_revocation_ends_the_streams_at_once(name: str) -> None:
    async def scenario() -> tuple[Call, Call]:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN) as ben:
            desk.notify(1, name)
            desk.notify(1, "tags")
            await aoi.done()
            await ben.until(b"tags")
            return aoi, ben

    aoi, ben = asyncio.run(scenario())
    assert aoi.is_whole
    assert told(aoi) == []
    assert told(ben) == [["tags"]]


def test_a_lost_revocation_is_found_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.01)

    async def scenario() -> tuple[Call, set[Seat]]:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN):
            desk.dead = {AOI}
            await aoi.done()
            return aoi, desk.hub.seats_in(1)

    aoi, left = asyncio.run(scenario())
    assert aoi.is_whole
    assert left == {BEN}


def test_looking_comes_within_five_seconds() -> None:
    assert hub_module.RECHECK_SECONDS + 0.5 <= 5


def test_heartbeats_are_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.01)

    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            await aoi.until(b"\n\n:\n\n")
            return aoi

    assert told(asyncio.run(scenario())) == []


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (live("nobody"), 401),
        (live("aoi", method="POST"), 405),
        (live("aoi", headers=[("Sec-Fetch-Site", "cross-site")]), 403),
    ],
)
def test_others_may_not_listen(scope: Scope, status: int) -> None:
    async def scenario() -> Call:
        async with open_desk() as desk:
            return await ask(desk.hub, scope)

    call = asyncio.run(scenario())
    assert call.status == status
    assert json.loads(call.body)["status"] == status


def test_a_person_has_so_many_streams_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "MOST_A_PERSON", 2)

    async def scenario() -> Iterable[int]:
        async with open_desk() as desk:
            async with desk.stream(AOI), desk.stream(AOI), desk.stream(BEN):
                third = await ask(desk.hub, live("aoi"))
            async with desk.stream(AOI) as after:
                return third.status, after.status

    assert asyncio.run(scenario()) == (429, 200)


def test_a_closed_hub_ends_all_and_takes_no_more() -> None:
    async def scenario() -> tuple[Call, int]:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            desk.hub.close()
            await aoi.done()
            late = await ask(desk.hub, live("aoi"))
            return aoi, late.status

    aoi, status = asyncio.run(scenario())
    assert aoi.is_whole
    assert status == 503


@pytest.mark.parametrize(
    "payload", ["", "[]", "{}", '{"w":1,"n":"tags"}', '{"w":1,"n":["person:x"]}', '{"w":1,"n":[1]}']
)
def test_a_malformed_notification_stops_nothing(payload: str) -> None:
    async def scenario() -> Call:
        async with open_desk() as desk, desk.stream(AOI) as aoi:
            desk.hub.hear(payload)
            desk.notify(1, "tags")
            await aoi.until(b"tags")
            return aoi

    assert told(asyncio.run(scenario())) == [["tags"]]


def test_nothing_is_kept_of_a_stream_that_left() -> None:
    async def scenario() -> tuple[set[Seat], int]:
        async with open_desk() as desk:
            async with desk.stream(AOI), desk.stream(DAN):
                pass
            return desk.hub.seats_in(1), desk.hub._rooms.count

    assert asyncio.run(scenario()) == (set(), 0)


def test_whose_conversation_it_is_hears_first_and_once() -> None:
    """With many the others are told from time to time; nobody is told twice, and nobody misses what came after."""

    async def play() -> None:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN) as ben:
            desk.notify(1, "tags")
            await aoi.until(b"tags")
            room = desk.hub._rooms.room(1)  # as if there were hundreds of streams
            assert room is not None
            room.rests_until = asyncio.get_running_loop().time() + 0.2
            desk.notify(1, "conversation:42@3/7")
            await aoi.until(b"conversation:42")
            assert told(ben) == [["tags"]]
            await ben.until(b"conversation:42")
            assert told(aoi) == [["tags"], ["conversation:42"]]
            room.rests_until = asyncio.get_running_loop().time() + 0.2
            desk.notify(1, "conversation:43@3/7")
            await aoi.until(b"conversation:43")
            desk.notify(1, "conversation:43@3", "teams")
            await aoi.until(b"teams")
            assert told(aoi)[2:] == [["conversation:43"], ["conversation:43", "teams"]]

    asyncio.run(play())


def test_many_lists_are_told_of_changes_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "FEW", 1)

    async def play() -> None:
        async with open_desk() as desk, desk.stream(AOI) as aoi, desk.stream(BEN) as ben, desk.stream(CHIE) as chie:
            for number in (42, 43):
                desk.notify(1, f"conversation:{number}@3", "conversations@3")
            for call in (aoi, ben, chie):
                await call.until(b'["conversations"]')
            assert all(told(call).count(["conversations"]) == 1 for call in (aoi, ben, chie))

    asyncio.run(play())
