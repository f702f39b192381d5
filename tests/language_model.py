"""A language model on loopback that speaks the OpenAI shape, and keeps every byte that it was sent."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Answering = Callable[[dict[str, Any]], str]
Meaning = Callable[[str], list[float]]


@dataclass
class Server:
    """Says `says`, or what it makes of a request; or answers with `status` and `raw`. `drips`: a byte now and then,
    until nobody listens any more. `means`: the vector of a text; the rows come in any order."""

    address: str
    says: str | Answering = "ready"
    means: Meaning = lambda text: [float(len(text)), 1.0]
    status: int = 200
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    usage: dict[str, int] | None = field(default_factory=lambda: {"prompt_tokens": 30, "completion_tokens": 5})
    drips: bool = False
    silent: bool = False
    bodies: list[bytes] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, asked: dict[str, Any]) -> bytes:
        if self.raw is not None:
            return self.raw
        if "input" in asked:
            rows = [{"index": place, "embedding": self.means(text)} for place, text in enumerate(asked["input"])]
            return json.dumps({"data": rows[::-1], "usage": {"prompt_tokens": 7 * len(rows)}}).encode()
        text = self.says if isinstance(self.says, str) else self.says(asked)
        made: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": text}}]}
        return json.dumps(made | ({"usage": self.usage} if self.usage else {})).encode()

    @property
    def told(self) -> list[Any]:
        """What it was asked, as its users wrote it."""
        chats = [asked for asked in map(json.loads, self.bodies) if "messages" in asked]
        return [json.loads(asked["messages"][1]["content"]) for asked in chats]

    @property
    def embedded(self) -> list[list[str]]:
        """The texts of each request for vectors."""
        return [asked["input"] for asked in map(json.loads, self.bodies) if "input" in asked]


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Server = self.server.model  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.bodies.append(body)
        server.keys.append(self.headers.get("Authorization", ""))
        if server.silent:
            server.over.wait(30)
            return
        answer = server.answer(json.loads(body))
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(b" " if server.drips else answer)
            while server.drips and not server.over.wait(0.05):
                self.wfile.write(b" ")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextlib.contextmanager
def listening() -> Iterator[Server]:
    """A server; whoever is to reach it has to be allowed to reach 127.0.0.0/8."""
    http_server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http_server.daemon_threads = True
    model = Server(f"http://127.0.0.1:{http_server.server_port}/v1")
    http_server.model = model  # type: ignore[attr-defined]
    thread = threading.Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        http_server.shutdown()
        http_server.server_close()
