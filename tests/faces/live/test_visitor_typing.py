"""Typing on both sides: a name at once for those whom it concerns, and silence for everybody else."""

import asyncio
import json
from typing import Any

from madoguchi.base.asgi import Scope
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.queues import Lines
from madoguchi.faces.live.seats import Seat
from madoguchi.faces.live.visitor_typing import VisitorTyping
from madoguchi.faces.live.visitors import Guest, Visitors
from madoguchi.features.presence.memory import Memory
from madoguchi.features.presence.signs import Sign
from tests.asgi import Call, ask, http_scope
from tests.faces.live.test_hub import AOI, BEN, DAN, SEATS, told

HANAKO = Guest(1, 7, frozenset({42}), {5: (42, 3, 0)})
TARO = Guest(1, 8, frozenset({44}), {6: (44, 3, AOI.person_id)})
GUESTS = {"hanako": HANAKO, "taro": TARO}


class House:
    """A web process with a desk and visitors, without a database."""

    def __init__(self) -> None:
        self.notified: list[str] = []
        self.memory = Memory()
        self.visitors = Visitors(self._recognise, self._nobody, self._nothing, self._nothing, self._no_lines)
        self.typing = VisitorTyping(self._recognise, self._notify)
        self.hub = Hub(self._no_database, self._authenticate, self._nobody, self.memory, self.visitors)

    async def _recognise(self, key: str, token: str, identity: str) -> Guest | None:
        return GUESTS.get(token) if key == "KEY" else None

    async def _authenticate(self, scope: Scope) -> Seat | None:
        return SEATS.get(dict(scope["headers"]).get(b"cookie", b"").decode())

    async def _nobody(self, _some: Any) -> set[Any]:
        return set()

    async def _no_lines(self, _some: Any) -> Lines:
        return {}

    async def _nothing(self, *_some: Any) -> None:
        pass

    async def _no_database(self) -> Any:
        raise OSError

    async def _notify(self, workspace_id: int, names: list[str]) -> None:
        self.notified += names
        self.hub.hear(json.dumps({"w": workspace_id, "n": names}))

    async def types(self, token: str, chat: int, *, typing: bool = True, **more: Any) -> int:
        body = json.dumps({"chat": chat, "typing": typing}).encode()
        return (await ask(self.typing, visiting(token, method="POST", **more), body)).status

    def writes(self, seat: Seat, doing: str, number: int, conversation_id: int = 42) -> None:
        sign = Sign(seat.workspace_id, seat.person_id, "a", number, conversation_id, 3, doing)
        self.hub.hear(json.dumps({"w": seat.workspace_id, "n": [sign.name]}))


def visiting(token: str, *, key: str = "KEY", **scope: Any) -> Scope:
    return http_scope(f"/live/chat/{key}/", headers=[("Authorization", f"Bearer {token}")], **scope)


def at_desk(seat: Seat) -> Scope:
    return http_scope("/live", headers=[("Cookie", seat.session_key)])


def test_the_desk_hears_that_a_visitor_writes() -> None:
    async def play() -> None:
        house = House()
        telling = asyncio.ensure_future(house.hub.tasks()["live-tell"]())
        async with (
            Call(house.hub, at_desk(AOI)) as aoi,
            Call(house.hub, at_desk(BEN)) as ben,
            Call(house.hub, at_desk(DAN)) as dan,
            Call(house.visitors, visiting("taro")) as taro,
        ):
            for call in (aoi, ben, dan, taro):
                await call.until(b"event: hello")
            assert await house.types("hanako", 5) == 200
            await aoi.until(b"typing:42")
            await ben.until(b"typing:42")
            assert await house.types("taro", 6) == 200
            assert await house.types("taro", 6, typing=False) == 200
            await aoi.until(b"quiet:44")
            house.writes(BEN, "", 1, conversation_id=44)
            assert await house.types("taro", 6) == 200
            await ben.until(b"typing:44")
            assert told(ben)[:1] == [["typing:42"]]
            assert not [names for names in told(ben) if "quiet:44" in names], "it is another's, and they were not there"
            assert told(dan) == [], "another workspace"
            assert b"changed" not in taro.body, "a visitor hears of no visitor"
        telling.cancel()

    asyncio.run(play())


def test_nobody_says_so_for_others_and_the_same_is_not_told_twice() -> None:
    async def play() -> None:
        house = House()
        assert await house.types("guessed", 5) == 401
        assert await house.types("hanako", 6) == 404, "a chat of somebody else"
        assert await house.types("hanako", 5, key="OTHER") == 401
        cross = http_scope(
            "/live/chat/KEY/",
            method="POST",
            headers=[("Authorization", "Bearer hanako"), ("Sec-Fetch-Site", "cross-site")],
        )
        assert (await ask(house.typing, cross, b'{"chat": 5, "typing": true}')).status == 403
        for body in (b"", b"[]", b'{"chat": true, "typing": true}', b'{"chat": 5, "typing": "hello"}'):
            assert (await ask(house.typing, visiting("hanako", method="POST"), body)).status == 400
        assert house.notified == []
        for _key_press in range(3):
            assert await house.types("hanako", 5) == 200
        assert house.notified == ["typing:42@3:0"]

    asyncio.run(play())


def test_a_visitor_hears_of_a_reply_that_is_written_and_nothing_of_notes() -> None:
    async def play() -> None:
        house = House()
        async with Call(house.visitors, visiting("hanako")) as hanako, Call(house.visitors, visiting("taro")) as taro:
            for call in (hanako, taro):
                await call.until(b"event: hello")
            house.writes(AOI, "", 1)
            house.writes(AOI, "note", 2)
            house.writes(BEN, "note", 1)
            assert b"changed" not in hanako.body
            house.writes(AOI, "reply", 3)
            await hanako.until(b"typing")
            house.writes(BEN, "reply", 2)
            house.writes(AOI, "note", 4)
            house.writes(BEN, "", 3)
            await hanako.until(b"quiet")
            assert told(hanako) == [["typing"], ["quiet"]]
            house.hub.hear(json.dumps({"w": 1, "n": ["chat:42:seen:17"]}))
            house.hub.hear(json.dumps({"w": 2, "n": ["chat:42:seen:18"]}))
            await hanako.until(b"seen:17")
            assert told(hanako)[2:] == [["seen:17"]]
            assert told(taro) == []

    asyncio.run(play())


def test_who_comes_while_somebody_writes_hears_when_they_stop() -> None:
    async def play() -> None:
        house = House()
        house.writes(AOI, "reply", 1)
        async with Call(house.visitors, visiting("hanako")) as hanako:
            await hanako.until(b"event: hello")
            house.writes(AOI, "", 2)
            await hanako.until(b"quiet")

    asyncio.run(play())
