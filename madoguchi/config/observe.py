"""The outermost layer: a request id, the proxy's word on who is asking, figures, and a line in the log."""

import re
import secrets
from time import perf_counter

import structlog
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from madoguchi.base.asgi import Application, Message, Receive, Scope, Send, header, refuse
from madoguchi.base.metrics import HTTP_REQUESTS, HTTP_SECONDS

log = structlog.get_logger("madoguchi.http")

SLOW_SECONDS = 1.0
STREAM = re.compile(r"/live$|/live/chat/")
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
FACES = frozenset({"desk", "api", "chat", "help", "accounts", "static", "files", "metrics", "healthz", "readyz"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """Wraps the whole application. `proxies`: addresses and networks whose X-Forwarded-* and X-Request-Id
    are believed; from anybody else they are as good as not sent."""

    def __init__(self, application: Application, proxies: tuple[str, ...]) -> None:
        self._application = application
        self._proxied = ProxyHeadersMiddleware(application, list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        if STREAM.match(scope["path"]):  # lasts for hours and counts itself; its frames go out without a detour
            await self._proxied(scope, receive, send)  # type: ignore[arg-type]
            return
        request_id = self._request_id(scope)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        observation = Observation(scope, send, request_id)
        try:
            await self._proxied(scope, receive, observation.send)  # type: ignore[arg-type]
        except Exception:  # the last handler there is: what comes here was foreseen by nobody
            log.exception("request failed", method=scope["method"], face=observation.face)
            if observation.status:
                raise  # half an answer is out; the server cuts the connection
            await refuse(observation.send, 500, "internal_error", "This went wrong on our side and was logged.")
        finally:
            observation.end()

    def _request_id(self, scope: Scope) -> str:
        given = header(scope, b"x-request-id")
        client = scope.get("client")
        if client and client[0] in self._proxied.trusted_hosts and REQUEST_ID.fullmatch(given):
            return given.decode()
        return secrets.token_hex(8)


class Observation:
    """One request: sees its status go out, and tells at its end."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._scope = scope
        self._send = send
        self._request_id = request_id.encode()
        self._began = perf_counter()
        self.status = 0
        first = scope["path"].split("/", 2)[1] if "/" in scope["path"] else ""
        self.face = first if first in FACES else "other"

    async def send(self, message: Message) -> None:
        """Passes a message on, with the request id among the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", self._request_id)]
        await self._send(message)

    def end(self) -> None:
        """Count it; log it where it failed, was slow, or everything is wanted."""
        seconds = perf_counter() - self._began
        method = self._scope["method"]
        HTTP_REQUESTS.labels(self.face, method if method in METHODS else "other", str(self.status)).inc()
        HTTP_SECONDS.labels(self.face).observe(seconds)
        is_slow = seconds > SLOW_SECONDS
        say = log.warning if self.status >= 500 or is_slow else log.debug
        say(
            "slow request" if is_slow else "request",
            method=method,
            route=self._scope.get("madoguchi.route", ""),
            face=self.face,
            status=self.status,
            ms=round(seconds * 1000, 1),
        )
