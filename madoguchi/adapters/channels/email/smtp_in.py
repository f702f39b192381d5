"""Mail in by SMTP (RFC 5321) and LMTP (RFC 2033): a listener that says 250 only after `accept` has returned.

`accept` and `known` are plain synchronous functions; they run in a bounded pool of threads. The listener
keeps nothing: a mail that is cut before its final dot, or whose `accept` raised, is still with the sender.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from madoguchi.adapters.channels.email.smtp_session import Limits, MailSession, Room
from madoguchi.base.metrics import MAIL_IN, RECIPIENTS_IN

__all__ = ["Envelope", "Limits", "Listener", "ListenerThread", "TooLarge", "Unavailable", "Unknown"]

log = logging.getLogger(__name__)
RESULTS = {"2": "taken", "4": "deferred", "5": "refused"}


class Unavailable(Exception):
    """Raised by `accept`: the mail cannot be stored now. The sender is told to try again (451 4.3.0)."""


class TooLarge(Exception):
    """Raised by `accept`: the mail will never be taken at this size (552 5.3.4)."""


class Unknown(Exception):
    """Raised by `accept`: no such recipient after all, its inbox was deleted meanwhile (550 5.1.1)."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail as it was handed over. `mail_from` is "" for the null sender; `peer` is an IP address."""

    raw: bytes
    mail_from: str
    rcpt_tos: tuple[str, ...]
    peer: str
    helo: str
    tls: bool
    trusted: bool
    received_at: datetime


Accept = Callable[[Envelope], None]
Known = Callable[[str], bool | None]


@dataclass(slots=True)
class Listener:
    """Accepts mail on one address. `port=0` takes a free one, read it from `port` after `start()`.

    `known(address)`: True takes the recipient, False refuses it (550 5.1.1), None defers it (450 4.2.0), an
    exception gives 451.
    `accept(envelope)`: returns once the mail is committed. Over LMTP it is called once for each recipient.
    """

    accept: Accept
    known: Known
    host: str = "127.0.0.1"
    port: int = 2525
    lmtp: bool = False
    trusted_networks: Sequence[str] = ()
    hostname: str = "localhost"
    tls: ssl.SSLContext | None = None
    require_tls: bool = False
    limits: Limits = field(default_factory=Limits)
    room: Room = field(init=False)
    _networks: list[Any] = field(init=False)
    _sessions: set[MailSession] = field(init=False, default_factory=set)
    _per_peer: Counter[str] = field(init=False, default_factory=Counter)
    _server: asyncio.Server | None = field(init=False, default=None)
    _threads: ThreadPoolExecutor | None = field(init=False, default=None)
    _empty: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.room = Room(self.limits.held)
        self._networks = [ipaddress.ip_network(network) for network in self.trusted_networks]

    async def start(self) -> None:
        """Open the port. OSError if it is taken."""
        loop = asyncio.get_running_loop()
        handler = _Conversation(self)
        self._threads = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="mail-in")
        self._server = await loop.create_server(
            partial(self._session, handler, loop), self.host, self.port, backlog=512
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self, grace: float = 30.0) -> None:
        """Take no new connection, let mails on their way end, say 421 to the others; cut after `grace`
        seconds.
        """
        if self._server is None or self._threads is None:
            return
        self._server.close()
        self._empty.clear()
        for session in list(self._sessions):
            session.finish()
        if self._sessions:
            try:
                await asyncio.wait_for(self._empty.wait(), grace)
            except TimeoutError:
                for session in list(self._sessions):
                    session.abort()
        self._server = None
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _session(self, handler: _Conversation, loop: asyncio.AbstractEventLoop) -> MailSession:
        return MailSession(
            self,
            handler,
            lmtp=self.lmtp,
            data_size_limit=self.limits.max_size,
            enable_SMTPUTF8=True,
            hostname=self.hostname,
            ident="Madoguchi",
            tls_context=self.tls,
            require_starttls=self.require_tls,
            timeout=self.limits.idle,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=loop,
        )

    # What a session reports and asks

    def opened(self, session: MailSession) -> str:
        """Count the connection; the text of a refusal, or "" to go on."""
        peer = peer_of(session)
        self._sessions.add(session)
        self._per_peer[peer] += 1
        if self._server is None:
            return "421 4.3.2 Closing for a moment, try again later"
        if len(self._sessions) > self.limits.connections:
            return "421 4.7.0 Too many connections, try again later"
        if self._per_peer[peer] > self.limits.per_peer and not self.is_trusted(peer):
            return "421 4.7.0 Too many connections from your address, try again later"
        return ""

    def closed(self, session: MailSession) -> None:
        if session not in self._sessions:
            return
        self._sessions.discard(session)
        peer = peer_of(session)
        self._per_peer[peer] -= 1
        if not self._per_peer[peer]:
            del self._per_peer[peer]
        if not self._sessions:
            self._empty.set()

    def is_trusted(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    @property
    def way(self) -> str:
        """What the figures call it."""
        return "lmtp" if self.lmtp else "smtp"

    async def is_known(self, address: str) -> bool | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.known, address)

    async def deliver(self, session: MailSession, raw: bytes) -> list[str]:
        """Store the mail; the answers, one for SMTP, one for each recipient for LMTP."""
        assert session.envelope is not None
        assert session.session is not None
        sender = session.envelope.mail_from
        peer = peer_of(session)
        whole = Envelope(
            raw=raw,
            mail_from="" if sender in (None, "<>") else sender,
            rcpt_tos=tuple(session.envelope.rcpt_tos),
            peer=peer,
            helo=session.session.host_name or "",
            tls=session.session.ssl is not None,
            trusted=self.is_trusted(peer),
            received_at=datetime.now(UTC),
        )
        if not self.lmtp:
            return [self._counted(await self._accept(whole))]
        return [self._counted(await self._accept(replace(whole, rcpt_tos=(rcpt,)))) for rcpt in whole.rcpt_tos]

    def _counted(self, answer: str) -> str:
        MAIL_IN.labels(self.way, RESULTS[answer[0]]).inc()
        return answer

    async def _accept(self, envelope: Envelope) -> str:
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, self.accept, envelope)
        except TooLarge:
            return "552 5.3.4 The mail is larger than this server takes"
        except Unknown:
            return "550 5.1.1 No such mailbox here"
        except Unavailable as error:
            log.warning("mail deferred: %s", error)
            return "451 4.3.0 Cannot store the mail now, try again later"
        except Exception:  # whatever broke, the mail stays with the sender, who tries again
            log.exception("mail deferred: the store failed")
            return "451 4.3.0 Cannot store the mail now, try again later"
        return "250 2.0.0 OK"


class _Conversation:
    """The hooks that aiosmtpd calls by name."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    async def handle_EHLO(  # noqa: N802 - the names of aiosmtpd
        self, server: MailSession, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offered = [line for line in responses[:-1] if not line.startswith("250-AUTH")]
        return ["\r\n".join([*offered, "250-PIPELINING", "250 HELP"])]  # one write, not seven

    async def handle_RCPT(  # noqa: N802
        self, server: MailSession, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = await self._answer_to(envelope, address)
        RECIPIENTS_IN.labels(self.listener.way, RESULTS[answer[0]]).inc()
        return answer

    async def _answer_to(self, envelope: Any, address: str) -> str:
        if len(envelope.rcpt_tos) >= self.listener.limits.recipients:
            return "452 4.5.3 Too many recipients"
        try:
            known = await self.listener.is_known(address)
        except Exception:  # the recipient cannot be looked up: the sender keeps the mail
            log.exception("recipient deferred: the look-up failed")
            return "451 4.3.0 Cannot look up the mailbox now, try again later"
        if known is None:
            return "450 4.2.0 The mailbox takes no mail now, try again later"
        if not known:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail session failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, try again later"


def peer_of(session: MailSession) -> str:
    """The address of the other side, without port and zone; IPv4 in IPv6 written as IPv4."""
    assert session.session is not None
    peer: object = session.session.peer
    text = str(peer[0]).partition("%")[0] if isinstance(peer, tuple) and peer else ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(getattr(address, "ipv4_mapped", None) or address)


class ListenerThread:
    """A listener in an event loop of its own, for callers without one. `start()` returns once the port is
    open.
    """

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-in-loop", daemon=True)

    def start(self) -> ListenerThread:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.listener.start(), self._loop).result()
        return self

    def stop(self, grace: float = 30.0) -> None:
        asyncio.run_coroutine_threadsafe(self.listener.close(grace), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> ListenerThread:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
