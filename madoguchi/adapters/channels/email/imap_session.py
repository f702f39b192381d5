"""One connection to a mailbox by IMAP (RFC 3501, IDLE of RFC 2177, MOVE of RFC 6851), with every fault named.

imap-tools connects, signs in and writes folder names. What it does on top is left out with reason: its `flag` and
`delete` expunge what others marked, its IDLE misses what came in the packet before, and its `fetch` parses mails.
"""

from __future__ import annotations

import imaplib
import re
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from madoguchi.base.errors import DeliveryError

Reason = Literal["auth-failed", "folder-missing", "tls", "unreachable", "protocol", "store-failed"]
Start = Literal["now", "all"] | datetime
MEBIBYTE = 1 << 20
HEADER_LIMIT = MEBIBYTE
WINDOW = 10_000  # UIDs asked for in one search
LARGEST_UID = (1 << 32) - 1
STOP_IS_SEEN_WITHIN = 0.5  # seconds
IDLE_LIMIT = 29 * 60.0  # RFC 2177
_BUSY = re.compile(rb"\[(?:UNAVAILABLE|INUSE|LIMIT)\]|too many|try again|temporar", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')


class ImapError(DeliveryError):
    """The mailbox cannot be read. `reason` is for programs; `permanent`: only a person can help."""

    def __init__(self, reason: Reason, text: str, *, permanent: bool = False) -> None:
        super().__init__(text[:500], permanent=permanent)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. `idle` is how long one IDLE lasts, and with it the poll behind it: 29 minutes at most."""

    idle: float = 300.0
    poll: float = 60.0
    first_wait: float = 5.0
    longest_wait: float = 600.0


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """A mailbox to read. `access_token` gives a fresh token and signs in by XOAUTH2 instead of the password.

    `after` is what happens on the server to a mail that was accepted; `start` is where the first reading begins;
    a mail above `max_size` bytes is reported by its header alone. `timeout` in seconds, for every answer.
    """

    host: str
    username: str
    password: str = field(default="", repr=False)
    port: int = 993
    security: Literal["ssl", "starttls", "plain"] = "ssl"
    access_token: Callable[[], str] | None = field(default=None, repr=False)
    folder: str = "INBOX"
    after: Literal["leave", "seen", "move"] = "leave"
    move_to: str = ""
    start: Start = "now"
    max_size: int = 30 * MEBIBYTE
    timeout: float = 60.0
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail as the server lists it; `size` in bytes as the server claims."""

    uid: int
    size: int
    internal_date: datetime | None


class ImapSession:
    """A signed-in connection with its folder open. Every method raises ImapError and nothing else."""

    def __init__(self, mailbox: BaseMailBox, account: ImapAccount) -> None:
        self._mailbox = mailbox
        self._client: Any = mailbox.client  # imaplib's inner names are not in its stubs
        self.account = account
        self.uidvalidity = self._number("UIDVALIDITY")
        self._count = -1

    def open_again(self) -> None:
        """Open the folder anew: only so is a new numbering heard of (RFC 3501, 2.3.1.1). "unreachable" where it fails:
        a server may be at odds with itself over what it has open, a new connection tells whether it is gone."""
        try:
            _open_folder(self._mailbox, self.account)
        except ImapError as error:
            raise ImapError("unreachable", error.text) from error
        self.uidvalidity = self._number("UIDVALIDITY")
        self._count = -1

    def highest_uid(self) -> int:
        """The UID of the newest mail, 0 for an empty folder."""
        self._has_news()  # what it tells is in the answer to come
        return max(self._search("UID *", empty_is_error=True), default=0)

    def uids(self, first: int, last: int, criteria: str = "") -> Iterator[list[int]]:
        """UIDs in ascending order, a window at a time; the window grows where there is nothing."""
        width = WINDOW
        while first <= last:
            end = min(first + width - 1, last)
            found = [uid for uid in self._search(f"UID {first}:{end} {criteria}".strip()) if first <= uid <= end]
            if found:
                yield sorted(found)
            width = WINDOW if found else min(width * 4, LARGEST_UID)
            first = end + 1

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Size and date of each mail that is still there, in ascending order."""
        rows: dict[int, Listed] = {}
        for head, _ in self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)"):
            uid, size, date = _UID.search(head), _SIZE.search(head), _DATE.search(head)
            if uid and size:
                rows[int(uid[1])] = Listed(int(uid[1]), int(size[1]), _internal_date(date[1] if date else b""))
        return [rows[uid] for uid in sorted(set(uids)) if uid in rows]

    def bodies(self, uids: Sequence[int], limit: int) -> dict[int, bytes]:
        """The whole mails by UID, each cut at `limit` + 1 bytes, whatever size the server claimed."""
        return self._sections(uids, f"BODY.PEEK[]<0.{limit + 1}>")

    def header(self, uid: int) -> bytes:
        """The header of one mail, at most a mebibyte; empty where the server has none."""
        return self._sections([uid], f"BODY.PEEK[HEADER]<0.{HEADER_LIMIT}>").get(uid, b"")

    def mark_seen(self, uids: Sequence[int]) -> None:
        with _translated("the mails cannot be marked"):
            _expect_ok(self._client.uid("STORE", uid_set(uids), "+FLAGS.SILENT", r"(\Seen)"))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move the mails; without MOVE, copy, mark as deleted, and expunge these alone where the server can."""
        ids, to = uid_set(uids), encode_folder(folder)
        with _translated("the mails cannot be moved"):
            if "MOVE" in self._client.capabilities:
                _expect_ok(self._client.uid("MOVE", ids, to))
                return
            _expect_ok(self._client.uid("COPY", ids, to))
            _expect_ok(self._client.uid("STORE", ids, "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in self._client.capabilities:
                _expect_ok(self._client.uid("EXPUNGE", ids))

    def wait_for_mail(self, stop: threading.Event) -> None:
        """Return when mail has come, when the patience is over, or when `stop` is set."""
        patience = self.account.patience
        with _translated("the connection was lost while waiting"):
            if "IDLE" in self._client.capabilities:
                self._idle(min(patience.idle, IDLE_LIMIT), stop)
            elif not stop.wait(patience.poll):
                _expect_ok(self._client.noop())

    def _idle(self, seconds: float, stop: threading.Event) -> None:
        tag = self._client._command("IDLE")  # noqa: SLF001 - imaplib has no IDLE before Python 3.14
        while self._client._get_response() is not None:  # noqa: SLF001 - what comes before the "+"
            if self._client.tagged_commands[tag] is not None:
                raise ImapError("protocol", "the server refuses IDLE")
        ends_at = time.monotonic() + seconds
        news = self._has_news()
        while not news and not stop.is_set() and (left := ends_at - time.monotonic()) > 0:
            if self._readable(min(left, STOP_IS_SEEN_WITHIN)):
                self._client._get_response()  # noqa: SLF001
                if "BYE" in self._client.untagged_responses:
                    raise ImapError("unreachable", "the server ended the connection")
                news = self._has_news()
        self._client.send(b"DONE\r\n")
        self._mailbox.consume_until_tagged_response(tag)

    def _has_news(self) -> bool:
        """Whether the server has counted otherwise than before; some repeat the same count all the time."""
        gone = self._client.response("EXPUNGE")[1] or []
        self._count -= sum(one is not None for one in gone)
        counts = [int(count) for count in self._client.response("EXISTS")[1] or [] if count is not None]
        before, self._count = self._count, counts[-1] if counts else self._count
        return self._count != before

    def _readable(self, seconds: float) -> bool:
        """Whether a line has begun: in Python's buffer, in TLS's, or on the wire."""
        sock: socket.socket = self._client.sock
        if self._peek():
            return True
        poller = select.poll()
        poller.register(sock.fileno(), select.POLLIN)
        if not poller.poll(seconds * 1000):
            return False
        begun = self._peek()
        if begun is None:  # a TLS record without data in it, or half of one
            return False
        if not begun:
            raise ImapError("unreachable", "the server closed the connection")
        return True

    def _peek(self) -> bytes | None:
        sock: socket.socket = self._client.sock
        patience = sock.gettimeout()
        sock.settimeout(0)
        try:
            return bytes(self._client.file.peek(1))
        except ssl.SSLWantReadError:
            return None
        finally:
            sock.settimeout(patience)

    def _number(self, code: str) -> int:
        found = self._client.response(code)[1]
        if not found or found[-1] is None:
            raise ImapError("protocol", f"the server does not say its {code}")
        return int(found[-1])

    def _search(self, criteria: str, *, empty_is_error: bool = False) -> list[int]:
        with _translated("the folder cannot be searched"):
            try:
                found = _expect_ok(self._client.uid("SEARCH", criteria))
            except imaplib.IMAP4.abort:
                raise
            except (imaplib.IMAP4.error, ImapToolsError):
                if empty_is_error and not self._has_mail():  # "*" is no number in an empty folder, says RFC 3501
                    return []
                raise
        return [int(uid) for line in found if line for uid in line.split()]

    def _has_mail(self) -> bool:
        _expect_ok(self._client.noop())
        self._has_news()
        if self._count < 0:
            self._count = self._mailbox.folder.status(self.account.folder, ["MESSAGES"])["MESSAGES"]
        return self._count > 0

    def _sections(self, uids: Sequence[int], section: str) -> dict[int, bytes]:
        found = {}
        for head, literal in self._fetch(uids, f"(UID {section})"):
            uid = _UID.search(head)
            if uid and b"BODY[" in head.upper():
                found[int(uid[1])] = literal
        return found

    def _fetch(self, uids: Sequence[int], items: str) -> list[tuple[bytes, bytes]]:
        if not uids:
            return []
        with _translated("the mails cannot be fetched"):
            return list(_rows(_expect_ok(self._client.uid("FETCH", uid_set(uids), items))))


@contextmanager
def connected(account: ImapAccount) -> Iterator[ImapSession]:
    """A session with the folder open, read-only unless mails are to be marked or moved."""
    with _translated(f"{account.host}:{account.port} cannot be reached"):
        mailbox = _open(account)
    try:
        _sign_in(mailbox, account)
        _open_folder(mailbox, account)
        yield ImapSession(mailbox, account)
    finally:
        _leave(mailbox)


def _open(account: ImapAccount) -> BaseMailBox:
    context = account.tls_context or ssl.create_default_context()
    if account.security == "ssl":
        return MailBox(account.host, account.port, account.timeout, ssl_context=context)
    if account.security == "starttls":
        try:
            return MailBoxStartTls(account.host, account.port, account.timeout, ssl_context=context)
        except imaplib.IMAP4.error as error:
            if "TLS not supported" in str(error):
                raise ImapError("tls", "the server has no STARTTLS", permanent=True) from error
            raise
    return MailBoxUnencrypted(account.host, account.port, account.timeout)


def _open_folder(mailbox: BaseMailBox, account: ImapAccount) -> None:
    try:
        with _translated(f"{account.host}:{account.port} cannot be reached"):
            mailbox.folder.set(account.folder, readonly=account.after == "leave")
    except ImapError as error:
        passing = error.reason == "unreachable" or "[SERVERBUG]" in error.text
        if isinstance(error.__cause__, MailboxFolderSelectError) and not passing:
            raise ImapError("folder-missing", error.text, permanent=True) from error
        raise


def _sign_in(mailbox: BaseMailBox, account: ImapAccount) -> None:
    secret = account.password
    if account.access_token is not None:
        try:
            secret = account.access_token()
        except DeliveryError as error:
            raise ImapError("auth-failed", error.text, permanent=error.permanent) from error
    if any(ord(character) < 32 for character in account.username + secret):
        raise ImapError("auth-failed", "a control character in user or password", permanent=True)
    try:
        if account.access_token is not None:
            mailbox.xoauth2(account.username, secret, initial_folder=None)
        elif (account.username + secret).isascii():
            mailbox.login(account.username, secret, initial_folder=None)
        else:
            mailbox.login_utf8(account.username, secret, initial_folder=None)
    except imaplib.IMAP4.abort as error:
        raise ImapError("unreachable", str(error)) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        said = _said(error)
        busy = bool(_BUSY.search(said))
        raise ImapError("unreachable" if busy else "auth-failed", _text(said), permanent=not busy) from error
    except OSError as error:
        raise ImapError("unreachable", str(error) or "no answer in time") from error


def _leave(mailbox: BaseMailBox) -> None:
    with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):  # a goodbye that fails changes nothing
        mailbox.logout()
    with suppress(OSError):
        mailbox.client.shutdown()


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise ImapError("tls", f"{what}: {error.reason or error}") from error
    except OSError as error:
        raise ImapError("unreachable", f"{what}: {error or 'no answer in time'}") from error
    except imaplib.IMAP4.abort as error:
        raise ImapError("unreachable", f"{what}: {error}") from error
    except (imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        said = _said(error)
        reason: Reason = "unreachable" if b"* BYE" in said or _BUSY.search(said) else "protocol"
        raise ImapError(reason, f"{what}: {_text(said)}") from error


def _said(error: Exception) -> bytes:
    """What the server said, without imaplib's wrapping."""
    if isinstance(error, UnexpectedCommandStatusError):
        return b" ".join(part for part in error.command_result[1] if isinstance(part, bytes))
    first = error.args[0] if error.args else ""
    return first if isinstance(first, bytes) else str(first).encode()


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace")


def _expect_ok(result: tuple[str, list[Any]]) -> list[Any]:
    if result[0] != "OK":
        raise imaplib.IMAP4.error(_text(b" ".join(part for part in result[1] if isinstance(part, bytes))))
    return result[1]


def _rows(response: Iterable[Any]) -> Iterator[tuple[bytes, bytes]]:
    """imaplib's answer to FETCH as (what stands around the literal, the literal); attributes may follow the literal."""
    head, literal, is_open = b"", b"", False
    for item in response:
        if isinstance(item, tuple):
            if is_open:
                yield head, literal
            head, literal, is_open = item[0], item[1], True
        elif isinstance(item, bytes) and is_open:
            yield head + b" " + item, literal
            is_open = False
        elif isinstance(item, bytes):
            yield item, b""
    if is_open:
        yield head, literal


def uid_set(uids: Iterable[int]) -> str:
    """UIDs as a sequence set, runs written short: 1:3,7."""
    runs: list[tuple[int, int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], uid)
        else:
            runs.append((uid, uid))
    return ",".join(f"{first}:{last}" if first != last else f"{first}" for first, last in runs)


def _internal_date(text: bytes) -> datetime | None:
    try:
        return parsedate_to_datetime(text.decode("ascii").strip().replace("-", " ", 2))
    except (ValueError, UnicodeDecodeError):
        return None
