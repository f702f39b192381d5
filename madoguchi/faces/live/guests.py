"""The seats of those who ask often: looked up once, kept while they ask, and dropped when they end."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs

from madoguchi.base.asgi import Scope, header
from madoguchi.faces.live.seats import Authenticate, Seat

KEPT_SECONDS = 30.0  # after the last question
MOST_KEPT = 10_000
SIGN_INS_AT_ONCE = 4  # of the threads that everybody else needs too


@dataclass(slots=True)
class _Kept:
    seat: Seat
    used_at: float


class Guests:
    """Seats by the cookie header and the workspace they were found by. The hub looks after them as after its streams:
    what ends a stream ends a seat here."""

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate
        self._places = asyncio.Semaphore(SIGN_INS_AT_ONCE)
        self._kept: dict[tuple[bytes, str], _Kept] = {}

    async def seat(self, scope: Scope) -> Seat | None:
        """Who asks; None where nobody is signed in."""
        key = (header(scope, b"cookie"), parse_qs(scope["query_string"].decode("latin-1")).get("workspace", [""])[0])
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(key)
        if kept is not None:
            kept.used_at = now
            return kept.seat
        async with self._places:
            seat = await self._authenticate(scope)
        if seat is not None and len(self._kept) < MOST_KEPT:
            self._kept[key] = _Kept(seat, now)
        return seat

    def seats(self) -> list[Seat]:
        """Those that are in use; the others are forgotten by this question."""
        since = asyncio.get_running_loop().time() - KEPT_SECONDS
        self._kept = {key: kept for key, kept in self._kept.items() if kept.used_at > since}
        return [kept.seat for kept in self._kept.values()]

    def forget(self, seats: Iterable[Seat]) -> None:
        gone = set(seats)
        self._kept = {key: kept for key, kept in self._kept.items() if kept.seat not in gone}

    def forget_session(self, name: str) -> None:
        """`name` is its Seat.session_name."""
        self.forget([kept.seat for kept in self._kept.values() if kept.seat.session_name == name])

    def forget_person(self, workspace_id: int, person_id: int) -> None:
        of = (workspace_id, person_id)
        self.forget([kept.seat for kept in self._kept.values() if (kept.seat.workspace_id, kept.seat.person_id) == of])
