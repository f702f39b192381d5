"""The live streams of a chat's visitors: each hears that something changed in a conversation of theirs, never what.

Plain ASGI beside the hub, which passes on every name that it hears. The address is `/live/chat/KEY/`; who asks is said
by a header (a token has no place in an address), so no page of another site can ask at all.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse
from madoguchi.base.clock import now
from madoguchi.base.metrics import STREAM_ENDS, STREAM_FRAMES, VISITOR_STREAMS
from madoguchi.faces.live.frames import HEARTBEAT, changed
from madoguchi.faces.live.queues import FindLines, Queues
from madoguchi.faces.live.seats import Seat
from madoguchi.faces.live.stream import Stream

log = structlog.get_logger(__name__)

PREFIX = "/live/chat/"
CHANGED = changed(("chat",))
MOST_STREAMS = 20_000
MOST_A_VISITOR = 10
AT_ONCE = 4  # of the threads that everybody else needs too
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 4.0
STALLED_SECONDS = 60.0
HERE_EACH_SECONDS = 60.0
NOTICE_SECONDS = 1.0
LEFT_AFTER_SECONDS = 8.0  # a reload, a lost network for a moment: they have not left


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor who may listen, and the conversations that are theirs; `places` are the conversation of each of their
    chats, its inbox, and whose it is (0: nobody's). `until` is when their signed identity runs out (None: it does not).
    """

    workspace_id: int
    visitor_id: int
    conversation_ids: frozenset[int]
    places: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    until: datetime | None = None


Recognise = Callable[[str, str, str], Awaitable[Guest | None]]
"""Who has this token or this signed identity, in the chat of this key; None for a stranger."""

Place = tuple[int, int]
"""A workspace, and a visitor or a conversation there."""

NoteHere = Callable[[list[Place]], Awaitable[None]]
"""These visitors listen now."""

NoteGone = Callable[[Place, datetime], Awaitable[None]]
"""This visitor has listened nowhere here since then."""

FindGone = Callable[[list[Place]], Awaitable[set[Place]]]
"""Which of these visitors must be told nothing more: erased, or their chat is switched off."""


class Visitors:
    """An ASGI application for GET /live/chat/KEY/."""

    def __init__(
        self,
        recognise: Recognise,
        find_gone: FindGone,
        note_here: NoteHere,
        note_gone: NoteGone,
        find_lines: FindLines,
    ) -> None:
        self._recognise = recognise
        self._find_gone = find_gone
        self._note_here = note_here
        self._note_gone = note_gone
        self._queues = Queues(find_lines, self._tell_conversation)
        self._leaving: dict[Place, tuple[float, datetime]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._of_conversation: dict[Place, dict[Stream, None]] = defaultdict(dict)
        self._of_visitor: dict[Place, dict[Stream, None]] = defaultdict(dict)
        self._answered_now: set[Place] = set()
        self._count = 0
        self._closed = False

    def tasks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What must run as long as the process serves; none of them ever returns."""
        return {
            "live-visitors": self.keep_warm,
            "live-visitors-recheck": self.recheck,
            "live-visitors-left": self.notice_who_left,
            "live-visitors-queues": self._queues.keep_told,
        }

    def close(self) -> None:
        """End every stream; their readers come back to the next process."""
        self._closed = True
        for streams in list(self._of_visitor.values()):
            for stream in list(streams):
                self._end(stream, "shutdown")

    def hear(self, workspace_id: int, name: str) -> None:
        """Take a name that the hub has heard: "conversation:42@3", "chat:42:seen:17" (how far we are with what they
        wrote), "queue:3" (who waits in that inbox stands elsewhere now), or "visitor:7" who has another conversation
        now."""
        kind, _colon, rest = name.partition(":")
        number = re.split("[@:]", rest, maxsplit=1)[0]
        if not number.isdigit():
            return
        if kind == "conversation":
            self._tell_conversation((workspace_id, int(number)))
        elif kind == "chat":
            _number, _colon, mark = rest.partition(":")
            self._tell_conversation((workspace_id, int(number)), mark)
        elif kind == "queue" and self._count:
            self._queues.moved((workspace_id, int(number)))
        elif kind == "visitor":
            for stream in list(self._of_visitor.get((workspace_id, int(number)), {})):
                self._end(stream, "again")  # its reader comes back, and is told of the new one too

    def hear_writers(self, place: Place, *, writes: bool) -> None:
        """Whether somebody writes an answer in a conversation; told where that is different from before."""
        if writes == (place in self._answered_now):
            return
        (self._answered_now.add if writes else self._answered_now.discard)(place)
        self._tell_conversation(place, "typing" if writes else "quiet")

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

    async def notice_who_left(self) -> None:
        """Runs as long as the process serves: writes down who is here, and who has gone and not come back."""
        clock = asyncio.get_running_loop().time
        next_word = clock() + HERE_EACH_SECONDS
        while True:
            await asyncio.sleep(NOTICE_SECONDS)
            for place, (due, at) in list(self._leaving.items()):
                if due <= clock() and place in self._leaving:
                    del self._leaving[place]
                    await self._written(self._note_gone(place, at))
            if clock() >= next_word:
                next_word = clock() + HERE_EACH_SECONDS
                if places := list(self._of_visitor):
                    await self._written(self._note_here(places))

    @staticmethod
    async def _written(writing: Awaitable[None]) -> None:
        try:
            await writing
        except Exception as error:  # noqa: BLE001  whatever it was: the next word says who is here
            log.warning("who is in the chats was not written down", error=str(error).strip())

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
        ending = self._end_at(stream, guest.until) if guest.until else None
        try:
            await stream.run(receive)
        finally:
            if ending:
                ending.cancel()
            self._remove(stream, guest)

    def _end_at(self, stream: Stream, until: datetime) -> asyncio.TimerHandle:
        """What a site has signed counts no longer than it says."""
        left = max(0.0, (until - now()).total_seconds())
        return asyncio.get_running_loop().call_later(left, self._end, stream, "expired")

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
                guest = await self._recognise(*asked_by(scope))
            if guest is None:
                await refuse(send, 401, "not_signed_in", "Nobody is known by that.")
            elif len(self._of_visitor.get((guest.workspace_id, guest.visitor_id), ())) >= MOST_A_VISITOR:
                await refuse(send, 429, "too_many_streams", f"{MOST_A_VISITOR} are open.", (b"retry-after", b"30"))
            else:
                return guest
        return None

    def _add(self, stream: Stream, guest: Guest) -> None:
        self._leaving.pop((guest.workspace_id, guest.visitor_id), None)
        self._of_visitor[guest.workspace_id, guest.visitor_id][stream] = None
        for conversation_id in guest.conversation_ids:
            self._of_conversation[guest.workspace_id, conversation_id][stream] = None
        self._count += 1
        VISITOR_STREAMS.set(self._count)

    def _remove(self, stream: Stream, guest: Guest) -> None:
        visitor = (guest.workspace_id, guest.visitor_id)
        _forget(self._of_visitor, visitor, stream)
        if visitor not in self._of_visitor and not self._closed:  # a server that ends says nothing of who has left
            self._leaving[visitor] = (asyncio.get_running_loop().time() + LEFT_AFTER_SECONDS, now())
        for conversation_id in guest.conversation_ids:
            _forget(self._of_conversation, (guest.workspace_id, conversation_id), stream)
        self._count -= 1
        VISITOR_STREAMS.set(self._count)

    def _tell_conversation(self, place: Place, name: str = "chat") -> None:
        streams = self._of_conversation.get(place, {})
        STREAM_FRAMES.inc(len(streams))
        message = CHANGED if name == "chat" else changed((name,))
        for stream in list(streams):
            stream.offer((name,), message)

    @staticmethod
    def _end(stream: Stream, reason: str) -> None:
        STREAM_ENDS.labels(reason).inc()
        stream.end(reason)


def asked_by(scope: Scope) -> tuple[str, str, str]:
    """Key, token and signed identity of a request."""
    key = str(scope["path"]).removeprefix(PREFIX).strip("/")
    scheme, _space, token = header(scope, b"authorization").decode("latin-1").partition(" ")
    return key, token.strip() if scheme == "Bearer" else "", header(scope, b"x-identity").decode("latin-1")


def _forget(found: dict[Place, dict[Stream, None]], place: Place, stream: Stream) -> None:
    found[place].pop(stream, None)
    if not found[place]:
        del found[place]
