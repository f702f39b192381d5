"""The mailboxes that are fetched by IMAP: one thread each, in one worker of all at a time.

Which worker reads a mailbox is decided by an advisory lock that its connection holds; when the worker dies,
the lock goes with it and another worker takes the mailbox up where the cursor stands.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, InterfaceError, connection

from madoguchi.adapters.channels.email.imap_in import Answer, Cursor, FetchedMail, ImapAccount, WatchReport, watch
from madoguchi.base.clock import now
from madoguchi.base.jobs import database_at_hand
from madoguchi.base.metrics import MAIL_IN
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.config.mail_account import account_of
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.events import ChannelFailed, ChannelRecovered
from madoguchi.core.inboxes.models import ChannelCursor, Inbox, RawIntake
from madoguchi.core.people.actor import system
from madoguchi.core.workspaces.models import Directory

log = structlog.get_logger(__name__)

LOOK_EVERY = 5.0  # seconds until a new or changed mailbox is noticed
LOCKS = 0x4D42  # the first half of our advisory locks
IMAP = "imap"
CLOCKS_DIFFER = timedelta(hours=1)  # at most, between a mail server and us


@dataclass(slots=True)
class Watched:
    """One mailbox being read, as its settings were when the reading began."""

    address: Address
    settings: dict[str, object]
    secrets: str
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @property
    def is_read(self) -> bool:
        """Whether its thread still runs; one that met what nobody foresaw is begun again."""
        return self.thread is not None and self.thread.is_alive()

    def is_like(self, inbox: Inbox) -> bool:
        return self.settings == inbox.settings and self.secrets == inbox.secrets


class Mailboxes(threading.Thread):
    """Keeps a watching thread for every mailbox whose lock this process holds."""

    def __init__(self) -> None:
        super().__init__(name="mailboxes", daemon=True)
        self.ending = threading.Event()
        self.watched: dict[int, Watched] = {}

    def run(self) -> None:
        while not self.ending.is_set():
            try:
                with database_at_hand():
                    self._look()
            except (DatabaseError, InterfaceError) as error:
                log.warning("database away", error=type(error).__name__)
                self._drop_all()  # the locks went with the connection
            self.ending.wait(LOOK_EVERY)
        self._drop_all()
        connection.close()

    def end(self) -> None:
        self.ending.set()

    def _look(self) -> None:
        wanted = {address.inbox_id: address for address in polled()}
        for inbox_id in self.watched.keys() - wanted.keys():
            self._drop(inbox_id)
        for inbox_id, address in wanted.items():
            with tenant(address.workspace_id):
                inbox = Inbox.objects.filter(id=inbox_id, disabled_at__isnull=True).first()
            known = self.watched.get(inbox_id)
            if known is not None and (inbox is None or not known.is_like(inbox) or not known.is_read):
                self._drop(inbox_id)
                known = None
            if known is None and inbox is not None and _lock(inbox_id):
                self._begin(address, inbox)

    def _begin(self, address: Address, inbox: Inbox) -> None:
        watched = Watched(address, inbox.settings, inbox.secrets)
        self.watched[inbox.id] = watched
        watched.thread = threading.Thread(target=_read, args=(watched, inbox), name=f"imap-{inbox.id}", daemon=True)
        watched.thread.start()

    def _drop(self, inbox_id: int) -> None:
        self.watched.pop(inbox_id).stop.set()
        _unlock(inbox_id)

    def _drop_all(self) -> None:
        for watched in self.watched.values():
            watched.stop.set()
        self.watched.clear()


def polled() -> list[Address]:
    """Every inbox of the installation that has a mailbox to fetch."""
    entries = Directory.objects.filter(key__startswith="poll:")
    return [Address(entry.workspace_id, entry.target_id) for entry in entries]


def _lock(inbox_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, inbox_id % 2**31])
        return bool((cursor.fetchone() or (False,))[0])


def _unlock(inbox_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, inbox_id % 2**31])


def _read(watched: Watched, inbox: Inbox) -> None:
    account = account_of(inbox)
    keeper = Keeper(watched.address, account)
    try:
        watch(account, keeper.load, keeper.save, keeper.take, watched.stop, keeper.report)
    finally:
        connection.close()


class Keeper:
    """What a reading needs of the database: its cursor, a place for the mails, and somebody to complain to."""

    def __init__(self, address: Address, account: ImapAccount) -> None:
        self.address = address
        self.account = account

    def load(self) -> Cursor | None:
        with database_at_hand(), tenant(self.address.workspace_id):
            row = ChannelCursor.objects.filter(inbox_id=self.address.inbox_id, name=IMAP).first()
            return going_on(row.position, self.account) if row and row.position else None

    def save(self, cursor: Cursor) -> None:
        with database_at_hand(), tenant(self.address.workspace_id):
            self._write(position=read_now(position_of(cursor), self.account), checked_at=now())

    def take(self, mail: FetchedMail) -> Answer:
        """Commit one mail; its flags on the server are touched only afterwards."""
        try:
            with database_at_hand():
                answer = take_mail(mail, self.address)
        except Exception:
            MAIL_IN.labels(IMAP, "deferred").inc()
            raise
        MAIL_IN.labels(IMAP, "taken" if answer == "stored" else answer).inc()
        return answer

    def report(self, news: WatchReport) -> None:
        """Show on the desk what is wrong, and that it is right again."""
        problem = f"{news.reason}: {news.text}"[:300] if news.reason else ""
        if news.reason:
            log.warning("mailbox", inbox_id=self.address.inbox_id, reason=news.reason, wait=news.wait)
        with database_at_hand(), tenant(self.address.workspace_id):
            row = ChannelCursor.objects.filter(inbox_id=self.address.inbox_id, name=IMAP).first()
            before = row.problem if row else ""
            kept: dict[str, object] = {"problem": problem, "checked_at": now()}
            if row and row.position and not problem:
                kept["position"] = read_now(row.position, self.account)
            self._write(**kept)
            if bool(before) != bool(problem):
                inbox_id = self.address.inbox_id
                fact = ChannelFailed(inbox_id, {"reason": news.reason}) if problem else ChannelRecovered(inbox_id)
                record(fact, actor=system(self.address.workspace_id), about=Subject())

    def _write(self, **values: object) -> None:
        # In the caller's transaction: database_at_hand() within one would drop the connection under it.
        ChannelCursor.objects.update_or_create(
            inbox_id=self.address.inbox_id,
            name=IMAP,
            defaults=values,
            create_defaults={"workspace_id": self.address.workspace_id, **values},
        )


def take_mail(mail: FetchedMail, address: Address) -> Answer:
    """Store a fetched mail. Returns "stored", or "duplicate" when these bytes are known in this inbox."""
    envelope = {"uid": mail.uid, "uidvalidity": mail.uidvalidity, "problem": mail.problem, "size": mail.size}
    with tenant(address.workspace_id):
        known = RawIntake.objects.filter(inbox_id=address.inbox_id, digest=digest(mail.raw)).exists()
    accept(Parcel(mail.raw, "imap", envelope), to=address)
    return "duplicate" if known else "stored"


def going_on(position: dict[str, object], account: ImapAccount) -> Cursor:
    """Where the reading goes on. The numbers of one mailbox say nothing of another: that one is read from when the
    one before was read last, or as `account.start` says.
    """
    if position.get("mailbox", _mailbox(account)) == _mailbox(account):
        return cursor_from(position)
    if account.start != "now":
        return Cursor(0, 0, None if account.start == "all" else account.start)
    read_at = position.get("read_at") or position.get("since")
    return Cursor(0, 0, (datetime.fromisoformat(str(read_at)) if read_at else now()) - CLOCKS_DIFFER)


def read_now(position: dict[str, object], account: ImapAccount) -> dict[str, object]:
    """A position with the mailbox that it is of, and when that was read."""
    return {**position, "mailbox": _mailbox(account), "read_at": now().isoformat()}


def _mailbox(account: ImapAccount) -> list[str]:
    return [account.host, account.username, account.folder]


def position_of(cursor: Cursor) -> dict[str, object]:
    """A cursor as JSON."""
    return {
        "uidvalidity": cursor.uidvalidity,
        "last_uid": cursor.last_uid,
        "since": cursor.since.isoformat() if cursor.since else None,
        "old_until": cursor.old_until,
    }


def cursor_from(position: dict[str, object]) -> Cursor:
    """The cursor that position_of() wrote."""
    since = position.get("since")
    return Cursor(
        int(str(position["uidvalidity"])),
        int(str(position["last_uid"])),
        datetime.fromisoformat(str(since)) if since else None,
        int(str(position.get("old_until", 0))),
    )
