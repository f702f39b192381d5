"""The hub of the live streams: hears which things changed and tells those who may see them.

Plain ASGI, one per process. It carries names, never content: the page asks again under its own rights, so a
wrong filter shows nobody anything. One task hears, one tells, one keeps the connections warm and one looks
whether the seats still hold; a stream itself costs no task beside its request's.

Signs of presence (beats.py) come by the same channel. What they change is told to those alone who are in the
conversation: `presence:42`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse
from madoguchi.base.metrics import STREAM_ENDS, STREAM_FRAMES, STREAMS
from madoguchi.faces.live.frames import HEARTBEAT, changed, hello, owner_of, parse, person_of, visible
from madoguchi.faces.live.guests import Guests
from madoguchi.faces.live.listener import Connect, Listener
from madoguchi.faces.live.rooms import Room, Rooms, Streams
from madoguchi.faces.live.seats import Authenticate, FindDead, Seat
from madoguchi.faces.live.stream import Stream
from madoguchi.faces.live.turns import EACH_SECONDS, FEW, LISTS, Turns
from madoguchi.faces.live.visitors import Visitors
from madoguchi.features.presence.memory import PRESENCE, Memory, Place
from madoguchi.features.presence.signs import BEAT, sign_of

log = structlog.get_logger(__name__)

COALESCE_SECONDS = 0.004
REST_SECONDS = 0.001  # for each stream that was told: hundreds at every message would be all that the process does
LONGEST_REST = 0.5
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 4.0
SWEEP_SECONDS = 0.5
STALLED_SECONDS = 60.0
MOST_A_PERSON = 20
MOST_STREAMS = 20_000
AT_ONCE = 256  # streams written before the event loop may do something else
GREETED_AT_ONCE = 64  # after a gap every page asks again: spread, so that they do not all come together
GREETING_PAUSE = 0.1
SIGN_INS_AT_ONCE = 4  # of the threads that everybody else needs too


class Hub:
    """An ASGI application for GET /live, and the tasks that feed it."""

    def __init__(
        self,
        connect: Connect,
        authenticate: Authenticate,
        find_dead: FindDead,
        presence: Memory = PRESENCE,
        visitors: Visitors | None = None,
    ) -> None:
        self._rooms = Rooms()
        self._presence = presence
        self._visitors = visitors
        self.guests = Guests(authenticate)
        self._listener = Listener(connect, self.hear, self._greet_all)
        self._authenticate = authenticate
        self._find_dead = find_dead
        self._places = asyncio.Semaphore(SIGN_INS_AT_ONCE)
        self._heard: dict[int, float] = {}
        self._news: dict[int, Room] = {}
        self._has_news = asyncio.Event()
        self._turns = Turns()
        self._has_turns = asyncio.Event()
        self._closed = False

    @property
    def is_listening(self) -> bool:
        """Whether notifications of the database arrive."""
        return self._listener.is_listening

    def tasks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What must run as long as the process serves; none of them ever returns."""
        return {
            "live-listen": self._listener.run,
            "live-tell": self._tell_news,
            "live-lists": self._tell_lists,
            "live-heartbeat": self._keep_warm,
            "live-recheck": self._recheck,
            "live-presence": self._notice_who_is_gone,
        }

    def seats_in(self, workspace_id: int) -> set[Seat]:
        """Who of a workspace is connected to this process."""
        return {seat for seat in self._rooms.seats() if seat.workspace_id == workspace_id}

    def close(self) -> None:
        """End every stream; their readers come back to the next process."""
        self._closed = True
        for stream in self._rooms:
            self._end(stream, "shutdown")
        if self._visitors:
            self._visitors.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seat = await self._seat(scope, send)
        if seat is None:
            return
        stream = Stream(seat, send, hello(self._quiet(seat.workspace_id)))
        self._rooms.add(stream)
        STREAMS.set(self._rooms.count)
        try:
            await stream.run(receive)
        finally:
            self._rooms.remove(stream)
            self._turns.drop(stream)
            STREAMS.set(self._rooms.count)

    async def _seat(self, scope: Scope, send: Send) -> Seat | None:
        """Who asks; None after a refusal was sent."""
        if scope["method"] != "GET":
            await refuse(send, 405, "method_not_allowed", "Ask with GET.", (b"allow", b"GET"))
        elif header(scope, b"sec-fetch-site") == b"cross-site":
            await refuse(send, 403, "cross_site", "Another site may not listen here.")
        elif self._closed or self._rooms.count >= MOST_STREAMS:
            await refuse(send, 503, "full", "No more streams here just now.", (b"retry-after", b"2"))
        else:
            async with self._places:
                seat = await self._authenticate(scope)
            if seat is None:
                await refuse(send, 401, "not_signed_in", "Sign in first.")
            elif len(self._rooms.of_person(seat.workspace_id, seat.person_id)) >= MOST_A_PERSON:
                await refuse(send, 429, "too_many_streams", f"{MOST_A_PERSON} are open.", (b"retry-after", b"30"))
            else:
                return seat
        return None

    def _quiet(self, workspace_id: int) -> float:
        """Seconds for which nothing has changed there, as far as was heard: what a page drew since is still true."""
        if not self.is_listening:
            return 0.0
        return self._time() - max(self._listener.since, self._heard.get(workspace_id, 0.0))

    def hear(self, payload: str) -> None:
        """Take one notification; a malformed one is logged and forgotten."""
        try:
            workspace_id, names = parse(payload)
            for name in names:
                self._hear_name(workspace_id, name)
        except ValueError:
            log.warning("malformed live notification", payload=payload[:200])

    def _hear_name(self, workspace_id: int, name: str) -> None:
        if name.startswith("session:"):
            gone = self._rooms.of_session(name.removeprefix("session:"))
            self.guests.forget_session(name.removeprefix("session:"))
        elif name.startswith("person:") and name.endswith(":revoked"):
            gone = self._rooms.of_person(workspace_id, person_of(name) or 0)
            self.guests.forget_person(workspace_id, person_of(name) or 0)
        elif name.startswith(BEAT):
            self._tell_those_present(self._presence.hear(sign_of(workspace_id, name), at=self._time()))
            return
        elif name.startswith(("typing:", "quiet:")):
            self._tell_of_typing(workspace_id, name)
            return
        else:
            if self._visitors:
                self._visitors.hear(workspace_id, name)
            if name.startswith(("chat:", "queue:")):  # for visitors alone
                return
            self._heard[workspace_id] = self._time()
            if room := self._rooms.room(workspace_id):
                name, owner_id = owner_of(name)
                room.hear(name)
                self._tell_those_concerned(workspace_id, name, owner_id)
                self._has_news_of(workspace_id, room)
            return
        for stream in gone:
            self._end(stream, "revoked")

    def _tell_those_concerned(self, workspace_id: int, name: str, owner_id: int | None) -> None:
        """Whose conversation it is, and who is in it, need not wait for everybody's turn."""
        kind, _colon, rest = name.partition(":")
        number, room = rest.partition("@")[0], self._rooms.room(workspace_id)
        if kind == "conversation" and room and number.isdigit():
            people = {*self._presence.people_in(workspace_id, int(number)), *([owner_id] if owner_id else [])}
            seeing = [person_id for person_id in people if room.sees(person_id, name)]
            room.waiting.add_for(seeing, f"conversation:{number}")

    def _tell_of_typing(self, workspace_id: int, name: str) -> None:
        """`typing:42@3:9`: for those who are in that conversation and whose it is; where it is nobody's, for everybody
        who sees the inbox."""
        bare, _at, rest = name.partition("@")
        inbox_id, _colon, owner = rest.partition(":")
        room = self._rooms.room(workspace_id)
        if room is None:
            return
        if int(owner):
            here = self._presence.people_in(workspace_id, int(bare.partition(":")[2]))
            seeing = [person_id for person_id in {*here, int(owner)} if room.sees(person_id, f"{bare}@{int(inbox_id)}")]
            room.waiting.add_for(seeing, bare)
        else:
            room.waiting.add(f"{bare}@{int(inbox_id)}")
        self._has_news_of(workspace_id, room)

    def _tell_those_present(self, places: Iterable[Place]) -> None:
        for workspace_id, conversation_id in places:
            people = self._presence.people_in(workspace_id, conversation_id)
            if self._visitors:
                self._visitors.hear_writers((workspace_id, conversation_id), writes="reply" in people.values())
            room = self._rooms.room(workspace_id)
            if room and people:
                room.waiting.add_for(people, f"presence:{conversation_id}")
                self._has_news_of(workspace_id, room)

    def _has_news_of(self, workspace_id: int, room: Room) -> None:
        self._news[workspace_id] = room
        self._has_news.set()

    async def _notice_who_is_gone(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self._tell_those_present(self._presence.expire(at=self._time()))

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()

    async def _tell_news(self) -> None:
        while True:
            await self._has_news.wait()
            await asyncio.sleep(COALESCE_SECONDS)
            self._has_news.clear()
            news, self._news = self._news, {}
            for workspace_id, room in news.items():
                for person_id, names in room.take_personal().items():
                    await _offer(room.people.get(person_id, {}), tuple(names))
                if (rest := room.rests_until - self._time()) <= 0:
                    await self._tell(room)
                elif room.waiting.names:
                    asyncio.get_running_loop().call_later(rest, self._has_news_of, workspace_id, room)

    async def _tell(self, room: Room) -> None:
        """Tell everybody what they do not know yet; with many, lists come in turn."""
        room.rests_until = self._time() + min(LONGEST_REST, room.count * REST_SECONDS)
        names, told = room.take()
        for inbox_ids, streams in list(room.audiences.items()):
            shown = visible(names, inbox_ids)
            if room.count > FEW and (lists := [name for name in shown if name in LISTS]):
                self._turns.add(streams, lists)
                self._has_turns.set()
                shown = tuple(name for name in shown if name not in LISTS)
            await _offer({stream: None for stream in streams if stream.seat.person_id not in told}, shown)
            for stream in [stream for stream in streams if stream.seat.person_id in told]:
                known = told[stream.seat.person_id]
                await _offer({stream: None}, tuple(name for name in shown if name not in known))

    async def _tell_lists(self) -> None:
        while True:
            await self._has_turns.wait()
            for stream, names in self._turns.next():
                await _offer({stream: None}, names)
            if not self._turns:
                self._has_turns.clear()
            await asyncio.sleep(EACH_SECONDS)

    async def _greet_all(self) -> None:
        if self._visitors:
            self._visitors.ask_again()
        for number, stream in enumerate(self._rooms, start=1):
            stream.ask_again()
            if number % GREETED_AT_ONCE == 0:
                await asyncio.sleep(GREETING_PAUSE)

    async def _keep_warm(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for number, stream in enumerate(self._rooms, start=1):
                if stream.blocked_since and clock() - stream.blocked_since > STALLED_SECONDS:
                    self._end(stream, "stalled")
                stream.tell(HEARTBEAT)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)

    async def _recheck(self) -> None:
        """A signed-out person's stream ends even if no notification came, or none could."""
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            if seats := list({*self._rooms.seats(), *self.guests.seats()}):
                dead = await self._find_dead(seats)
                self.guests.forget(dead)
                for seat in dead:
                    for stream in self._rooms.of_seat(seat):
                        self._end(stream, "revoked")
            await asyncio.sleep(max(0.0, began + RECHECK_SECONDS - clock()))

    def _end(self, stream: Stream, reason: str) -> None:
        STREAM_ENDS.labels(reason).inc()
        stream.end(reason)


async def _offer(streams: Streams, names: tuple[str, ...]) -> None:
    if not names:
        return
    message = changed(names)
    STREAM_FRAMES.inc(len(streams))
    for number, stream in enumerate(list(streams), start=1):
        stream.offer(names, message)
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
