"""The top of the web process, plain ASGI: live streams to the hub, small answers here, the rest to Django.

For another server than ours: `uvicorn --factory madoguchi.config.asgi:build`.
"""

from datetime import datetime

from django.conf import settings

from madoguchi.base.asgi import Application, Receive, Scope, Send
from madoguchi.base.live import tell
from madoguchi.config.bridge import Bridge
from madoguchi.config.lifespan import Lifespan
from madoguchi.config.listening import connect_to_listen
from madoguchi.config.observe import Observed
from madoguchi.config.operations import Operations
from madoguchi.config.spool import Spool
from madoguchi.config.threads import Pool
from madoguchi.config.wsgi import application as django_application
from madoguchi.faces.live.auth import authenticate, still_valid
from madoguchi.faces.live.beats import Beats
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.places import Places, inbox_of
from madoguchi.faces.live.queues import Lines
from madoguchi.faces.live.seats import Seat
from madoguchi.faces.live.visiting import gone_among, lines_in, listening, note_gone, note_here, typist_of
from madoguchi.faces.live.visitor_typing import VisitorTyping
from madoguchi.faces.live.visitors import PREFIX, Guest, Place, Visitors

BACKLOG_PER_THREAD = 32


class Front:
    """Sends each request to whom it belongs."""

    def __init__(self, threads: int) -> None:
        pool = Pool(threads, backlog=threads * BACKLOG_PER_THREAD)
        self.visitors = self._guests(pool)
        self.typing = self._typing(pool)
        self.hub = self._hub(pool, self.visitors)
        operations = Operations(pool, self.troubles, settings.MADOGUCHI.metrics_token)
        self._bridge = Bridge(django_application, pool, Spool())
        beats = self._beats(pool, self.hub)
        self._lifespan = Lifespan(self.hub.tasks() | beats.tasks() | self.visitors.tasks(), pool.close)
        self._paths: dict[str, Application] = {
            "/live": self.hub,
            "/live/presence": beats,
            "/healthz": operations.health,
            "/readyz": operations.ready,
            "/metrics": operations.metrics,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            of_visitors = self.typing if scope["method"] == "POST" else self.visitors
            face = of_visitors if path.startswith(PREFIX) else self._paths.get(path, self._bridge)
            await face(scope, receive, send)

    def troubles(self) -> list[str]:
        """Why this process cannot work just now; empty when it can."""
        return [] if self.hub.is_listening else ["The database does not answer."]

    @staticmethod
    def _hub(pool: Pool, visitors: Visitors) -> Hub:
        async def authenticated(scope: Scope) -> Seat | None:
            return await pool.run(lambda: authenticate(scope))

        async def dead(seats: list[Seat]) -> set[Seat]:
            return await pool.run(lambda: still_valid(seats))

        return Hub(connect_to_listen, authenticated, dead, visitors=visitors)

    @staticmethod
    def _guests(pool: Pool) -> Visitors:
        async def recognised(key: str, token: str, identity: str) -> Guest | None:
            return await pool.run(lambda: listening(key, token, identity))

        async def gone(places: list[Place]) -> set[Place]:
            return await pool.run(lambda: gone_among(places))

        async def here(places: list[Place]) -> None:
            await pool.run(lambda: note_here(places))

        async def left(place: Place, at: datetime) -> None:
            await pool.run(lambda: note_gone(place, at))

        async def lines(inboxes: list[Place]) -> Lines:
            return await pool.run(lambda: lines_in(inboxes))

        return Visitors(recognised, gone, here, left, lines)

    @staticmethod
    def _typing(pool: Pool) -> VisitorTyping:
        async def recognised(key: str, token: str, identity: str) -> Guest | None:
            return await pool.run(lambda: typist_of(key, token, identity))

        async def told(workspace_id: int, names: list[str]) -> None:
            await pool.run(lambda: tell(workspace_id, names))

        return VisitorTyping(recognised, told)

    @staticmethod
    def _beats(pool: Pool, hub: Hub) -> Beats:
        async def located(workspace_id: int, conversation_id: int) -> int | None:
            return await pool.run(lambda: inbox_of(workspace_id, conversation_id))

        async def told(workspace_id: int, names: list[str]) -> None:
            await pool.run(lambda: tell(workspace_id, names))

        return Beats(hub.guests, Places(located), told)


def build() -> Observed:
    """The whole application with the settings of the environment."""
    return observed(Front(settings.MADOGUCHI.web_threads))


def observed(front: Front) -> Observed:
    """The front behind the layer that sees every request."""
    return Observed(front, settings.MADOGUCHI.trusted_proxies)
