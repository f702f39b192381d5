"""The two sides of bench/chat.py's chats, as cheap as they can be: streams that are heard, messages that are said and
fetched, and a ledger of when each was sent and when it was on the other screen."""

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from bench.chat_ground import Scene, Talk
from bench.http_client import Answer, Connection, Request, Run

SERIAL = re.compile(rb"(?<!mailto:)bench-(\d+)-")
HEARD = re.compile(rb"conversation:(\d+)")
PAUSES = (1.0, 2.0, 5.0, 10.0)  # as the panel tries again
COME_BACK = 0.5  # seconds, the least, as the panel and the desk do
HAS = re.compile(rb'<article id="(message-\d+)"[^>]* data-v="(\w+)"')
REQUEST = "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n\r\n"


@dataclass(slots=True)
class Ledger:
    """Serial numbers of messages: when each was sent, was accepted, and came up on the other side, in its order."""

    sent: dict[int, float] = field(default_factory=dict)
    accepted: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    doubled: int = 0
    disordered: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    broken: int = 0  # connections lost in a question
    asked: dict[str, Run] = field(default_factory=lambda: defaultdict(Run))  # by what was asked for

    def delays(self) -> list[float]:
        """Seconds from the message that leaves its writer to the message on the other screen."""
        return [at - self.sent[serial] for serial, at in self.seen.items()]


class Side:
    """One screen: what it has seen of one talk. Its stream says "new", then it fetches, one at a time and once more."""

    def __init__(self, ledger: Ledger, fetch: Callable[[], Awaitable[bytes]], *, is_whole: bool) -> None:
        self._ledger = ledger
        self._fetch = fetch
        self._is_whole = is_whole  # each answer holds what was seen before, too
        self._last = 0
        self._running: asyncio.Task[None] | None = None
        self._again = False
        self.mine: set[int] = set()  # what this side said itself
        self.turn = asyncio.Lock()  # it says one thing after the other

    def hear(self) -> None:
        """There may be something new."""
        if self._running:
            self._again = True
        else:
            self._running = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        try:
            self._again = True
            while self._again:
                self._again = False
                self._take(await self._fetch())
        finally:
            self._running = None

    def _take(self, page: bytes) -> None:
        now = time.perf_counter()
        there = [int(found[1]) for found in SERIAL.finditer(page)]
        theirs = [serial for serial in there if serial not in self.mine]
        self._ledger.doubled += len(there) - len(set(there))
        self._ledger.disordered += sum(after < before for before, after in itertools.pairwise(theirs))
        for serial in theirs:
            if serial <= self._last:
                self._ledger.doubled += not self._is_whole
                continue
            self._last = serial
            self._ledger.seen.setdefault(serial, now)


class Stream(asyncio.Protocol):
    """A live stream that comes back when it is lost; `heard` is given the bytes, or b"" for: ask for everything."""

    def __init__(self, crowd: "Crowd", path: str, headers: str, heard: Callable[[bytes], None]) -> None:
        self._crowd = crowd
        self._wire = REQUEST.format(path=path, host=crowd.host, headers=headers).encode()
        self._heard = heard
        self._is_open = self._was_open = False

    async def open(self) -> None:
        """Try until it is there."""
        for tries in itertools.count():
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, *self._crowd.address)
            except OSError:
                await asyncio.sleep(self._crowd.random(COME_BACK * 2 ** min(tries, 4)))
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._is_open = False
        cast(asyncio.Transport, transport).write(self._wire)

    def data_received(self, data: bytes) -> None:
        if b"event:" not in data:
            return
        if not self._is_open or b"event: reload" in data:
            self._crowd.count(self, is_open=True)
            self._is_open = True
            if self._was_open:  # the page that has just been loaded has everything
                self._heard(b"")
            self._was_open = True
        else:
            self._heard(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.count(self, is_open=False)
        if not self._crowd.is_over:
            self._crowd.streams_lost += 1
            asyncio.get_running_loop().call_later(self._crowd.random(COME_BACK), self._come_back)

    def _come_back(self) -> None:
        self._crowd.keep(self.open())


class Crowd:
    """All who talk. `connections` are what they share to ask with."""

    def __init__(self, scene: Scene, address: tuple[str, int], random: Callable[[], float], connections: int) -> None:
        self.scene, self.address = scene, address
        self.host = f"{address[0]}:{address[1]}"
        self.ledger = Ledger()
        self.is_over = False
        self.streams_lost = 0
        self._random = random
        self._open: set[Stream] = set()
        self._kept: set[asyncio.Future[None]] = set()
        self._free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for _ in range(connections):
            self._free.put_nowait(Connection(*address))
        self._serial = itertools.count(1)
        self._visitors = [Side(self.ledger, self._messages(talk), is_whole=False) for talk in scene.talks]
        self._desk = [Side(self.ledger, self._thread(talk), is_whole=True) for talk in scene.talks]
        self._places = {talk.conversation_id: place for place, talk in enumerate(scene.talks)}

    def random(self, about: float) -> float:
        """From half to one and a half of it."""
        return about * (0.5 + self._random())

    def count(self, stream: Stream, *, is_open: bool) -> None:
        (self._open.add if is_open else self._open.discard)(stream)

    def keep(self, work: Awaitable[None]) -> None:
        """Let something run, and do not lose it."""
        future = asyncio.ensure_future(work)
        self._kept.add(future)
        future.add_done_callback(self._kept.discard)

    async def listen(self) -> float:
        """Open every stream, some at a time, and wait until each has been greeted; seconds."""
        began = time.perf_counter()
        streams = [self._visitor_stream(place) for place in range(len(self.scene.talks))]
        streams += [self._agent_stream(place) for place in range(len(self.scene.agents))]
        for first in range(0, len(streams), 50):
            await asyncio.gather(*(stream.open() for stream in streams[first : first + 50]))
            while len(self._open) < min(first + 50, len(streams)):  # noqa: ASYNC110  thousands set no event each
                await asyncio.sleep(0.005)
        return time.perf_counter() - began

    @property
    def open_streams(self) -> int:
        return len(self._open)

    async def visitor_says(self, place: int) -> None:
        """A message from the widget."""
        talk, serial = self.scene.talks[place], next(self._serial)
        # As an address, for what is private is not said back by an acknowledgement: each serial stands there once.
        body = {
            "text": f"まだ届きません。\nbench-{serial}-@shop.example",
            "once": f"bench-{serial:08}",
            "chat": talk.chat_id,
        }
        headers = (("Authorization", f"Bearer {talk.token}"),)
        request = Request("POST", f"/chat/{self.scene.key}/messages/", _json(body), headers)
        await self._say(self._visitors[place], serial, request)

    async def agent_says(self, place: int) -> None:
        """An answer by the API."""
        talk, serial = self.scene.talks[place], next(self._serial)
        headers = (
            ("Authorization", self.scene.agents[talk.agent].authorization),
            ("Idempotency-Key", f"bench-{self.scene.key}-{serial}"),
        )
        path = f"/api/v1/conversations/{talk.conversation_id}/replies"
        request = Request("POST", path, _json({"text": f"お調べします bench-{serial}-"}), headers)
        await self._say(self._desk[place], serial, request)

    async def _say(self, side: Side, serial: int, request: Request) -> None:
        side.mine.add(serial)
        async with side.turn:
            self.ledger.sent[serial] = time.perf_counter()
            await self._ask("visitor says" if request.path.startswith("/chat/") else "agent says", request)
            self.ledger.accepted[serial] = time.perf_counter()

    async def _ask(self, what: str, request: Request) -> Answer:
        """Until there is an answer; who is told to wait waits."""
        for tries in itertools.count():
            connection = await self._free.get()
            try:
                answer = await connection.ask(request)
            except (OSError, asyncio.IncompleteReadError):
                connection.close()
                self.ledger.broken += 1
            else:
                if answer.status < 400:
                    self.ledger.asked[what].answers.append(answer)
                    return answer
                self.ledger.refused[answer.status] = self.ledger.refused.get(answer.status, 0) + 1
            finally:
                self._free.put_nowait(connection)
            await asyncio.sleep(self.random(PAUSES[min(tries, 3)]))
        raise AssertionError

    def _messages(self, talk: Talk) -> Callable[[], Awaitable[bytes]]:
        last = 0

        async def fetch() -> bytes:
            nonlocal last
            path = f"/chat/{self.scene.key}/messages/?chat={talk.chat_id}&after={last}"
            request = Request("GET", path, headers=(("Authorization", f"Bearer {talk.token}"),))
            answer = await self._ask("visitor fetches", request)
            if found := json.loads(answer.body)["messages"]:
                last = found[-1]["id"]
            return "\n".join(one["html"] for one in found).encode()

        return fetch

    def _thread(self, talk: Talk) -> Callable[[], Awaitable[bytes]]:
        headers = (
            ("Cookie", self.scene.agents[talk.agent].cookie),
            ("HX-Request", "true"),
            ("HX-Target", "thread"),
            ("Sec-Fetch-Site", "same-origin"),
        )
        has = ""

        async def fetch() -> bytes:
            nonlocal has
            path = f"/desk/conversations/{talk.conversation_id}/thread/"
            page = (await self._ask("agent fetches", Request("GET", path, headers=(*headers, ("Has", has))))).body
            has = " ".join(f"{name.decode()}={mark.decode()}" for name, mark in HAS.findall(page))
            return page

        return fetch

    def _visitor_stream(self, place: int) -> Stream:
        side, token = self._visitors[place], self.scene.talks[place].token
        path = f"/live/chat/{self.scene.key}/"

        def heard(data: bytes) -> None:
            if not data or b'"chat"' in data:  # nobody asks because something has arrived or was seen (panel.js)
                side.hear()

        return Stream(self, path, f"Authorization: Bearer {token}", heard)

    def _agent_stream(self, number: int) -> Stream:
        mine = {talk.conversation_id for talk in self.scene.talks if talk.agent == number}

        def heard(data: bytes) -> None:
            told = {int(found[1]) for found in HEARD.finditer(data)} & mine if data else mine
            for conversation_id in told:
                self._desk[self._places[conversation_id]].hear()

        return Stream(self, f"/live?workspace={self.scene.ground.workspace_id}", self._cookie(number), heard)

    def _cookie(self, number: int) -> str:
        return f"Cookie: {self.scene.agents[number].cookie}\r\nSec-Fetch-Site: same-origin"

    def end(self) -> None:
        """Whatever is lost from now on does not come back."""
        self.is_over = True


def _json(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
