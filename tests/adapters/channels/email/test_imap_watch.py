"""Watching a mailbox: IDLE, polling behind it, and what happens when the connection or the store fails."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from queue import Queue

import pytest

from madoguchi.adapters.channels.email.imap_in import FetchedMail, ImapAccount, Patience, WatchReport, watch
from tests.mail.imap import FakeImap
from tests.mail.mailbox import Store, at, mail


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        yield server


@pytest.fixture
def store() -> Store:
    return Store()


class Watched:
    def __init__(self, account: ImapAccount, store: Store) -> None:
        self.reports: Queue[WatchReport] = Queue()
        self.stop = threading.Event()
        self.thread = threading.Thread(
            target=watch,
            args=(account, lambda: store.cursor, store.save, store.accept, self.stop, self.reports.put),
        )

    def fault(self) -> WatchReport:
        while True:
            report = self.reports.get(timeout=20)
            if report.reason:
                return report


@contextmanager
def watching(account: ImapAccount, store: Store) -> Iterator[Watched]:
    watched = Watched(account, store)
    watched.thread.start()
    try:
        yield watched
    finally:
        watched.stop.set()
        watched.thread.join(10)
        assert not watched.thread.is_alive()


QUICK = Patience(idle=60, poll=0.02, first_wait=0.01, longest_wait=0.05)


def test_a_mail_wakes_the_watch(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1)}
    with watching(at(server, patience=QUICK), store):
        store.wait(1)
        for uid in range(2, 6):
            server.wait_until_idle()
            server.tell(b"* OK still here\r\n")
            server.arrive(uid, mail(uid))
            store.wait(uid)
    assert store.uids() == [1, 2, 3, 4, 5]
    assert server.connections == 1


def test_a_mail_that_comes_just_before_idle_is_not_missed(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1)}

    def slip_in(command: str) -> str:
        if command == "IDLE" and 2 not in server.mails:
            server.mails[2] = mail(2)
            server.before_idle = b"* 2 EXISTS\r\n"
        return ""

    server.fault = slip_in
    with watching(at(server, patience=QUICK), store):
        store.wait(2)
    assert store.uids() == [1, 2]


def test_a_server_that_repeats_itself_is_not_asked_again_and_again(server: FakeImap, store: Store) -> None:
    server.before_idle = b"* 0 EXISTS\r\n"
    with watching(at(server, patience=QUICK), store):
        server.wait_until_idle()
        server.tell(b"* 0 EXISTS\r\n* 0 RECENT\r\n")
        server.before_idle = b"* 1 EXISTS\r\n"
        server.arrive(1, mail(1))
        store.wait(1)
    assert server.commands.count("IDLE") <= 2


def test_idle_is_renewed_and_looks_again(server: FakeImap, store: Store) -> None:
    with watching(at(server, patience=replace(QUICK, idle=0.02)), store):
        server.wait_until_idle()
        server.mails[1] = mail(1)  # and the server says nothing
        store.wait(1)


def test_a_new_numbering_is_noticed_without_a_new_connection(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1), 2: mail(2)}
    with watching(at(server, start="all", patience=QUICK), store):
        store.wait(2)
        server.wait_until_idle()
        server.uidvalidity, server.mails = 2, {1: mail(2), 2: mail(3)}
        server.arrive(3, mail(4))
        store.wait(3)
        server.wait_until_idle()
    assert store.cursor is not None
    assert (store.cursor.uidvalidity, store.cursor.last_uid) == (2, 3)
    assert server.connections == 1


@pytest.mark.parametrize(
    "said", ["NO [SERVERBUG] Internal error occurred.", "NO Mailbox was deleted under us"]
)  # dovecot, either, to whoever had the folder open
def test_a_folder_that_cannot_be_opened_again_is_asked_for_by_a_new_connection(
    server: FakeImap, store: Store, said: str
) -> None:
    server.mails = {1: mail(1)}
    with watching(at(server, start="all", patience=Patience(idle=60, first_wait=0.01)), store) as watched:
        server.wait_until_idle()
        server.fault = lambda given: said if given.startswith("EXAMINE") and server.connections == 1 else ""
        server.uidvalidity = 2
        server.arrive(2, mail(2))
        fault = watched.fault()
        assert (fault.reason, fault.permanent, fault.wait) == ("unreachable", False, 0.01)
        store.wait(2)
        server.wait_until_idle()
    assert store.cursor is not None
    assert store.cursor.uidvalidity == 2
    assert server.connections == 2


def test_polling_where_there_is_no_idle(server: FakeImap, store: Store) -> None:
    server.capabilities = "IMAP4rev1"
    with watching(at(server, patience=QUICK), store) as watched:
        assert watched.reports.get(timeout=20).reason == ""
        server.mails[1] = mail(1)
        store.wait(1)
    assert "IDLE" not in server.commands


def test_a_lost_connection_is_made_again(server: FakeImap, store: Store) -> None:
    with watching(at(server, patience=QUICK), store) as watched:
        server.wait_until_idle()
        server.drop()
        assert watched.fault().reason == "unreachable"
        server.wait_until_idle()
        server.tell(b"* BYE restarting\r\n")
        assert watched.fault().reason == "unreachable"
        server.wait_until_idle()
        server.arrive(1, mail(1))
        store.wait(1)


def test_waits_grow_and_end_with_success(server: FakeImap, store: Store) -> None:
    server.fault = lambda command: "NO [UNAVAILABLE] later" if command.startswith("LOGIN") else ""
    with watching(at(server, patience=QUICK), store) as watched:
        assert [watched.fault().wait for _ in range(5)] == [0.01, 0.02, 0.04, 0.05, 0.05]
        server.fault = lambda command: "NO [AUTHENTICATIONFAILED] no" if command.startswith("LOGIN") else ""
        while not (report := watched.fault()).permanent:
            pass
        assert (report.reason, report.wait) == ("auth-failed", 0.05)
        server.fault = lambda command: ""
        server.wait_until_idle()
        server.drop()
        while (report := watched.fault()).reason == "auth-failed":
            pass
        assert report.wait == 0.01


def test_a_store_that_fails_is_tried_again(server: FakeImap, store: Store) -> None:
    failures = [OSError("disk full"), RuntimeError("a bug")]

    def fail(mail: FetchedMail) -> None:
        if failures:
            raise failures.pop()

    store.fail = fail
    server.mails = {1: mail(1)}
    with watching(at(server, patience=QUICK), store) as watched:
        assert [watched.fault().reason for _ in range(2)] == ["store-failed", "store-failed"]
        store.wait(1)
    assert store.uids() == [1]
