"""One SMTP or LMTP conversation: what aiosmtpd lacks for mail that must not be lost.

It differs from `aiosmtpd.smtp.SMTP` in five things: DATA is read in blocks, not line by line (several times
the speed, and lines of any length are kept); memory held is bounded per mail and for the process; the answer
after DATA can be one per recipient (LMTP, RFC 2033); addresses are split by hand, so that
`a..b.@carrier.example` passes; a session can be told to finish.
"""

from __future__ import annotations

import asyncio
import collections
import io
import re
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, syntax

MEBIBYTE = 1 << 20
END = b"\r\n.\r\n"
BLOCK = 1 << 24  # more than a reader ever holds, so that one read empties it
COMMAND_LINE = 1000
IDLE_COMMANDS = 100
_NEEDLESSLY_QUOTED = re.compile(r"\A\"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+)\"(@[^@]+)\Z")
WORKING_COMMANDS = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `held` bounds the unfinished mails of all connections together. `drain` is how much of an oversized mail
    is read and thrown away before the connection is cut. A peer in a trusted network (the MTA in front) may
    open any number of connections up to the total.
    """

    max_size: int = 30 * MEBIBYTE
    held: int = 256 * MEBIBYTE
    drain: int = 1024 * MEBIBYTE
    connections: int = 500
    per_peer: int = 50
    recipients: int = 100
    idle: float = 300.0
    data: float = 1800.0
    accept: float = 300.0
    threads: int = 8


class Room:
    """The bytes of unfinished mails that this process holds, over all sessions."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0

    def take(self, size: int) -> bool:
        if self.used + size > self.limit:
            return False
        self.used += size
        return True

    def give(self, size: int) -> None:
        self.used -= size


class Owner(Protocol):
    """What a session asks of its listener."""

    room: Room
    limits: Limits

    def opened(self, session: MailSession) -> str: ...

    def closed(self, session: MailSession) -> None: ...

    async def deliver(self, session: MailSession, raw: bytes) -> list[str]: ...


class _Body:
    """The mail as it comes in: undoes the dots, finds the end, counts, and lets go of what is refused."""

    def __init__(self, limit: int, room: Room) -> None:
        self.buffer = io.BytesIO()
        self.limit = limit
        self.room = room
        self.held = 0
        self.seen = 0
        self.refusal = ""
        self._skip = 2
        self._tail = b"\r\n"  # the end of the DATA command counts as the line end before the first line

    def feed(self, block: bytes) -> bytes | None:
        """Take a block; None while the mail goes on, else what came after its final dot."""
        data = self._tail + block
        end = data.find(END)
        if end >= 0:
            self._keep(data[: end + 2])
            return data[end + len(END) :]
        cut = _open_end(data)
        self._keep(data[:cut])
        self._tail = data[cut:]
        return None

    def _keep(self, piece: bytes) -> None:
        self.seen += len(piece)
        if self.refusal:
            return
        piece = piece.replace(b"\r\n.", b"\r\n")
        if self._skip and piece:  # the line end that opened the mail is not the sender's
            piece = piece[self._skip :]
            self._skip = 0
        if self.held + len(piece) > self.limit:
            self.drop("552 5.3.4 The mail is larger than this server takes")
        elif not self.room.take(len(piece)):
            self.drop("452 4.3.1 Too much mail at once, try again later")
        else:
            self.held += len(piece)
            self.buffer.write(piece)

    def drop(self, refusal: str) -> None:
        self.refusal = refusal
        self.buffer = io.BytesIO()
        self.free()

    def free(self) -> None:
        self.room.give(self.held)
        self.held = 0

    def raw(self) -> bytes:
        return self.buffer.getvalue()  # shares the buffer: no second copy of the mail


def _open_end(data: bytes) -> int:
    """Where the last piece begins that could still turn into a final dot, or a dot to undo."""
    for length in (4, 3, 2, 1):
        if data.endswith(END[:length]):
            return len(data) - length
    return len(data)


class MailSession(SMTP):
    """One connection. `lmtp` decides the greeting words and the number of answers."""

    def __init__(self, owner: Owner, handler: object, *, lmtp: bool, **options: Any) -> None:
        super().__init__(
            handler,
            command_call_limit={
                "*": IDLE_COMMANDS,
                **dict.fromkeys(("MAIL", "RCPT", "DATA", "RSET"), WORKING_COMMANDS),
            },
            **options,
        )
        self.command_size_limits = collections.defaultdict(lambda: COMMAND_LINE)
        self.command_size_limit = COMMAND_LINE
        self.lmtp = lmtp
        self.owner = owner
        self.busy = False
        self.finishing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        first = self.transport is None
        super().connection_made(transport)
        if not first:  # the same connection again, after STARTTLS
            return
        refusal = self.owner.opened(self)
        if refusal:
            self._writer.write(refusal.encode() + b"\r\n")
            self._end()

    def connection_lost(self, error: Exception | None) -> None:
        self.owner.closed(self)
        super().connection_lost(error)

    def finish(self) -> None:
        """Say 421 and end, now or after the mail that is on its way."""
        self.finishing = True
        if not self.busy:
            self._say_goodbye()

    def abort(self) -> None:
        """Cut the connection without a word."""
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def _say_goodbye(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self._writer.write(b"421 4.3.2 Closing for a moment, try again later\r\n")
            self._end()

    def _end(self) -> None:
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        if self.transport is not None:
            self.transport.close()

    # What the protocol asks

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802
        if self.lmtp:
            await super().smtp_EHLO(arg)
        else:
            await self.push('500 5.5.1 Command "LHLO" not recognized')

    async def smtp_HELO(self, arg: str) -> None:  # noqa: N802
        await (self._not_lmtp("HELO") if self.lmtp else super().smtp_HELO(arg))

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        await (self._not_lmtp("EHLO") if self.lmtp else super().smtp_EHLO(arg))

    async def _not_lmtp(self, command: str) -> None:
        await self.push(f'500 5.5.1 Command "{command}" not recognized')

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self.push("502 5.5.1 No sign-in here")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        self.busy = True
        body = _Body(self.owner.limits.max_size, self.owner.room)
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            if await self._read(body):
                await self._answer(body)
        finally:
            body.free()
            self.busy = False
        if self.finishing:
            self._say_goodbye()

    async def _read(self, body: _Body) -> bool:
        """Read to the final dot. False: the stream was cut, or it went on past all patience."""
        ends_at = self.loop.time() + self.owner.limits.data
        while True:
            block = await self._reader.read(BLOCK)
            if not block:
                return False
            rest = body.feed(block)
            if rest is not None:
                if rest:  # commands sent ahead; read() emptied the reader, so their order is kept
                    self._reader.feed_data(rest)
                return True
            if body.seen > self.owner.limits.drain or self.loop.time() > ends_at:
                self._writer.write((body.refusal or "421 4.4.2 The mail took too long").encode() + b"\r\n")
                self._end()
                return False
            self._reset_timeout()

    async def _answer(self, body: _Body) -> None:
        assert self.envelope is not None
        if body.refusal:
            answers = [body.refusal] * (len(self.envelope.rcpt_tos) if self.lmtp else 1)
        else:
            self._reset_timeout(self.owner.limits.accept)
            raw = body.raw()
            body.buffer = io.BytesIO()
            answers = await self.owner.deliver(self, raw)
            body.free()
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        self._reset_timeout()
        self._writer.write("".join(f"{answer}\r\n" for answer in answers).encode())
        await self._writer.drain()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Split `<path> parameters` (RFC 5321 4.1.2), tolerant of local parts it forbids; the null path is
        "<>".
        """
        if not arg.startswith("<"):
            address, _, rest = arg.partition(" ")
            return (address, rest) if "@" in address else (None, None)
        end = _closing_angle(arg)
        if end < 0:
            return None, None
        path = arg[1:end].strip()
        if path.startswith("@") and ":" in path:  # a source route: ignored, as RFC 5321 appendix C asks
            path = path.partition(":")[2]
        if any(ord(character) < 32 or ord(character) == 127 for character in path):
            return None, None
        return _unquoted(path) or "<>", arg[end + 1 :].strip()


def _unquoted(path: str) -> str:
    """`"a..b."@carrier.example`, as a strict MTA writes `a..b.@carrier.example`, in the form that mails carry."""
    return _NEEDLESSLY_QUOTED.sub(r"\1\2", path)


def _closing_angle(text: str) -> int:
    quoted = escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\" and quoted:
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ">" and not quoted:
            return position
    return -1
