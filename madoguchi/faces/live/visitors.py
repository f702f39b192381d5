"""The live streams of a chat's visitors: each hears that something changed in a conversation of theirs, never what.

Plain ASGI beside the hub, which passes on every name that it hears. The address is `/live/chat/KEY/`; who asks is said
by a header (a token has no place in an address), so no page of another site can ask at all.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse
from madoguchi.base.metrics import STREAM_ENDS, STREAM_FRAMES, VISITOR_STREAMS
from madoguchi.faces.live.frames import HEARTBEAT, changed
from madoguchi.faces.live.seats import Seat
from madoguchi.faces.live.stream import Stream

PREFIX = "/live/chat/"
CHANGED = changed(("chat",))
MOST_STREAMS = 20_000
MOST_A_VISITOR = 10
AT_ONCE = 4  # of the threads that everybody else needs too
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 4.0
STALLED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor who may listen, and the conversations that are theirs."""

    workspace_id: int
    visitor_id: int
    conversation_ids: frozenset[int]


Recognise = Callable[[str, str, str], Awaitable[Guest | None]]
"""Who has this token or this signed identity, in the chat of this key; None for a stranger."""

Place = tuple[int, int]
"""A workspace, and a visitor or a conversation there."""

FindGone = Callable[[list[Place]], Awaitable[set[Place]]]
"""Which of these visitors must be told nothing more: erased, or their chat is switched off."""


class Visitors:
    """An ASGI application for GET /live/chat/KEY/."""

    def __init__(self, recognise: Recognise, find_gone: FindGone) -> None:
        self._recognise = recognise
        self._find_gone = find_gone
        self._places = asyncio.Semaphore(AT_ONCE)
        self._of_conversation: dict[Place, dict[Stream, None]] = defaultdict(dict)
        self._of_visitor: dict[Place, dict[Stream, None]] = defaultdict(dict)
        self._count = 0
        self._closed = False

    def close(self) -> None:
        """End every stream; their readers come back to the next process."""
        self._closed = True
        for streams in list(self._of_visitor.values()):
            for stream in list(streams):
                self._end(stream, "shutdown")

    def hear(self, workspace_id: int, name: str) -> None:
        """Take a name that the hub has heard: "conversation:42@3", or "visitor:7" who has another conversation now."""
        kind, _colon, rest = name.partition(":")
        number = rest.partition("@")[0]
        if not number.isdigit():
            return
        if kind == "conversation":
            self._tell(self._of_conversation.get((workspace_id, int(number)), {}))
        elif kind == "visitor":
            for stream in list(self._of_visitor.get((workspace_id, int(number)), {})):
                self._end(stream, "again")  # its reader comes back, and is told of the new one too

    def ask_again(self) -> None:
        """Something may have been missed: every reader asks."""
        for streams in list(self._of_visitor.values()):
            for stream in list(streams):
                stream.ask_again()

    async def recheck(self) -> None:
        """Runs as long as the process serves: who is gone hears nothing more, whatever was not notified."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            if places := list(self._of_visitor):
                for place in await self._find_gone(places):
                    for stream in list(self._of_visitor.get(place, {})):
                        self._end(stream, "revoked")

    async def keep_warm(self) -> None:
        """Runs as long as the process serves."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for streams in list(self._of_visitor.values()):
                for stream in list(streams):
                    if stream.blocked_since and clock() - stream.blocked_since > STALLED_SECONDS:
                        self._end(stream, "stalled")
                    stream.tell(HEARTBEAT)
                await asyncio.sleep(0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guest = await self._guest(scope, send)
        if guest is None:
            return
        stream = Stream(Seat(guest.workspace_id, 0, 0, "", frozenset()), send)
        self._add(stream, guest)
        try:
            await stream.run(receive)
        finally:
            self._remove(stream, guest)

    async def _guest(self, scope: Scope, send: Send) -> Guest | None:
        """Who asks; None after a refusal was sent."""
        if scope["method"] != "GET":
            await refuse(send, 405, "method_not_allowed", "Ask with GET.", (b"allow", b"GET"))
        elif header(scope, b"sec-fetch-site") == b"cross-site":
            await refuse(send, 403, "cross_site", "Another site may not listen here.")
        elif self._closed or self._count >= MOST_STREAMS:
            await refuse(send, 503, "full", "No more streams here just now.", (b"retry-after", b"2"))
        else:
            async with self._places:
                guest = await self._recognise(*_said(scope))
            if guest is None:
                await refuse(send, 401, "not_signed_in", "Nobody is known by that.")
            elif len(self._of_visitor.get((guest.workspace_id, guest.visitor_id), ())) >= MOST_A_VISITOR:
                await refuse(send, 429, "too_many_streams", f"{MOST_A_VISITOR} are open.", (b"retry-after", b"30"))
            else:
                return guest
        return None

    def _add(self, stream: Stream, guest: Guest) -> None:
        self._of_visitor[guest.workspace_id, guest.visitor_id][stream] = None
        for conversation_id in guest.conversation_ids:
            self._of_conversation[guest.workspace_id, conversation_id][stream] = None
        self._count += 1
        VISITOR_STREAMS.set(self._count)

    def _remove(self, stream: Stream, guest: Guest) -> None:
        _forget(self._of_visitor, (guest.workspace_id, guest.visitor_id), stream)
        for conversation_id in guest.conversation_ids:
            _forget(self._of_conversation, (guest.workspace_id, conversation_id), stream)
        self._count -= 1
        VISITOR_STREAMS.set(self._count)

    def _tell(self, streams: dict[Stream, None]) -> None:
        STREAM_FRAMES.inc(len(streams))
        for stream in list(streams):
            stream.offer(("chat",), CHANGED)

    @staticmethod
    def _end(stream: Stream, reason: str) -> None:
        STREAM_ENDS.labels(reason).inc()
        stream.end(reason)


def _said(scope: Scope) -> tuple[str, str, str]:
    """Key, token and signed identity of a request."""
    key = str(scope["path"]).removeprefix(PREFIX).strip("/")
    scheme, _space, token = header(scope, b"authorization").decode("latin-1").partition(" ")
    return key, token.strip() if scheme == "Bearer" else "", header(scope, b"x-identity").decode("latin-1")


def _forget(found: dict[Place, dict[Stream, None]], place: Place, stream: Stream) -> None:
    found[place].pop(stream, None)
    if not found[place]:
        del found[place]
