"""The streams of a chat's visitors: each hears of their own conversations, a name and nothing more."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from madoguchi.base.asgi import Scope
from madoguchi.base.clock import now
from madoguchi.faces.live import queues
from madoguchi.faces.live import visitors as visitors_module
from madoguchi.faces.live.queues import Lines
from madoguchi.faces.live.visitors import MOST_A_VISITOR, Guest, Place, Visitors
from tests.asgi import Call, ask, http_scope

GUESTS = {
    "hanako": Guest(1, 7, frozenset({42, 43})),
    "taro": Guest(1, 8, frozenset({44})),
    "emma": Guest(2, 7, frozenset({42})),
}


GONE: set[Place] = set()
HERE: list[list[Place]] = []
LEFT: list[Place] = []
LINES: dict[Place, set[tuple[int, str]]] = {}


def made() -> Visitors:
    async def recognise(key: str, token: str, identity: str) -> Guest | None:
        return GUESTS.get(identity or token) if key == "KEY" else None

    async def gone(places: list[Place]) -> set[Place]:
        return GONE.intersection(places)

    async def here(places: list[Place]) -> None:
        HERE.append(places)

    async def left(place: Place, _at: datetime) -> None:
        LEFT.append(place)

    async def lines(inboxes: list[Place]) -> Lines:
        return {inbox: LINES[inbox] for inbox in inboxes}

    return Visitors(recognise, gone, here, left, lines)


def live(token: str, key: str = "KEY", **scope: Any) -> Scope:
    headers = [("Authorization", f"Bearer {token}"), *scope.pop("headers", ())]
    return http_scope(f"/live/chat/{key}/", headers=headers, **scope)


async def heard(call: Call) -> bytes:
    """What has come until now."""
    await asyncio.sleep(0.01)
    return call.body


def test_each_hears_of_their_own_and_nobody_elses() -> None:
    async def play() -> None:
        visitors = made()
        async with (
            Call(visitors, live("hanako")) as hanako,
            Call(visitors, live("taro")) as taro,
            Call(visitors, live("emma")) as emma,
        ):
            for call in (hanako, taro, emma):
                await call.until(b"event: hello")
            visitors.hear(1, "conversation:42@3")
            visitors.hear(1, "conversations@3")
            visitors.hear(1, "person:7")
            await hanako.until(b"event: changed")
            assert b"42" not in await heard(hanako), "a name of a chat, never which"
            assert b"changed" not in await heard(taro)
            assert b"changed" not in await heard(emma), "another workspace"

    asyncio.run(play())


def test_who_waits_is_told_where_they_stand_when_that_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "EACH_SECONDS", 0.01)

    async def play() -> None:
        visitors = made()
        telling = asyncio.ensure_future(visitors.tasks()["live-visitors-queues"]())
        async with Call(visitors, live("hanako")) as hanako, Call(visitors, live("taro")) as taro:
            for call in (hanako, taro):
                await call.until(b"event: hello")
            LINES[1, 3] = {(44, "waiting:6:1"), (42, "waiting:5:2:2:17")}
            visitors.hear(1, "queue:3")
            await hanako.until(b'["waiting:5:2:2:17"]')
            await taro.until(b'["waiting:6:1"]')
            LINES[1, 3] = {(44, "waiting:6:1"), (42, "waiting:5:1")}
            visitors.hear(1, "queue:3")
            await hanako.until(b'["waiting:5:1"]')
            assert (await heard(taro)).count(b"waiting") == 1, "nothing has changed for them"
        telling.cancel()

    asyncio.run(play())


def test_strangers_and_other_sites_hear_nothing() -> None:
    async def play() -> None:
        visitors = made()
        for scope, status in (
            (live("guessed"), 401),
            (live("hanako", key="OTHER"), 401),
            (http_scope("/live/chat/KEY/"), 401),
            (live("hanako", headers=[("Sec-Fetch-Site", "cross-site")]), 403),
            (live("hanako", method="POST"), 405),
        ):
            assert (await ask(visitors, scope)).status == status

    asyncio.run(play())


def test_who_has_begun_another_comes_back_to_hear_of_it_too() -> None:
    async def play() -> None:
        visitors = made()
        async with Call(visitors, live("hanako")) as hanako:
            await hanako.until(b"event: hello")
            visitors.hear(1, "visitor:7")
            await hanako.done()

    asyncio.run(play())


def test_who_is_gone_hears_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors_module, "RECHECK_SECONDS", 0.01)

    async def play() -> None:
        visitors = made()
        looking = asyncio.ensure_future(visitors.recheck())
        async with Call(visitors, live("hanako")) as hanako, Call(visitors, live("taro")) as taro:
            for call in (hanako, taro):
                await call.until(b"event: hello")
            GONE.add((1, 7))
            await hanako.done()
            assert taro.task
            assert not taro.task.done()
        looking.cancel()
        GONE.clear()

    asyncio.run(play())


def test_they_end_with_the_server_and_are_not_too_many() -> None:
    async def play() -> None:
        visitors = made()
        calls = [Call(visitors, live("taro")) for _number in range(MOST_A_VISITOR)]
        for call in calls:
            await call.__aenter__()
            await call.until(b"event: hello")
        assert (await ask(visitors, live("taro"))).status == 429
        visitors.close()
        for call in calls:
            await call.done()
            await call.__aexit__(None, None, None)
        assert (await ask(visitors, live("hanako"))).status == 503

    asyncio.run(play())


def test_who_leaves_is_noted_once_and_a_reload_is_not_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("NOTICE_SECONDS", 0.01), ("LEFT_AFTER_SECONDS", 0.2), ("HERE_EACH_SECONDS", 0.05)):
        monkeypatch.setattr(visitors_module, name, seconds)
    LEFT.clear()
    HERE.clear()

    async def play() -> None:
        visitors = made()
        noticing = asyncio.ensure_future(visitors.notice_who_left())
        for _reload in range(3):
            async with Call(visitors, live("taro")) as taro:
                await taro.until(b"event: hello")
        async with Call(visitors, live("hanako")) as hanako, Call(visitors, live("taro")) as taro:
            await hanako.until(b"event: hello")
            async with asyncio.timeout(5):
                while not HERE:  # noqa: ASYNC110  what is noted is all that can be seen
                    await asyncio.sleep(0.01)
            assert set(HERE[0]) == {(1, 7), (1, 8)}
            assert LEFT == []
        async with asyncio.timeout(5):
            while len(LEFT) < 2:  # noqa: ASYNC110  as above
                await asyncio.sleep(0.01)
        assert sorted(LEFT) == [(1, 7), (1, 8)]
        noticing.cancel()

    asyncio.run(play())


def test_a_signed_identity_that_runs_out_ends_its_stream() -> None:
    async def play() -> None:
        visitors = made()
        async with Call(visitors, live("signed")) as signed, Call(visitors, live("hanako")) as hanako:
            await hanako.until(b"event: hello")
            await signed.done()
            assert hanako.task
            assert not hanako.task.done()

    GUESTS["signed"] = Guest(1, 9, frozenset({45}), until=now() + timedelta(milliseconds=50))
    asyncio.run(play())
