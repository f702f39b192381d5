"""Reading a mailbox, against a server that cuts, lies, refuses and numbers anew."""

import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.adapters.channels.email import imap_in
from madoguchi.adapters.channels.email.imap_in import (
    Cursor,
    FetchedMail,
    ImapError,
    check,
    fetch,
    reread,
)
from madoguchi.adapters.channels.email.imap_session import uid_set
from madoguchi.base.errors import DeliveryError
from tests.mail.imap import CUT, HANG, FakeImap, Mail
from tests.mail.mailbox import AT, Store, at, mail


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with FakeImap() as server:
        yield server


@pytest.fixture
def store() -> Store:
    return Store()


def read(server: FakeImap, store: Store, **options: Any) -> imap_in.Outcome:
    return fetch(at(server, **options), store.cursor, store.accept, store.save)


def test_everything_once_and_in_order(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid) for uid in (3, 7, 8, 20, 50_001, 3_000_000_000)}
    outcome = read(server, store)
    assert store.uids() == sorted(server.mails)
    assert [kept.raw for kept in store.kept] == [server.mails[uid].raw for uid in sorted(server.mails)]
    assert (outcome.stored, outcome.cursor) == (6, Cursor(1, 3_000_000_000))
    assert store.kept[0].internal_date == AT.replace(hour=0)
    assert read(server, store).stored == 0
    assert len(server.commands) < 60
    assert not any(server.mails[uid].flags for uid in server.mails)


def test_it_goes_on_where_it_stopped_however_long_ago(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1)}
    read(server, store)
    server.mails |= {uid: mail(uid, arrived=AT - timedelta(days=400), flags={"\\Seen"}) for uid in range(2, 6)}
    assert read(server, store).stored == 4
    assert store.uids() == [1, 2, 3, 4, 5]


def test_an_empty_folder(server: FakeImap, store: Store) -> None:
    assert read(server, store).cursor == Cursor(1, 0)
    server.mails = {1: mail(1)}
    assert read(server, store).stored == 1
    server.mails = {}
    assert read(server, store).stored == 0


def test_from_now_on(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1), 2: mail(2)}
    assert read(server, store, start="now").stored == 0
    server.mails[3] = mail(3, arrived=AT - timedelta(days=900))  # an old mail that somebody moved here
    assert read(server, store, start="now").stored == 1
    assert store.uids() == [3]


def test_from_a_date(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid, arrived=AT + timedelta(hours=12 * uid)) for uid in range(1, 7)}
    read(server, store, start=AT + timedelta(hours=36))
    assert store.uids() == [3, 4, 5, 6]
    assert store.cursor is not None
    assert store.cursor.last_uid == 6


def test_new_numbers_read_again_and_duplicate_nothing(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid) for uid in range(1, 11)}
    read(server, store)
    server.uidvalidity = 2
    server.mails = {uid: mail(uid + 1) for uid in range(1, 11)}  # the first is gone, one is new
    outcome = read(server, store)
    assert (outcome.stored, outcome.duplicates) == (1, 9)
    assert outcome.cursor == Cursor(2, 10, None, 10)
    assert len(store.kept) == 11


def test_new_numbers_do_not_bring_what_was_there_before_from_now_on(server: FakeImap, store: Store) -> None:
    now = datetime.now(UTC)
    server.mails = {uid: mail(uid, arrived=now - timedelta(days=30)) for uid in range(1, 6)}
    read(server, store, start="now")
    server.uidvalidity = 2
    server.mails[6] = mail(6, arrived=now + timedelta(minutes=1))
    read(server, store, start="now")
    assert store.uids() == [6]


def test_a_cut_in_the_middle_of_a_mail_loses_and_repeats_nothing(server: FakeImap, store: Store) -> None:
    server.mails = {uid: Mail(b"Subject: %d\r\n\r\n" % uid + b"x" * 300_000) for uid in range(1, 41)}
    server.cut_in = 30
    with pytest.raises(ImapError) as cut:
        read(server, store)
    assert (cut.value.reason, cut.value.permanent) == ("unreachable", False)
    assert 0 < len(store.kept) < 30
    server.cut_in = 0
    assert read(server, store).duplicates == 0
    assert store.uids() == list(range(1, 41))


def test_a_store_that_fails_keeps_the_place(server: FakeImap, store: Store) -> None:
    def fail(mail: FetchedMail) -> None:
        if mail.uid == 5:
            raise OSError("disk full")

    server.mails = {uid: mail(uid) for uid in range(1, 11)}
    store.fail = fail
    with pytest.raises(OSError, match="disk full"):
        read(server, store)
    assert store.cursor == Cursor(1, 4)
    store.fail = lambda mail: None
    assert read(server, store).stored == 6


def test_large_mails_are_told_by_their_header(server: FakeImap, store: Store) -> None:
    server.mails = {
        1: mail(1),
        2: Mail(b"Subject: big\r\n\r\n" + b"x" * 5000),
        3: Mail(b"Subject: liar\r\n\r\n" + b"x" * 5000, claimed=10),
        4: Mail(b"Subject: boaster\r\n\r\n", claimed=10**10),
        5: mail(5),
    }
    read(server, store, max_size=1000)
    assert [(kept.uid, kept.problem) for kept in store.kept] == [
        (1, ""),
        (2, "oversized"),
        (3, "oversized"),
        (4, "oversized"),
        (5, ""),
    ]
    assert store.kept[1].raw == b"Subject: big\r\n\r\n"
    assert store.kept[1].size == 5016
    assert not any("2 (UID BODY.PEEK[]" in command for command in server.commands)


def test_a_mail_that_the_server_cannot_give_blocks_no_other(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid) for uid in range(1, 6)}
    server.refuse_body = {3}
    read(server, store)
    assert [(kept.uid, kept.problem) for kept in store.kept] == [
        (1, ""),
        (2, ""),
        (3, "unreadable"),
        (4, ""),
        (5, ""),
    ]


def test_a_mail_that_goes_while_we_read_is_passed_over(server: FakeImap, store: Store) -> None:
    def vanish(command: str) -> str:
        if "BODY.PEEK[]" in command:
            server.mails.pop(2, None)
        return ""

    server.mails = {uid: mail(uid) for uid in range(1, 4)}
    server.fault = vanish
    assert read(server, store).stored == 2
    assert store.uids() == [1, 3]


def test_what_happens_after_on_the_server(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid) for uid in range(1, 4)}
    read(server, store)
    assert any(command.startswith("EXAMINE") for command in server.commands)
    store.cursor = None
    read(server, store, after="seen")
    assert all(mail.flags == {"\\Seen"} for mail in server.mails.values())
    store.cursor = None
    read(server, store, after="move", move_to="Done")
    assert (server.mails, server.moved) == ({}, [1, 2, 3])


def test_moving_without_move(server: FakeImap, store: Store) -> None:
    server.capabilities = "IMAP4rev1 UIDPLUS"
    server.mails = {uid: mail(uid) for uid in range(1, 4)}
    read(server, store, after="move", move_to="Done")
    assert (server.mails, server.moved) == ({}, [1, 2, 3])
    assert not any(command == "EXPUNGE" for command in server.commands)


def test_a_folder_to_move_to_that_is_missing_is_a_warning(server: FakeImap, store: Store) -> None:
    server.mails = {1: mail(1)}
    outcome = read(server, store, after="move", move_to="Nowhere")
    assert outcome.stored == 1
    assert "no such folder" in outcome.warnings[0]
    assert 1 in server.mails


def test_a_period_can_be_read_again(server: FakeImap, store: Store) -> None:
    server.mails = {uid: mail(uid, arrived=AT + timedelta(hours=12 * uid)) for uid in range(1, 9)}
    account = at(server, after="move", move_to="Done")
    outcome = reread(account, AT + timedelta(hours=24), AT + timedelta(hours=60), store.accept)
    assert (outcome.stored, store.uids()) == (4, [2, 3, 4, 5])
    assert server.moved == []
    again = reread(account, AT + timedelta(hours=24), AT + timedelta(hours=60), store.accept)
    assert (again.stored, again.duplicates) == (0, 4)


FILLER = b"x" * 5000


class Endless(dict[int, Mail]):
    """50,000 mails that exist while they are looked at."""

    def __missing__(self, uid: int) -> Mail:
        return Mail(b"Subject: %d\r\n\r\n" % uid + FILLER)

    def __contains__(self, uid: object) -> bool:
        return isinstance(uid, int) and 1 <= uid <= 50_000

    def __len__(self) -> int:
        return 50_000

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, 50_001))


@pytest.mark.slow
def test_fifty_thousand_mails_stream_through(server: FakeImap) -> None:
    server.mails = Endless()
    seen: list[int] = []

    def accept(mail: FetchedMail) -> Any:
        seen.append(mail.uid)
        return "stored"

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = fetch(at(server), None, accept)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB, of 250 MB that came through
    assert seen == list(range(1, 50_001))
    assert outcome.cursor.last_uid == 50_000
    assert grown < 64 << 10


@pytest.mark.parametrize(
    ("command", "reply", "reason", "permanent"),
    [
        ("LOGIN", "NO [AUTHENTICATIONFAILED] wrong", "auth-failed", True),
        ("LOGIN", "NO [UNAVAILABLE] later", "unreachable", False),
        ("LOGIN", "NO Too many simultaneous connections", "unreachable", False),
        ("LOGIN", CUT, "unreachable", False),
        ("LOGIN", HANG, "unreachable", False),
        ("GREETING", CUT, "unreachable", False),
        ("GREETING", HANG, "unreachable", False),
        ("GREETING", "* BYE overloaded", "unreachable", False),
        ("EXAMINE", "NO [NONEXISTENT] no such folder", "folder-missing", True),
        ("EXAMINE", "NO [SERVERBUG] Internal error occurred.", "protocol", False),
        ("EXAMINE", CUT, "unreachable", False),
        ("UID SEARCH", "NO broken", "protocol", False),
        ("UID SEARCH", HANG, "unreachable", False),
        ("UID FETCH", "BAD broken", "protocol", False),
        ("UID FETCH", CUT, "unreachable", False),
    ],
)
def test_faults_have_a_reason(
    server: FakeImap, store: Store, command: str, reply: str, reason: str, permanent: bool
) -> None:
    server.mails = {1: mail(1)}
    server.fault = lambda given: reply if given.startswith(command) else ""
    with pytest.raises(ImapError) as fault:
        read(server, store, timeout=0.2)
    assert (fault.value.reason, fault.value.permanent) == (reason, permanent), fault.value.text
    assert store.kept == []


def test_faults_of_the_network_and_of_tls(server: FakeImap) -> None:
    with FakeImap() as gone:
        port = gone.port
    for account, reason in (
        (at(server, port=port), "unreachable"),
        (at(server, host="no-such-host.invalid"), "unreachable"),
        (at(server, security="ssl"), "tls"),
        (at(server, security="starttls"), "tls"),
        (at(server, password="canary"), "auth-failed"),
        (at(server, password="can\r\nary"), "auth-failed"),
        (at(server, folder="Nowhere"), "folder-missing"),
    ):
        with pytest.raises(ImapError) as fault:
            check(account)
        assert fault.value.reason == reason, fault.value.text
        assert "canary" not in str(fault.value) + repr(account)


def test_sign_in_by_token_and_in_other_letters(server: FakeImap) -> None:
    check(at(server, access_token=lambda: "secret"))
    check(at(server, password="sécret"))

    def revoked() -> str:
        raise DeliveryError("invalid_grant", permanent=True)

    for token in (lambda: "old", revoked):
        with pytest.raises(ImapError) as fault:
            check(at(server, access_token=token))
        assert (fault.value.reason, fault.value.permanent) == ("auth-failed", True)


def test_sequence_sets_are_short() -> None:
    assert uid_set([5, 1, 2, 3, 9, 10]) == "1:3,5,9:10"
