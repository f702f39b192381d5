"""Our adapters against the real servers: dovecot and postfix, where they are installed."""

import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.adapters.channels.email.imap_in import (
    ImapAccount,
    ImapError,
    Patience,
    check,
    fetch,
    reread,
    watch,
)
from madoguchi.adapters.channels.email.smtp_in import Envelope, Listener, ListenerThread, Unavailable
from tests.mail.dovecot import BINARY, Dovecot, dovecot
from tests.mail.mailbox import Store
from tests.mail.postfix import USABLE, postfix

pytestmark = pytest.mark.slow
needs_dovecot = pytest.mark.skipif(BINARY is None, reason="dovecot is not installed")
needs_postfix = pytest.mark.skipif(not USABLE, reason="postfix is not installed, or we are not root")


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


def mail(number: int) -> bytes:
    return f"Subject: {number}\r\nMessage-ID: <{number}@x>\r\n\r\n本文 {number}\r\n".encode()


def account(server: Dovecot, user: str, **options: Any) -> ImapAccount:
    given = ImapAccount("127.0.0.1", user, server.password, server.port, "plain", start="all", timeout=10)
    return replace(given, **options)


@needs_dovecot
def test_dovecot_gives_each_mail_once(imap: Dovecot) -> None:
    store = Store()
    box = account(imap, "hanako")
    assert fetch(box, store.cursor, store.accept, store.save).stored == 0
    imap.append("hanako", *(mail(number) for number in range(250)))
    assert fetch(box, store.cursor, store.accept, store.save).stored == 250
    assert [one.raw for one in store.kept] == [mail(number) for number in range(250)]
    assert fetch(box, store.cursor, store.accept, store.save).stored == 0
    imap.append("hanako", mail(1000))
    assert fetch(box, store.cursor, store.accept, store.save).stored == 1
    imap.renumber("hanako")
    again = fetch(box, store.cursor, store.accept, store.save)
    assert (again.stored, again.duplicates) == (0, 251)
    assert again.cursor.uidvalidity != store.kept[0].uidvalidity


@needs_dovecot
def test_dovecot_marks_moves_and_rereads(imap: Dovecot) -> None:
    now = datetime.now(UTC)
    for days in range(5):
        imap.append("taro", mail(days), arrived=now - timedelta(days=days))
    store = Store()
    period = reread(account(imap, "taro"), now - timedelta(days=2, hours=1), now - timedelta(hours=1), store.accept)
    assert (period.stored, [one.raw for one in store.kept]) == (2, [mail(1), mail(2)])
    fetch(account(imap, "taro", after="seen"), None, Store().accept)
    client = imap.client("taro")
    client.select("INBOX", readonly=True)
    assert len(client.search(None, "SEEN")[1][0].split()) == 5
    moved = fetch(account(imap, "taro", after="move", move_to="Done"), None, Store().accept)
    assert (moved.stored, moved.warnings) == (5, ())
    assert client.select("Done", readonly=True)[1] == [b"5"]
    client.logout()
    missing = fetch(account(imap, "taro", after="move", move_to="Nowhere", folder="Done"), None, Store().accept)
    assert (missing.stored, len(missing.warnings)) == (5, 1)


@needs_dovecot
def test_dovecot_wakes_the_watch(imap: Dovecot) -> None:
    store, stop = Store(), threading.Event()
    box = account(imap, "jiro", patience=Patience(idle=600))
    thread = threading.Thread(
        target=watch, args=(box, lambda: store.cursor, store.save, store.accept, stop, lambda report: None)
    )
    thread.start()
    try:
        for number in range(5):
            imap.append("jiro", mail(number))
            store.wait(number + 1)
    finally:
        stop.set()
        thread.join(10)
    assert [one.raw for one in store.kept] == [mail(number) for number in range(5)]


@needs_dovecot
def test_dovecot_over_tls_and_with_faults(imap: Dovecot) -> None:
    trusting = imap.certificate.client()
    check(account(imap, "hanako", host="localhost", port=imap.tls_port, security="ssl", tls_context=trusting))
    check(account(imap, "hanako", host="localhost", security="starttls", tls_context=trusting))
    for change, reason in (
        ({"password": "wrong"}, "auth-failed"),
        ({"folder": "見つからない"}, "folder-missing"),
        ({"host": "localhost", "port": imap.tls_port, "security": "ssl"}, "tls"),
        ({"host": "localhost", "security": "starttls"}, "tls"),
    ):
        with pytest.raises(ImapError) as fault:
            check(account(imap, "hanako", **change))
        assert fault.value.reason == reason


@needs_dovecot
def test_dovecot_numbers_anew_under_an_open_idle(imap: Dovecot) -> None:
    """It keeps silent about the new mail, too: the watch hears of it when an IDLE ends, after 5 minutes as a rule."""
    store, stop = Store(), threading.Event()
    box = account(imap, "fumi", patience=Patience(idle=1, first_wait=0.5))
    imap.append("fumi", mail(1), mail(2))
    watching = threading.Thread(
        target=watch, args=(box, lambda: store.cursor, store.save, store.accept, stop, lambda report: None)
    )
    watching.start()
    try:
        store.wait(2)
        before = store.cursor
        imap.renumber("fumi")
        imap.append("fumi", mail(3))
        store.wait(3)
        imap.append("fumi", mail(4))
        store.wait(4)
    finally:
        stop.set()
        watching.join(20)
    assert before is not None
    assert store.cursor is not None
    assert store.cursor.uidvalidity != before.uidvalidity
    assert [one.raw for one in store.kept] == [mail(number) for number in (1, 2, 3, 4)]


@needs_dovecot
def test_dovecot_over_tls_wakes_the_watch(imap: Dovecot) -> None:
    store, stop = Store(), threading.Event()
    box = account(
        imap,
        "saburo",
        host="localhost",
        port=imap.tls_port,
        security="ssl",
        tls_context=imap.certificate.client(),
        patience=Patience(idle=600),
    )
    reports: list[Any] = []
    thread = threading.Thread(
        target=watch, args=(box, lambda: store.cursor, store.save, store.accept, stop, reports.append)
    )
    thread.start()
    try:
        for number in range(3):
            imap.append("saburo", mail(number))
            store.wait(number + 1)
    finally:
        stop.set()
        thread.join(10)
    assert not any(report.reason for report in reports)


class Inbox:
    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.refusals = 0
        self.changed = threading.Condition()

    def accept(self, envelope: Envelope) -> None:
        with self.changed:
            if self.refusals:
                self.refusals -= 1
                raise Unavailable("not yet")
            self.kept.append(envelope)
            self.changed.notify_all()

    def wait(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.kept) >= count, 40), len(self.kept)


@needs_postfix
@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_postfix_delivers_to_our_listener(protocol: Any) -> None:
    inbox = Inbox()
    listener = Listener(
        inbox.accept,
        lambda address: not address.startswith("nobody"),
        port=0,
        lmtp=protocol == "lmtp",
        trusted_networks=["127.0.0.0/8"],
    )
    with ListenerThread(listener), postfix(listener.port, protocol=protocol) as mta:
        with smtplib.SMTP("127.0.0.1", mta.port, "customer.example", timeout=20) as client:
            for number in range(20):
                client.sendmail("hanako@customer.example", ["support@madoguchi.example"], mail(number) + b".\r\n")
            client.sendmail("h@customer.example", ["sales@madoguchi.example", "support@madoguchi.example"], mail(99))
            big = mail(100) + b"x" * 998 + b"\r\n" + (b"y" * 76 + b"\r\n") * 60_000
            client.sendmail("a..b.@docomo.example", ["support@madoguchi.example"], big)
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("h@customer.example", ["relay@elsewhere.example"], mail(1))
        inbox.wait(23 if protocol == "lmtp" else 22)
        assert all(one.trusted for one in inbox.kept)
        assert all(b"by mx.madoguchi.example" in one.raw for one in inbox.kept)
        body = big.partition(b"\r\n\r\n")[2]  # above it, postfix adds fields that are missing
        (large,) = [one for one in inbox.kept if one.raw.partition(b"\r\n\r\n")[2] == body]
        assert large.mail_from == "a..b.@docomo.example"
        assert sum(one.raw.endswith(b".\r\n") and b"Subject: 1\r\n" in one.raw for one in inbox.kept) == 1
        inbox.refusals = 1
        with smtplib.SMTP("127.0.0.1", mta.port, timeout=20) as client:
            client.sendmail("h@customer.example", ["support@madoguchi.example"], mail(200))
        inbox.wait(24 if protocol == "lmtp" else 23)  # postfix kept it and came again
        assert b"Subject: 200" in inbox.kept[-1].raw
