"""An SMTP server for tests that keeps what it gets, and misbehaves as told.

Sockets and threads only, nothing of ours: what it says it received is evidence.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HANG = "hang"
CUT = "cut"


@dataclass(frozen=True, slots=True)
class Received:
    """One mail, dots undone. `data` is empty where the peer was cut before its final dot."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    data: bytes
    helo: str
    user: str
    parameters: str


@dataclass(slots=True)
class Script:
    """What the sink answers at each step: a reply line, HANG (say nothing), CUT (close); "" is the usual
    reply.
    """

    banner: str = ""
    ehlo: str = ""
    mail: str = ""
    rcpt: Callable[[str], str] = lambda address: ""
    data: str = ""
    body: str = ""  # HANG or CUT while the mail is being sent
    final: str = ""  # after the final dot; the mail counts as received even where the answer is HANG or CUT
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 30000000")
    user: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False


@dataclass(slots=True)
class Sink:
    """Listens on a free loopback port. Change `script` at any time; it holds for the next command."""

    script: Script = field(default_factory=Script)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: socket.socket | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _open: set[socket.socket] = field(default_factory=set)

    def __enter__(self) -> Sink:
        self._server = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True, name="sink").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        assert self._server is not None
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def wait(self, count: int = 1, timeout: float = 60.0) -> list[Received]:
        """Block until so many mails are in; AssertionError if they are not in time."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.received) >= count, timeout)
        assert arrived, f"{len(self.received)} of {count} mails arrived"
        return list(self.received)

    def _listen(self) -> None:
        assert self._server is not None
        while not self._stopped.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        try:
            if self.script.implicit_tls and self.script.tls is not None:
                connection = self.script.tls.wrap_socket(connection, server_side=True)
                self._open.add(connection)
            _Talk(self, connection).run()
        except (OSError, _Cut):  # the client left, or the script said so
            pass
        finally:
            self._open.discard(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # its reader holds it open past close()
            connection.close()

    def keep(self, mail: Received) -> None:
        with self._changed:
            self.received.append(mail)
            self._changed.notify_all()

    def hang(self) -> None:
        self._stopped.wait()
        raise _Cut


class _Cut(Exception):
    pass


class _Talk:
    def __init__(self, sink: Sink, connection: socket.socket) -> None:
        self.sink = sink
        self.connection = connection
        self.file = connection.makefile("rb")
        self.helo = self.user = self.mail_from = self.parameters = ""
        self.rcpt_tos: list[str] = []

    def run(self) -> None:
        self.say(self.sink.script.banner or "220 sink ESMTP")
        while line := self.file.readline():
            words = line.decode("utf-8", "surrogateescape").strip()
            command, _, rest = words.partition(" ")
            if command.upper() == "QUIT":
                self.say("221 Bye")
                return
            step = getattr(self, f"on_{command.lower()}", None)
            if step is None:
                self.say("500 What?")
            else:
                step(rest)

    def say(self, reply: str) -> bool:
        """Send the reply, or hang, or cut. True for a reply that lets the client go on."""
        if reply == HANG:
            self.sink.hang()
        if reply == CUT:
            raise _Cut
        self.connection.sendall(reply.encode() + b"\r\n")
        return reply[:1] in "23"

    def on_ehlo(self, name: str) -> None:
        script = self.sink.script
        self.helo = name
        offers = list(script.offers)
        if script.tls is not None and not isinstance(self.connection, ssl.SSLSocket):
            offers.append("STARTTLS")
        if script.user:
            offers.append("AUTH PLAIN XOAUTH2")
        lines = ["sink", *offers]
        usual = "\r\n".join(f"250{' ' if line is lines[-1] else '-'}{line}" for line in lines)
        self.say(script.ehlo or usual)

    def on_helo(self, name: str) -> None:
        self.helo = name
        self.say(self.sink.script.ehlo or "250 sink")

    def on_starttls(self, _: str) -> None:
        assert self.sink.script.tls is not None
        self.say("220 Go ahead")
        self.connection = self.sink.script.tls.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")

    def on_auth(self, rest: str) -> None:
        mechanism, _, first = rest.partition(" ")
        script = self.sink.script
        words = base64.b64decode(first).decode()
        if mechanism.upper() == "PLAIN":
            _, user, password = words.split("\0")
        else:
            user, password = words.removeprefix("user=").strip("\1").split("\1auth=Bearer ")
        if (user, password) == (script.user, script.password):
            self.user = user
            self.say("235 2.7.0 Welcome")
        else:
            self.say("535 5.7.8 Wrong user or password")

    def on_mail(self, rest: str) -> None:
        path, _, self.parameters = rest.partition(">")
        if self.say(self.sink.script.mail or "250 2.1.0 OK"):
            self.mail_from = path.partition("<")[2]
            self.rcpt_tos = []

    def on_rcpt(self, rest: str) -> None:
        address = rest.partition("<")[2].partition(">")[0]
        if self.say(self.sink.script.rcpt(address) or "250 2.1.5 OK"):
            self.rcpt_tos.append(address)

    def on_rset(self, _: str) -> None:
        self.mail_from, self.rcpt_tos = "", []
        self.say("250 OK")

    def on_noop(self, _: str) -> None:
        self.say("250 OK")

    def on_data(self, _: str) -> None:
        if not self.say(self.sink.script.data or ("354 Go ahead" if self.rcpt_tos else "503 No recipient")):
            return
        if self.sink.script.body:
            self.file.readline()
            self.say(self.sink.script.body)
        data = b"".join(self._body())
        reply = self.sink.script.final or "250 2.0.0 Stored"
        if reply[:1] not in "45":
            self.sink.keep(
                Received(self.mail_from, tuple(self.rcpt_tos), data, self.helo, self.user, self.parameters.strip())
            )
        self.say(reply)

    def _body(self) -> Iterator[bytes]:
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise _Cut
            yield line[1:] if line.startswith(b".") else line
