"""An IMAP server for tests that misbehaves as told: cuts, refusals, lies, new numbers, and 50,000 mails out
of nothing.
"""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

CUT = "cut"
HANG = "hang"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(slots=True)
class Mail:
    """`claimed` is the size that the server tells; None for the true one."""

    raw: bytes
    arrived: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    claimed: int | None = None
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class FakeImap:
    """Listens on a free loopback port; user "desk", password "secret", which is also the OAuth token.

    `mails` by UID (a mapping is enough: one that makes its mails when asked holds none). `fault(command)` may return
    a reply instead of the usual one, CUT or HANG. `cut_in` names a UID whose body is cut in the middle.
    """

    mails: dict[int, Mail] = field(default_factory=dict)
    uidvalidity: int = 1
    capabilities: str = "IMAP4rev1 IDLE MOVE UIDPLUS AUTH=XOAUTH2 AUTH=PLAIN"
    fault: Callable[[str], str] = lambda command: ""
    cut_in: int = 0
    refuse_body: set[int] = field(default_factory=set)
    folders: set[str] = field(default_factory=lambda: {"INBOX", "Done"})
    moved: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    before_idle: bytes = b""
    idling: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _server: socket.socket | None = None
    _idle: set[socket.socket] = field(default_factory=set)
    _open: set[socket.socket] = field(default_factory=set)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> FakeImap:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True, name="imap").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        assert self._server is not None
        for opened in (self._server, *self._open):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def arrive(self, uid: int, mail: Mail) -> None:
        """A mail comes in; whoever idles hears of it."""
        self.mails[uid] = mail
        self.tell(b"* %d EXISTS\r\n* 1 RECENT\r\n" % len(self.mails))

    def tell(self, line: bytes) -> None:
        for connection in list(self._idle):
            connection.sendall(line)

    def drop(self) -> None:
        """Cut whoever idles."""
        for connection in list(self._idle):
            connection.shutdown(socket.SHUT_RDWR)

    def wait_until_idle(self, timeout: float = 20.0) -> None:
        assert self.idling.acquire(timeout=timeout), "nobody idles"

    def _listen(self) -> None:
        assert self._server is not None
        while not self._stopped.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            Talk(self, connection).run()
        except (OSError, _Cut):  # the client left, or the script said so
            pass
        finally:
            self._open.discard(connection)
            self._idle.discard(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # its reader holds it open past close()
            connection.close()

    def hang(self) -> None:
        self._stopped.wait()
        raise _Cut


class _Cut(Exception):
    pass


class Talk:
    """One connection."""

    def __init__(self, server: FakeImap, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.file = connection.makefile("rb")
        self.tag = ""

    def run(self) -> None:
        self.send(self.server.fault("GREETING") or "* OK ready")
        while line := self.file.readline():
            self.tag, _, rest = line.decode("utf-8", "surrogateescape").strip().partition(" ")
            name = re.sub(r"^UID ", "UID_", rest.upper()).split(" ")[0].lower()
            self.server.commands.append(rest)
            reply = self.server.fault(rest)
            if reply:
                self.send(f"{self.tag} {reply}" if reply not in {CUT, HANG} else reply)
                continue
            step = getattr(self, f"on_{name}", None)
            if step is None:
                self.send(f"{self.tag} BAD unknown command")
            else:
                step(rest)
            if name == "logout":
                return

    def send(self, line: str) -> None:
        if line == CUT:
            raise _Cut
        if line == HANG:
            self.server.hang()
        self.connection.sendall(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def ok(self, text: str = "done") -> None:
        self.send(f"{self.tag} OK {text}")

    def on_capability(self, _: str) -> None:
        self.send(f"* CAPABILITY {self.server.capabilities}")
        self.ok()

    def on_noop(self, _: str) -> None:
        self.send(f"* {len(self.server.mails)} EXISTS")
        self.ok()

    def on_logout(self, _: str) -> None:
        self.send("* BYE")
        self.ok()

    def on_login(self, rest: str) -> None:
        if rest.split(" ")[1:] in (["desk", '"secret"'], ['"desk"', '"secret"']):
            self.ok()
        else:
            self.send(f"{self.tag} NO [AUTHENTICATIONFAILED] wrong")

    def on_authenticate(self, rest: str) -> None:
        self.send("+ ")
        words = base64.b64decode(self.file.readline()).decode()
        plain = rest.upper().endswith("PLAIN")
        good = "\0desk\0sécret" if plain else "user=desk\1auth=Bearer secret\1\1"
        if words == good:
            self.ok()
        else:
            self.send(f"{self.tag} NO [AUTHENTICATIONFAILED] wrong")

    def on_select(self, rest: str) -> None:
        folder = rest.partition(" ")[2].strip('"')
        if folder not in self.server.folders:
            self.send(f"{self.tag} NO [NONEXISTENT] no such folder")
            return
        self.send(f"* {len(self.server.mails)} EXISTS")
        self.send(f"* OK [UIDVALIDITY {self.server.uidvalidity}]")
        self.ok("[READ-ONLY]" if rest.upper().startswith("EXAMINE") else "[READ-WRITE]")

    on_examine = on_select

    def on_status(self, _: str) -> None:
        self.send(f'* STATUS "INBOX" (MESSAGES {len(self.server.mails)})')
        self.ok()

    def on_uid_search(self, rest: str) -> None:
        if rest.upper().endswith("UID *"):
            if not self.server.mails:
                self.send(f"{self.tag} BAD no messages")
                return
            found: Iterable[int] = [max(self.server.mails)]
        else:
            found = self.matching(rest.upper())
        self.send("* SEARCH " + " ".join(map(str, found)))
        self.ok()

    def matching(self, criteria: str) -> list[int]:
        limits = re.search(r"UID (\d+):(\d+)", criteria)
        assert limits is not None
        first, last = int(limits[1]), int(limits[2])
        uids = sorted(uid for uid in list(self.server.mails) if first <= uid <= last)
        for word, keep in (("SINCE", date.__ge__), ("BEFORE", date.__lt__)):
            wanted = re.search(rf"{word} (\d+)-(\w+)-(\d+)", criteria)
            if wanted:
                day = date(int(wanted[3]), _MONTHS.index(wanted[2].title()) + 1, int(wanted[1]))
                uids = [uid for uid in uids if keep(self.server.mails[uid].arrived.date(), day)]
        return uids[::-1]  # in no order that anybody may rely on

    def on_uid_fetch(self, rest: str) -> None:
        words = rest.split(" ", 3)
        uids, items = self.expand(words[2]), words[3].upper()
        if "BODY.PEEK[]" in items and self.server.refuse_body & set(uids):
            self.send(f"{self.tag} NO [SERVERBUG] cannot read")
            return
        for uid in uids:
            if uid in self.server.mails:
                self.give(uid, self.server.mails[uid], items)
        self.ok()

    def give(self, uid: int, mail: Mail, items: str) -> None:
        if "RFC822.SIZE" in items:
            size = len(mail.raw) if mail.claimed is None else mail.claimed
            arrived = mail.arrived
            day = f"{arrived.day:2d}-{_MONTHS[arrived.month - 1]}-{arrived.year} {arrived:%H:%M:%S %z}"
            self.send(f'* {uid} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{day}")')
            return
        body = mail.raw if "[]" in items else mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        name = "BODY[]<0>" if "[]" in items else "BODY[HEADER]<0>"
        limit = re.search(r"<0\.(\d+)>", items)
        assert limit is not None
        body = body[: int(limit[1])]
        if uid == self.server.cut_in:
            self.connection.sendall(f"* {uid} FETCH ({name} {{{len(body)}}}\r\n".encode() + body[: len(body) // 2])
            raise _Cut
        if uid % 2:  # attributes stand before the literal or after it, as servers like
            self.connection.sendall(f"* {uid} FETCH (UID {uid} {name} {{{len(body)}}}\r\n".encode() + body + b")\r\n")
        else:
            end = f" UID {uid})\r\n".encode()
            self.connection.sendall(f"* {uid} FETCH ({name} {{{len(body)}}}\r\n".encode() + body + end)

    def expand(self, text: str) -> list[int]:
        uids: list[int] = []
        for run in text.split(","):
            first, _, last = run.partition(":")
            uids.extend(range(int(first), int(last or first) + 1))
        return uids

    def on_uid_store(self, rest: str) -> None:
        words = rest.split(" ", 4)
        for uid in self.expand(words[2]):
            self.server.mails[uid].flags.add(words[4].strip("()"))
        self.ok()

    def on_uid_copy(self, rest: str) -> None:
        if rest.split(" ")[3].strip('"') in self.server.folders:
            self.server.moved.extend(self.expand(rest.split(" ")[2]))
            self.ok()
        else:
            self.send(f"{self.tag} NO [TRYCREATE] no such folder")

    def on_uid_expunge(self, rest: str) -> None:
        for uid in self.expand(rest.split(" ")[2]):
            del self.server.mails[uid]
        self.ok()

    def on_uid_move(self, rest: str) -> None:
        if rest.split(" ")[3].strip('"') not in self.server.folders:
            self.send(f"{self.tag} NO [TRYCREATE] no such folder")
            return
        self.on_uid_copy(rest)
        for uid in self.expand(rest.split(" ")[2]):
            del self.server.mails[uid]

    def on_idle(self, _: str) -> None:
        tag = self.tag
        self.connection.sendall(self.server.before_idle + b"+ idling\r\n")
        self.server._idle.add(self.connection)
        self.server.idling.release()
        line = self.file.readline()
        self.server._idle.discard(self.connection)
        if line.strip().upper() != b"DONE":
            raise _Cut
        self.send(f"{tag} OK idle done")
