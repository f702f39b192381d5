"""Mail out by SMTP (RFC 5321): one mail to one server, an outcome for each recipient.

Nothing is raised for what a server or a network does: the outcome says it. "failed" is final, "deferred" may
be tried again. After a cut or a silence that follows the final dot the mail may have arrived: deferred, and
`uncertain` is set; sent again it carries the same Message-ID.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

Security = Literal["none", "starttls", "ssl"]
State = Literal["sent", "deferred", "failed"]
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")
_TEXT_LIMIT = 500


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail goes out. `timeout` for each answer and `total_timeout` for the whole mail, in seconds.

    `access_token` signs in by XOAUTH2 instead of the password. `tls_context` replaces the default, which
    checks certificate and name.
    """

    host: str
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password: str = ""
    access_token: str = ""
    timeout: float = 60.0
    total_timeout: float = 600.0
    helo: str = ""
    tls_context: ssl.SSLContext | None = None

    def __repr__(self) -> str:  # the password must not reach a log
        return f"SmtpServer({self.host!r}, {self.port}, {self.security!r})"


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What became of one recipient. `code`: the server's reply or 0; `enhanced`: RFC 3463 or ""; `kept`: sent, but no
    further than the local outbox."""

    address: str
    state: State
    code: int = 0
    enhanced: str = ""
    text: str = ""
    uncertain: bool = False
    kept: bool = False


class _Stopped(Exception):
    """The server's answer ends the mail for every recipient that has no outcome yet."""

    def __init__(self, state: State, code: int, reply: bytes | str, *, uncertain: bool = False) -> None:
        super().__init__(code)
        self.state = state
        self.code = code
        self.reply = reply
        self.uncertain = uncertain


def send(server: SmtpServer, mail_from: str, recipients: Sequence[str], mime: bytes) -> tuple[RecipientResult, ...]:
    """Hand the mail over; one result for each recipient, in that order. `mail_from` "" is the null sender."""
    done: dict[str, RecipientResult] = {}
    rest = list(dict.fromkeys(recipients))
    stopped: _Stopped | None = None
    try:
        with _connected(server) as client:
            _hand_over(client, mail_from, rest, mime, done)
    except _Stopped as error:
        stopped = error
    except (OSError, smtplib.SMTPException) as error:
        stopped = _from_exception(error)
    if stopped is not None:
        for address in rest:
            done.setdefault(address, _result(address, stopped))
    return tuple(done[address] for address in recipients)


@contextlib.contextmanager
def _connected(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    client = _client(server)
    client.timeout = server.timeout
    watch = threading.Timer(server.total_timeout, _cut, (client,))
    watch.daemon = True
    watch.start()
    try:
        code, reply = client.connect(server.host, server.port)
        if code != 220:  # a 5xx here is about the server, not about the mail (RFC 5321 3.1)
            raise _Stopped("deferred", code, reply)
        client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            client.starttls(context=server.tls_context or ssl.create_default_context())
            client.ehlo_or_helo_if_needed()
        if server.access_token:
            client.auth("XOAUTH2", partial(_bearer, server))
        elif server.username:
            client.login(server.username, server.password)
        yield client
        with contextlib.suppress(OSError, smtplib.SMTPException):  # the mail is through; a rude goodbye changes nothing
            client.quit()
    finally:
        watch.cancel()
        client.close()


def _bearer(server: SmtpServer, challenge: bytes | None = None) -> str:
    """The first answer is the token; a challenge after it is the reason of a refusal, answered by nothing."""
    return "" if challenge else f"user={server.username}\1auth=Bearer {server.access_token}\1\1"


def _client(server: SmtpServer) -> smtplib.SMTP:
    if server.security != "ssl":
        client = smtplib.SMTP(local_hostname=server.helo or None)
    else:
        context = server.tls_context or ssl.create_default_context()
        client = smtplib.SMTP_SSL(local_hostname=server.helo or None, context=context)
    client._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 - the name that TLS checks, set only by a constructor that connects
    return client


def _cut(client: smtplib.SMTP) -> None:
    """End a conversation with a server that answers a byte at a time, which no socket time-out notices."""
    if client.sock is not None:
        with contextlib.suppress(OSError):
            client.sock.shutdown(socket.SHUT_RDWR)


def _hand_over(
    client: smtplib.SMTP, mail_from: str, recipients: list[str], mime: bytes, done: dict[str, RecipientResult]
) -> None:
    wire = {}
    for address in recipients:
        if _is_sound(address):
            wire[address] = _wire(address)
        else:
            done[address] = RecipientResult(address, "failed", 553, "5.1.3", "Not an address")
    if not _is_sound(mail_from):
        raise _Stopped("failed", 553, "5.1.7 The sender is not an address")
    utf8 = not all(address.isascii() for address in (_wire(mail_from), *wire.values()))
    if utf8 and not client.has_extn("smtputf8"):
        utf8 = False
        text = "The server cannot carry an address with these letters (no SMTPUTF8)"
        for address in [a for a in wire if not wire[a].isascii() or not _wire(mail_from).isascii()]:
            done[address] = RecipientResult(address, "failed", 553, "5.6.7", text)
            del wire[address]
    if wire:
        _announce(client, _wire(mail_from), mime, utf8)
        _transmit(client, wire, mime, done)


def _announce(client: smtplib.SMTP, mail_from: str, mime: bytes, utf8: bool) -> None:
    limit = client.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < len(mime):
        raise _Stopped("failed", 552, f"5.3.4 The server takes {limit} bytes, the mail has {len(mime)}")
    options = [f"size={len(mime)}"] if client.has_extn("size") else []
    if not mime.isascii() and client.has_extn("8bitmime"):
        options.append("body=8bitmime")
    if utf8:
        options.append("smtputf8")
        client.command_encoding = "utf-8"
    code, reply = client.mail(mail_from, options)
    if code != 250:
        raise _Stopped(_state(code), code, reply)


def _transmit(client: smtplib.SMTP, wire: dict[str, str], mime: bytes, done: dict[str, RecipientResult]) -> None:
    accepted = []
    for address, as_sent in wire.items():
        code, reply = client.rcpt(as_sent)
        if code == 421:  # the server leaves
            raise _Stopped("deferred", code, reply)
        if code in (250, 251):
            accepted.append(address)
        else:
            done[address] = _result(address, _Stopped(_state(code), code, reply))
    if accepted:
        code, reply = _data(client, mime)
        for address in accepted:
            done[address] = _result(address, _Stopped(_state(code), code, reply))


def _data(client: smtplib.SMTP, mime: bytes) -> tuple[int, bytes]:
    client.putcmd("data")
    code, reply = client.getreply()
    if code != 354:
        return (code, reply) if code >= 400 else (451, reply)
    client.send(_dotted(mime))
    try:
        return client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise _Stopped("deferred", 0, f"4.4.2 No answer after the mail was sent: {error}", uncertain=True) from error


def _dotted(mime: bytes) -> bytes:
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", mime)  # no bare CR or LF: RFC 5321 2.3.8, and nothing to smuggle
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _is_sound(address: str) -> bool:
    """No space, angle or control character: nothing that could end the command early."""
    return not any(ord(character) < 33 or ord(character) == 127 or character in "<>" for character in address)


def _wire(address: str) -> str:
    """The address as it travels: a domain of other letters in punycode where the local part is ASCII."""
    local, at, domain = address.rpartition("@")
    if domain.isascii() or not local.isascii():
        return address
    try:
        return local + at + domain.encode("idna").decode()
    except UnicodeError:
        return address


def _state(code: int) -> State:
    if 200 <= code < 300:
        return "sent"
    return "failed" if 500 <= code < 600 else "deferred"


def _result(address: str, end: _Stopped) -> RecipientResult:
    text = end.reply.decode("utf-8", "replace") if isinstance(end.reply, bytes) else end.reply
    found = _ENHANCED.match(text)
    enhanced = found.group(1) if found else ""
    text = text[found.end() :] if found else text
    return RecipientResult(address, end.state, end.code, enhanced, text.strip()[:_TEXT_LIMIT], end.uncertain)


def _from_exception(error: Exception) -> _Stopped:
    """What went wrong around the mail: trying again loses nothing, so deferred, never failed."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _Stopped("deferred", error.smtp_code, _as_text(error.smtp_error, "4.7.0 Sign-in refused"))
    if isinstance(error, smtplib.SMTPResponseException):
        return _Stopped("deferred", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _Stopped("deferred", 0, f"4.7.0 {error}")
    if isinstance(error, ssl.SSLError):
        return _Stopped("deferred", 0, f"4.7.5 TLS failed: {error.reason or error}")
    if isinstance(error, TimeoutError):
        return _Stopped("deferred", 0, "4.4.1 No answer in time")
    return _Stopped("deferred", 0, f"4.4.1 {error or type(error).__name__}")


def _as_text(reply: bytes | str, otherwise: str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return text or otherwise
