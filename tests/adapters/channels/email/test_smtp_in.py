"""The listener, spoken to over real sockets by smtplib and by hand."""

import smtplib
import socket
import ssl
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from madoguchi.adapters.channels.email.smtp_in import (
    Envelope,
    Limits,
    Listener,
    ListenerThread,
    TooLarge,
    Unavailable,
    Unknown,
)
from tests.mail.certificate import make_certificate

MAIL = b"From: Hanako <hanako@customer.example>\r\nSubject: Hello\r\n\r\nHello.\r\n"
DESK = "support@madoguchi.example"


class Store:
    """Keeps what it accepts; `fail` decides what it raises."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.fail: Callable[[Envelope], Exception | None] = lambda envelope: None
        self.changed = threading.Condition()

    def accept(self, envelope: Envelope) -> None:
        error = self.fail(envelope)
        if error is not None:
            raise error
        with self.changed:
            self.kept.append(envelope)
            self.changed.notify_all()

    def known(self, address: str) -> bool | None:
        return {"support": True, "later": None}.get(address.partition("@")[0], address.startswith("sales"))


@contextmanager
def listening(store: Store, **options: object) -> Iterator[Listener]:
    listener = Listener(store.accept, store.known, port=0, **options)  # type: ignore[arg-type]
    with ListenerThread(listener):
        yield listener


@pytest.fixture
def store() -> Store:
    return Store()


class Line:
    """A peer that types its commands by hand."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.file = self.socket.makefile("rb")
        self.banner = self.answer()

    def say(self, command: bytes) -> str:
        self.socket.sendall(command + b"\r\n")
        return self.answer()

    def answer(self) -> str:
        lines = [self.file.readline().decode()]
        while lines[-1][3:4] == "-":
            lines.append(self.file.readline().decode())
        return "".join(lines).strip()

    def begin_mail(self, size: str = "", hello: bytes = b"EHLO peer.example") -> str:
        self.say(hello)
        self.say(b"MAIL FROM:<hanako@customer.example>" + size.encode())
        self.say(b"RCPT TO:<" + DESK.encode() + b">")
        return self.say(b"DATA")

    def is_closed(self) -> bool:
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


def test_a_mail_arrives_byte_for_byte_with_its_envelope(store: Store) -> None:
    body = MAIL + b".leading dot\r\n..two\r\n" + b"x" * 5000 + b"\r\nbare\nline feed \xe3\x81\x82\xff\r\n"
    with listening(store) as listener, smtplib.SMTP("127.0.0.1", listener.port, "peer.example") as client:
        client.sendmail("hanako@customer.example", [DESK, "sales@madoguchi.example"], MAIL)
        line = Line(listener.port)
        assert line.begin_mail().startswith("354")
        assert line.say(body.replace(b"\r\n.", b"\r\n..") + b".").startswith("250 2.0.0")
    first, second = store.kept
    assert first.raw == MAIL
    assert first.rcpt_tos == (DESK, "sales@madoguchi.example")
    assert (first.mail_from, first.peer, first.helo, first.tls) == (
        "hanako@customer.example",
        "127.0.0.1",
        "peer.example",
        False,
    )
    assert first.received_at.tzinfo is not None
    assert second.raw == body


def test_the_end_of_a_mail_is_found_wherever_the_stream_is_split(store: Store) -> None:
    wire = MAIL + b"..dot\r\nend\r\n.\r\n"
    with listening(store) as listener:
        line = Line(listener.port)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for cut in range(len(wire) - 12, len(wire)):
            line.begin_mail()
            line.socket.sendall(wire[:cut])
            line.socket.sendall(wire[cut:])
            assert line.answer().startswith("250")
    assert {mail.raw for mail in store.kept} == {MAIL + b".dot\r\nend\r\n"}


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n"])
def test_only_the_real_final_dot_ends_a_mail(store: Store, end: bytes) -> None:
    smuggled = MAIL + b"text" + end + b"MAIL FROM:<evil@evil.example>\r\n"
    with listening(store) as listener:
        line = Line(listener.port)
        line.begin_mail()
        assert line.say(smuggled + b".").startswith("250")
    assert len(store.kept) == 1
    assert b"evil@evil.example" in store.kept[0].raw


def test_commands_sent_ahead_are_answered_in_order(store: Store) -> None:
    envelope = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<" + DESK.encode() + b">\r\nDATA\r\n"
    with listening(store) as listener:
        line = Line(listener.port)
        assert "PIPELINING" in line.say(b"EHLO peer.example")
        line.socket.sendall((envelope + MAIL + b".\r\n") * 2 + b"QUIT\r\n")
        codes = [line.answer()[:3] for _ in range(9)]
    assert codes == ["250", "250", "354", "250"] * 2 + ["221"]
    assert [mail.raw for mail in store.kept] == [MAIL, MAIL]


def test_what_is_offered(store: Store) -> None:
    with listening(store) as listener:
        offer = Line(listener.port).say(b"EHLO peer.example")
    assert f"SIZE {Limits().max_size}" in offer
    assert all(word in offer for word in ("8BITMIME", "SMTPUTF8", "PIPELINING"))
    assert "AUTH" not in offer
    assert "STARTTLS" not in offer


def test_recipients_are_known_unknown_or_deferred(store: Store) -> None:
    def broken(address: str) -> bool | None:
        raise OSError("no database")

    with listening(store) as listener:
        line = Line(listener.port)
        line.say(b"EHLO x")
        line.say(b"MAIL FROM:<a@b.example>")
        assert line.say(b"RCPT TO:<nobody@madoguchi.example>").startswith("550 5.1.1")
        assert line.say(b"RCPT TO:<later@madoguchi.example>").startswith("450 4.2.0")
        assert line.say(b"RCPT TO:<support@madoguchi.example>").startswith("250")
        listener.known = broken
        assert line.say(b"RCPT TO:<support@madoguchi.example>").startswith("451 4.3.0")


def test_addresses_that_the_rfc_forbids_and_carriers_use(store: Store) -> None:
    with listening(store) as listener:
        line = Line(listener.port)
        line.say(b"EHLO x")
        assert line.say(b"MAIL FROM:<a..b.@docomo.example> SIZE=10 BODY=8BITMIME").startswith("250")
        assert line.say(b"RCPT TO:<@relay.example:support@madoguchi.example>").startswith("250")
        line.say(b"DATA")
        line.say(MAIL + b".")
        line.say("MAIL FROM:<花子@例え.example> SMTPUTF8".encode())
        line.say(b"RCPT TO:<support@madoguchi.example>")
        line.say(b"DATA")
        line.say(MAIL + b".")
        line.say(b"MAIL FROM:<>")
        line.say(b"RCPT TO:<support@madoguchi.example>")
        line.say(b"DATA")
        line.say(MAIL + b".")
        line.say(b'MAIL FROM:<"a..b."@docomo.example>')
        line.say(b'RCPT TO:<"support"@madoguchi.example>')
        line.say(b"DATA")
        line.say(MAIL + b".")
        assert line.say(b"MAIL FROM:broken").startswith("553")
    senders = ["a..b.@docomo.example", "花子@例え.example", "", "a..b.@docomo.example"]
    assert [mail.mail_from for mail in store.kept] == senders
    assert store.kept[0].rcpt_tos == (DESK,)


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (Unavailable("disk full"), "451 4.3.0"),
        (RuntimeError("a bug"), "451 4.3.0"),
        (TooLarge(), "552 5.3.4"),
        (Unknown(), "550 5.1.1"),
    ],
)
def test_no_250_without_a_store(store: Store, error: Exception, answer: str) -> None:
    store.fail = lambda envelope: error
    result = "deferred" if answer.startswith("4") else "refused"
    before = counted("smtp", result), counted("smtp", "taken")
    with listening(store) as listener:
        line = Line(listener.port)
        line.begin_mail()
        assert line.say(MAIL + b".").startswith(answer)
        store.fail = lambda envelope: None
        line.begin_mail()
        assert line.say(MAIL + b".").startswith("250")
    assert len(store.kept) == 1
    assert (counted("smtp", result), counted("smtp", "taken")) == (before[0] + 1, before[1] + 1)


def test_recipients_are_counted_too(store: Store) -> None:
    before = counted("smtp", "refused", "recipients"), counted("smtp", "taken", "recipients")
    with listening(store) as listener:
        line = Line(listener.port)
        line.say(b"EHLO x")
        line.say(b"MAIL FROM:<a@b.example>")
        assert line.say(b"RCPT TO:<nobody@madoguchi.example>").startswith("550")
        assert line.say(b"RCPT TO:<support@madoguchi.example>").startswith("250")
    after = counted("smtp", "refused", "recipients"), counted("smtp", "taken", "recipients")
    assert after == (before[0] + 1, before[1] + 1)


def counted(way: str, result: str, what: str = "mail") -> float:
    """The figure that Prometheus reads."""
    return REGISTRY.get_sample_value(f"madoguchi_{what}_in_total", {"way": way, "result": result}) or 0.0


def test_a_stream_that_is_cut_stores_nothing(store: Store) -> None:
    with listening(store) as listener:
        for unfinished in (b"", MAIL, MAIL + b".", MAIL + b".\r", MAIL + b"\n.\n"):
            line = Line(listener.port)
            line.begin_mail()
            line.socket.sendall(unfinished)
            line.socket.shutdown(socket.SHUT_WR)
            assert line.is_closed()
    assert store.kept == []


def test_a_declared_size_is_refused_before_a_byte_is_sent(store: Store) -> None:
    with listening(store) as listener:
        line = Line(listener.port)
        line.say(b"EHLO x")
        assert line.say(b"MAIL FROM:<a@b.example> SIZE=150000000").startswith("552")


def test_an_undeclared_size_is_refused_without_being_held(store: Store) -> None:
    block = b"x" * 998 + b"\r\n"
    with listening(store, limits=Limits(max_size=1 << 20)) as listener:
        line = Line(listener.port)
        line.begin_mail()
        tracemalloc.start()
        for _ in range(20_000):  # 20 MB
            line.socket.sendall(block)
        assert line.say(b".").startswith("552")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        line.begin_mail()
        assert line.say(MAIL + b".").startswith("250")
        assert listener.room.used == 0
    assert peak < 4 << 20
    assert [mail.raw for mail in store.kept] == [MAIL]


def test_a_stream_without_end_is_cut(store: Store) -> None:
    with listening(store, limits=Limits(max_size=10_000, drain=100_000)) as listener:
        line = Line(listener.port)
        line.begin_mail()
        line.socket.sendall(b"x" * 200_000)
        assert line.answer().startswith("552")
        assert line.is_closed()


def test_many_large_mails_at_once_are_deferred_not_held(store: Store) -> None:
    limits = Limits(max_size=100_000, held=150_000)
    with listening(store, limits=limits) as listener:
        first, second = Line(listener.port), Line(listener.port)
        first.begin_mail()
        first.socket.sendall(b"x" * 90_000)
        second.begin_mail()
        second.socket.sendall(b"x" * 90_000)
        answers = [line.say(b"\r\n.")[:9] for line in (first, second)]
        assert sorted(answers) == ["250 2.0.0", "452 4.3.1"]
        assert listener.room.used == 0


def test_connections_recipients_and_commands_are_limited(store: Store) -> None:
    limits = Limits(connections=3, per_peer=2, recipients=2)
    with listening(store, limits=limits) as listener:
        first, second = Line(listener.port), Line(listener.port)
        assert Line(listener.port).banner.startswith("421 4.7.0")
        first.say(b"EHLO x")
        first.say(b"MAIL FROM:<a@b.example>")
        answers = [first.say(b"RCPT TO:<sales%d@madoguchi.example>" % number)[:3] for number in range(3)]
        assert answers == ["250", "250", "452"]
        answers = [second.say(b"NOOP") for _ in range(101)]
        assert answers[-1].startswith("421")
        assert second.is_closed()


def test_a_trusted_network_has_no_limit_of_its_own(store: Store) -> None:
    limits = Limits(connections=3, per_peer=1)
    with listening(store, limits=limits, trusted_networks=["127.0.0.0/8"]) as listener:
        lines = [Line(listener.port) for _ in range(4)]
        assert [line.banner[:3] for line in lines] == ["220", "220", "220", "421"]
        lines[0].begin_mail()
        lines[0].say(MAIL + b".")
    assert store.kept[0].trusted


def test_silence_ends_the_connection(store: Store) -> None:
    with listening(store, limits=Limits(idle=0.05)) as listener:
        assert Line(listener.port).is_closed()
        line = Line(listener.port)
        line.begin_mail()
        line.socket.sendall(MAIL)
        assert line.is_closed()
    assert store.kept == []


def test_lmtp_answers_for_each_recipient(store: Store) -> None:
    store.fail = lambda envelope: Unavailable() if envelope.rcpt_tos[0].startswith("sales") else None
    with listening(store, lmtp=True) as listener:
        line = Line(listener.port)
        assert line.say(b"EHLO x").startswith("500")
        assert line.say(b"LHLO x").startswith("250")
        line.say(b"MAIL FROM:<a@b.example>")
        for address in (b"support@a.example", b"nobody@a.example", b"sales@a.example"):
            line.say(b"RCPT TO:<" + address + b">")
        line.say(b"DATA")
        assert line.say(MAIL + b".").startswith("250")
        assert line.answer().startswith("451")
        assert line.say(b"NOOP").startswith("250")
    assert [mail.rcpt_tos for mail in store.kept] == [("support@a.example",)]


def test_a_close_lets_the_mail_on_its_way_end(store: Store) -> None:
    listener = Listener(store.accept, store.known, port=0)
    thread = ListenerThread(listener).start()
    idle, sending = Line(listener.port), Line(listener.port)
    idle.say(b"EHLO x")
    sending.begin_mail()
    with ThreadPoolExecutor() as pool:
        stopped = pool.submit(thread.stop)
        assert idle.answer().startswith("421")
        assert idle.is_closed()
        assert sending.say(MAIL + b".").startswith("250")
        assert sending.answer().startswith("421")
        stopped.result(10)
    assert [mail.raw for mail in store.kept] == [MAIL]


def test_a_close_does_not_wait_for_ever(store: Store) -> None:
    listener = Listener(store.accept, store.known, port=0)
    thread = ListenerThread(listener).start()
    line = Line(listener.port)
    line.begin_mail()
    thread.stop(grace=0.05)
    assert line.is_closed()
    assert store.kept == []


def test_starttls_can_be_asked_and_demanded(store: Store, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with listening(store, tls=certificate.server(), require_tls=True) as listener:
        with smtplib.SMTP("localhost", listener.port) as client, pytest.raises(smtplib.SMTPException):
            client.sendmail("a@b.example", [DESK], MAIL)
        with smtplib.SMTP("localhost", listener.port) as client:
            client.starttls(context=certificate.client())
            client.sendmail("a@b.example", [DESK], MAIL)
            assert isinstance(client.sock, ssl.SSLSocket)
            client.sendmail("a@b.example", [DESK], MAIL)
    assert [mail.tls for mail in store.kept] == [True, True]


def test_many_connections_lose_nothing(store: Store) -> None:
    def send(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", listener.port) as client:
            for part in range(5):
                client.sendmail(f"{number}@b.example", [DESK], MAIL + b"%d %d\r\n" % (number, part))

    limits = replace(Limits(), per_peer=100)
    with listening(store, limits=limits) as listener, ThreadPoolExecutor(20) as pool:
        list(pool.map(send, range(40)))
    assert len({mail.raw for mail in store.kept}) == 200
