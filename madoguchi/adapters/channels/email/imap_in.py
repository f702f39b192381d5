"""Mail in by IMAP: everything above the last UID, in order, each mail once, however long we were away.

The cursor alone says where to go on; flags that people set mean nothing here. When the server numbers its mails anew
(UIDVALIDITY) the folder is read again from its beginning, and the caller knows by digest what it has already.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from madoguchi.adapters.channels.email.imap_session import (
    MEBIBYTE,
    ImapAccount,
    ImapError,
    ImapSession,
    Listed,
    Patience,
    Reason,
    Start,
    connected,
)

__all__ = [
    "Cursor",
    "FetchedMail",
    "ImapAccount",
    "ImapError",
    "Outcome",
    "Patience",
    "Start",
    "WatchReport",
    "check",
    "fetch",
    "reread",
    "watch",
]

log = logging.getLogger(__name__)
BATCH_MAILS = 100
BATCH_BYTES = 4 * MEBIBYTE
_DAY = timedelta(days=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the reading of a folder stands. The caller keeps it, and gives it back.

    Mails up to `old_until` were there when the reading began (or began again); of those only the ones that arrived at
    `since` or later are wanted, so that "from now on" stays true after the server has numbered its mails anew.
    """

    uidvalidity: int
    last_uid: int
    since: datetime | None = None
    old_until: int = 0


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """A mail from the folder.

    `problem` "oversized": `raw` is the header alone; "unreadable": the server lists the mail but does not give it,
    `raw` is its header or empty.
    """

    raw: bytes
    uid: int
    uidvalidity: int
    size: int
    internal_date: datetime | None
    problem: Literal["", "oversized", "unreadable"] = ""


Answer = Literal["stored", "duplicate"]
Accept = Callable[[FetchedMail], Answer]
Save = Callable[[Cursor], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading brought; `unreadable` of the stored and the duplicates came without their body.

    `warnings`: what could not be done on the server to mails that are safe with us.
    """

    cursor: Cursor
    stored: int = 0
    duplicates: int = 0
    unreadable: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchReport:
    """News of a watched mailbox. `reason` is "" while all is well; `wait` is the seconds until the next try."""

    outcome: Outcome | None = None
    reason: Reason | Literal[""] = ""
    text: str = ""
    permanent: bool = False
    wait: float = 0.0


def check(account: ImapAccount) -> None:
    """Connect, sign in, open the folder. ImapError says what is wrong."""
    with connected(account):
        pass


def fetch(account: ImapAccount, cursor: Cursor | None, accept: Accept, save: Save | None = None) -> Outcome:
    """Read all that is new. `save` is called after each batch of accepted mails, and before an exception leaves.

    `cursor` None is the first reading, which begins at `account.start`. An exception of `accept` ends the
    reading before its mail and is raised; ImapError for the server's faults.
    """
    with connected(account) as session:
        return _read(session, cursor, accept, save or _keep_nothing)


def reread(account: ImapAccount, since: datetime, until: datetime, accept: Accept) -> Outcome:
    """Read again what arrived between two moments. The cursor of the mailbox stays, and nothing is marked or moved."""
    with connected(replace(account, after="leave")) as session:
        last = session.highest_uid()
        criteria = f"SINCE {_day(since - _DAY)} BEFORE {_day(until + 2 * _DAY)}"
        state = _Reading(session, Cursor(session.uidvalidity, 0), accept, _keep_nothing)
        for batch in _batches(session, session.uids(1, last, criteria)):
            state.take([mail for mail in batch if mail.internal_date is None or since <= mail.internal_date <= until])
        return state.outcome()


def watch(
    account: ImapAccount,
    load_cursor: Callable[[], Cursor | None],
    save_cursor: Save,
    accept: Accept,
    stop: threading.Event,
    report: Callable[[WatchReport], None],
) -> None:
    """Read the mailbox until `stop` is set: at once when mail comes where the server has IDLE, else by polling.

    Each time that it wakes, it opens the folder again: a new numbering is noticed then, within 29 minutes at most.
    After a fault it waits, each time longer, and connects again; `report` hears of each reading and each fault. An
    exception of `accept` is such a fault ("store-failed"): the mail stays on the server.
    """
    failures = 0
    while not stop.is_set():
        try:
            with connected(account) as session:
                while not stop.is_set():
                    outcome = _read(session, load_cursor(), accept, save_cursor)
                    failures = 0
                    report(WatchReport(outcome))
                    session.wait_for_mail(stop)
                    if not stop.is_set():
                        session.open_again()
        except ImapError as error:
            failures += 1
            fault = WatchReport(None, error.reason, error.text, error.permanent)
        except Exception as error:  # the store or the caller's own fault: the mail is on the server, try again
            log.exception("mail from %s could not be stored", account.host)
            failures += 1
            fault = WatchReport(None, "store-failed", type(error).__name__)
        else:
            continue
        wait = _wait(account.patience, failures, fault.permanent)
        report(replace(fault, wait=wait))
        stop.wait(wait)


def _wait(patience: Patience, failures: int, permanent: bool) -> float:
    if permanent:
        return patience.longest_wait
    return float(min(patience.first_wait * 2 ** min(failures - 1, 16), patience.longest_wait))


def _read(session: ImapSession, cursor: Cursor | None, accept: Accept, save: Save) -> Outcome:
    last = session.highest_uid()
    if cursor is None:
        cursor = _first_cursor(session, last)
        save(cursor)
    elif cursor.uidvalidity != session.uidvalidity:
        log.warning("the folder was numbered anew, reading it from its beginning")
        cursor = Cursor(session.uidvalidity, 0, cursor.since, last)
        save(cursor)
    state = _Reading(session, cursor, accept, save)
    since = cursor.since
    if since is not None and cursor.last_uid < cursor.old_until:
        old = session.uids(cursor.last_uid + 1, min(cursor.old_until, last), f"SINCE {_day(since - _DAY)}")
        for batch in _batches(session, old):
            state.take([mail for mail in batch if mail.internal_date is None or mail.internal_date >= since])
        state.pass_over(cursor.old_until)
    for batch in _batches(session, session.uids(state.cursor.last_uid + 1, last)):
        state.take(batch)
    return state.outcome()


def _first_cursor(session: ImapSession, last: int) -> Cursor:
    start = session.account.start
    if start == "now":
        return Cursor(session.uidvalidity, last, datetime.now(UTC), last)
    if isinstance(start, datetime):
        return Cursor(session.uidvalidity, 0, start, last)
    return Cursor(session.uidvalidity, 0)


def _batches(session: ImapSession, windows: Iterator[list[int]]) -> Iterator[list[Listed]]:
    """Mails in ascending order, so many at a time that their bodies fit into BATCH_BYTES (or it is one mail)."""
    for window in windows:
        for begin in range(0, len(window), BATCH_MAILS):
            batch: list[Listed] = []
            size = 0
            for mail in session.listed(window[begin : begin + BATCH_MAILS]):
                if batch and size + mail.size > BATCH_BYTES:
                    yield batch
                    batch, size = [], 0
                batch.append(mail)
                size += mail.size if mail.size <= session.account.max_size else 0
            if batch:
                yield batch


class _Reading:
    """One pass over a folder: what was accepted, and how far the cursor has come."""

    def __init__(self, session: ImapSession, cursor: Cursor, accept: Accept, save: Save) -> None:
        self.session = session
        self.cursor = cursor
        self.accept = accept
        self.save = save
        self.stored = self.duplicates = self.unreadable = 0
        self.warnings: list[str] = []

    def take(self, batch: list[Listed]) -> None:
        """Fetch and hand over; the cursor is saved for what was accepted even where an exception ends it."""
        before, accepted = self.cursor, list[int]()
        try:
            for mail in self._fetched(batch):
                answer = self.accept(mail)
                self.stored += answer == "stored"
                self.duplicates += answer == "duplicate"
                self.unreadable += bool(mail.problem)
                self.cursor = replace(self.cursor, last_uid=mail.uid)
                if not mail.problem:
                    accepted.append(mail.uid)
        finally:
            if self.cursor != before:
                self.save(self.cursor)
        if accepted:
            self._settle(accepted)

    def pass_over(self, uid: int) -> None:
        """Move the cursor past mails that are not wanted."""
        if uid > self.cursor.last_uid:
            self.cursor = replace(self.cursor, last_uid=uid)
            self.save(self.cursor)

    def outcome(self) -> Outcome:
        return Outcome(self.cursor, self.stored, self.duplicates, self.unreadable, tuple(self.warnings))

    def _fetched(self, batch: list[Listed]) -> Iterator[FetchedMail]:
        limit = self.session.account.max_size
        small = [mail.uid for mail in batch if mail.size <= limit]
        try:
            bodies = self.session.bodies(small, limit)
        except ImapError as error:
            if error.reason != "protocol":
                raise
            bodies = {}  # one bad mail spoils the batch on some servers: each is asked for alone below
        for mail in batch:
            if mail.size > limit:
                yield self._mail(mail, self.session.header(mail.uid), "oversized")
            elif (whole := self._whole(mail, bodies.pop(mail.uid, None))) is not None:
                yield whole

    def _whole(self, mail: Listed, raw: bytes | None) -> FetchedMail | None:
        """The mail, asked for alone if need be; None if it was deleted meanwhile."""
        limit = self.session.account.max_size
        try:
            if raw is None:
                raw = self.session.bodies([mail.uid], limit).get(mail.uid)
            if raw is not None and len(raw) <= limit:
                return self._mail(mail, raw, "")
            if raw is None and not self.session.listed([mail.uid]):
                return None
            head = self.session.header(mail.uid)
        except ImapError as error:
            if error.reason != "protocol":
                raise
            return self._mail(mail, b"", "unreadable")
        return self._mail(mail, head, "unreadable" if raw is None else "oversized")

    def _mail(self, mail: Listed, raw: bytes, problem: Literal["", "oversized", "unreadable"]) -> FetchedMail:
        return FetchedMail(raw, mail.uid, self.session.uidvalidity, mail.size, mail.internal_date, problem)

    def _settle(self, uids: list[int]) -> None:
        account = self.session.account
        try:
            if account.after == "seen":
                self.session.mark_seen(uids)
            elif account.after == "move":
                self.session.move(uids, account.move_to)
        except ImapError as error:
            if error.reason != "protocol":
                raise
            self.warnings.append(error.text)


def _day(moment: datetime) -> str:
    """A date as SEARCH wants it: 1-Nov-2026."""
    day = moment.astimezone(UTC)
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def _keep_nothing(cursor: Cursor) -> None:
    """For readings whose place nobody needs to know."""
