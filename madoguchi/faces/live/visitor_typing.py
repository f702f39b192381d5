"""POST /live/chat/KEY/: a visitor is writing, or has stopped; never a word of what.

Plain ASGI: a panel says so every three seconds while somebody types there. Who it is is remembered for a moment, and
nothing is stored. It travels as a name, `typing:42@3:9` or `quiet:42@3:9` (conversation, inbox, whose it is; 0:
nobody's), which the hub tells those at the desk whom it concerns (hub.py).

The body is JSON: {"chat": 5, "typing": true}.
"""

import asyncio
import json

from madoguchi.base.asgi import Receive, Scope, Send, header, refuse, reply
from madoguchi.faces.live.beats import Notify, body_of
from madoguchi.faces.live.visitors import Guest, Recognise, asked_by

KEPT_SECONDS = 10.0
MOST_KEPT = 10_000
AT_MOST_EVERY = 1.0  # seconds; the same again sooner is not told


class VisitorTyping:
    """The ASGI application."""

    def __init__(self, recognise: Recognise, notify: Notify) -> None:
        self._recognise = recognise
        self._notify = notify
        self._kept: dict[tuple[str, str, str], tuple[Guest, float]] = {}
        self._told: dict[tuple[int, int], tuple[str, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if header(scope, b"sec-fetch-site") not in (b"", b"same-origin"):
            await refuse(send, 403, "cross_site", "Another site may not speak here.")
        elif (said := _said(await body_of(receive))) is None:
            await refuse(send, 400, "malformed", "This is no sign of typing.")
        elif (guest := await self._guest(scope, said[0])) is None:
            await refuse(send, 401, "not_signed_in", "Nobody is known by that.")
        elif (place := guest.places.get(said[0])) is None:
            await refuse(send, 404, "not_found", "There is no such chat.")
        else:
            await self._tell(guest, f"{'typing' if said[1] else 'quiet'}:{place[0]}@{place[1]}:{place[2]}")
            await reply(send, 200, b"{}", b"application/json")

    async def _guest(self, scope: Scope, chat: int) -> Guest | None:
        asked, now = asked_by(scope), asyncio.get_running_loop().time()
        guest, until = self._kept.get(asked, (None, 0.0))
        if guest is not None and until > now and chat in guest.places:
            return guest
        guest = await self._recognise(*asked)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        if guest is not None:
            self._kept[asked] = (guest, now + KEPT_SECONDS)
        return guest

    async def _tell(self, guest: Guest, name: str) -> None:
        who, now = (guest.workspace_id, guest.visitor_id), asyncio.get_running_loop().time()
        if len(self._told) >= MOST_KEPT:
            self._told.clear()
        last, at = self._told.get(who, ("", 0.0))
        if last != name or now - at >= AT_MOST_EVERY:
            self._told[who] = (name, now)
            await self._notify(guest.workspace_id, [name])


def _said(body: bytes) -> tuple[int, bool] | None:
    """Which chat, and whether something is written there; None where it is not as it must be."""
    try:
        given = json.loads(body)
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    chat, typing = given.get("chat"), given.get("typing")
    is_right = isinstance(chat, int) and not isinstance(chat, bool) and isinstance(typing, bool)
    return (chat, typing) if is_right else None  # type: ignore[return-value]  # looked at above
