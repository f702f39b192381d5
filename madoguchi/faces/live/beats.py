"""POST /live/presence: a page says which conversation it shows and whether something is written there.

Plain ASGI, because every page that is looked at comes every few seconds: seat and inbox are remembered, and a sign
costs no question to the database. Signs are gathered for a moment and told to the hubs of all processes, this one
among them, in one notification; the hubs tell the pages (hub.py).

The body is JSON: {"tab": "k3fz", "number": 17, "conversation": 42, "doing": "reply", "rows": [42, 43]}, conversation 0
for none. The answer names who is in which of the rows, and who else is in the conversation with what they write:
{"rows": {"42": [9]}, "here": "9:reply 12:"}; ids alone, as in the stream. By `here` a page notices what it missed:
one process has told it that something changed, and another, which had not heard so yet, answered it.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse, reply
from madoguchi.faces.live.guests import Guests
from madoguchi.faces.live.places import Places
from madoguchi.faces.live.seats import Seat
from madoguchi.features.presence.memory import PRESENCE, Memory, in_one_line
from madoguchi.features.presence.signs import DOINGS, TAB, Sign

log = structlog.get_logger(__name__)

Notify = Callable[[int, list[str]], Awaitable[None]]
"""Tells the hubs of all processes names of one workspace."""

GATHER_SECONDS = 0.1
LARGEST_BODY = 4_000  # bytes
MOST_ROWS = 100
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 10**15 - 1


class Beats:
    """The ASGI application, and the task that tells what it was told."""

    def __init__(self, guests: Guests, places: Places, notify: Notify, memory: Memory = PRESENCE) -> None:
        self._guests = guests
        self._places = places
        self._notify = notify
        self._memory = memory
        self._waiting: dict[tuple[int, int, str], Sign] = {}
        self._has_some = asyncio.Event()

    def tasks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What must run as long as the process serves; it never returns."""
        return {"live-beats": self._tell}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await refuse(send, 405, "method_not_allowed", "Say it with POST.", (b"allow", b"POST"))
        elif header(scope, b"sec-fetch-site") not in (b"", b"same-origin"):
            await refuse(send, 403, "cross_site", "Another site may not speak here.")
        elif (said := _said(await body_of(receive))) is None:
            await refuse(send, 400, "malformed", "This is no sign of presence.")
        elif (seat := await self._guests.seat(scope)) is None:
            await refuse(send, 401, "not_signed_in", "Sign in first.")
        elif not await self._take(seat, said):
            await refuse(send, 404, "not_found", "There is no such conversation.")
        else:
            await reply(send, 200, self._answer(seat, said), b"application/json")

    async def _take(self, seat: Seat, said: dict[str, Any]) -> bool:
        conversation_id = said["conversation"]
        inbox_id = await self._places.inbox_seen_by(seat, conversation_id) if conversation_id else 0
        if inbox_id is None:
            return False
        doing = said["doing"] if conversation_id else ""
        sign = Sign(seat.workspace_id, seat.person_id, said["tab"], said["number"], conversation_id, inbox_id, doing)
        key = (sign.workspace_id, sign.person_id, sign.tab)
        if key not in self._waiting or self._waiting[key].number < sign.number:
            self._waiting[key] = sign
            self._has_some.set()
        return True

    def _answer(self, seat: Seat, said: dict[str, Any]) -> bytes:
        found = self._memory.among(seat.workspace_id, said["rows"], seat.inbox_ids)
        others = {row: [one for one in people if one != seat.person_id] for row, people in found.items()}
        here = in_one_line(self._memory.people_in(seat.workspace_id, said["conversation"]), but=seat.person_id)
        return json.dumps({"rows": {row: people for row, people in others.items() if people}, "here": here}).encode()

    async def _tell(self) -> None:
        while True:
            await self._has_some.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._has_some.clear()
            signs, self._waiting = self._waiting, {}
            names = defaultdict(list)
            for sign in signs.values():
                names[sign.workspace_id].append(sign.name)
            for workspace_id, some in names.items():
                try:
                    await self._notify(workspace_id, some)
                except Exception as error:  # noqa: BLE001  whatever it was: the next signs say the same again
                    log.warning("signs of presence were not told", error=str(error).strip())


async def body_of(receive: Receive) -> bytes:
    """The whole body; b"" for one that is too long or was broken off."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            return b""
        if not message.get("more_body", False):
            return body


def _said(body: bytes) -> dict[str, Any] | None:
    """What a page said, with every member there; None where it is not as it must be."""
    try:
        given = json.loads(body)
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    said = {"conversation": 0, "doing": "", "rows": [], **given}
    rows = said["rows"]
    is_right = (
        isinstance(said.get("tab"), str)
        and TAB.fullmatch(said["tab"]) is not None
        and _is_number(said.get("number"), LARGEST_NUMBER)
        and _is_number(said["conversation"], LARGEST_ID)
        and isinstance(said["doing"], str)
        and said["doing"] in DOINGS
        and isinstance(rows, list)
        and len(rows) <= MOST_ROWS
        and all(_is_number(row, LARGEST_ID) for row in rows)
    )
    return said if is_right else None


def _is_number(value: object, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest
