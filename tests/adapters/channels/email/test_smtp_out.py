"""Sending to SMTP servers that take, refuse, defer, hang and cut."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from madoguchi.adapters.channels.email.smtp_out import RecipientResult, SmtpServer, send
from tests.mail.certificate import Certificate, make_certificate
from tests.mail.sink import CUT, HANG, Script, Sink

MIME = b"From: desk@madoguchi.example\r\nSubject: Hello\r\n\r\n.dot\nHello.\r\n"
DESK = "desk@madoguchi.example"
HANAKO = "hanako@customer.example"
TARO = "taro@customer.example"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def to(sink: Sink, **options: object) -> SmtpServer:
    server = SmtpServer("localhost", sink.port, security="none", timeout=5, helo="desk.madoguchi.example")
    return replace(server, **options)  # type: ignore[arg-type]


def one(results: tuple[RecipientResult, ...]) -> RecipientResult:
    (result,) = results
    return result


def test_a_mail_is_taken(sink: Sink) -> None:
    result = one(send(to(sink), DESK, [HANAKO], MIME))
    assert result == RecipientResult(HANAKO, "sent", 250, "2.0.0", "Stored")
    (mail,) = sink.wait()
    assert mail.data == b"From: desk@madoguchi.example\r\nSubject: Hello\r\n\r\n.dot\r\nHello.\r\n"
    assert (mail.mail_from, mail.rcpt_tos, mail.helo) == (DESK, (HANAKO,), "desk.madoguchi.example")
    assert f"size={len(MIME)}" in mail.parameters


def test_nothing_in_a_mail_ends_it_early(sink: Sink) -> None:
    send(to(sink), DESK, [HANAKO], b"Subject: x\r\n\r\na\n.\nb\r.\rc\r\n.\r\nMAIL FROM:<x@y.example>\r\n")
    (mail,) = sink.wait()
    assert mail.data.endswith(b"\r\n\r\na\r\n.\r\nb\r\n.\r\nc\r\n.\r\nMAIL FROM:<x@y.example>\r\n")


def test_each_recipient_has_its_own_outcome(sink: Sink) -> None:
    replies = {"no@x.example": "550 5.1.1 No such user", "later@x.example": "450 4.2.1 Mailbox busy"}
    sink.script = Script(rcpt=lambda address: replies.get(address, ""))
    bad = "ta\r\nro@x.example"
    results = send(to(sink), DESK, [HANAKO, "no@x.example", "later@x.example", bad, HANAKO], MIME)
    assert [(r.address, r.state, r.code, r.enhanced) for r in results] == [
        (HANAKO, "sent", 250, "2.0.0"),
        ("no@x.example", "failed", 550, "5.1.1"),
        ("later@x.example", "deferred", 450, "4.2.1"),
        (bad, "failed", 553, "5.1.3"),
        (HANAKO, "sent", 250, "2.0.0"),
    ]
    assert results[1].text == "No such user"
    assert sink.wait()[0].rcpt_tos == (HANAKO,)


@pytest.mark.parametrize(
    ("script", "state", "code"),
    [
        (Script(banner="554 5.3.2 Not today"), "deferred", 554),
        (Script(banner="421 4.3.2 Busy"), "deferred", 421),
        (Script(mail="550 5.7.1 Sender refused"), "failed", 550),
        (Script(mail="451 4.7.1 Greylisted"), "deferred", 451),
        (Script(rcpt=lambda address: "421 4.3.2 Going"), "deferred", 421),
        (Script(data="554 5.5.1 No"), "failed", 554),
        (Script(data="451 4.3.0 No"), "deferred", 451),
        (Script(final="554 5.7.1 Spam"), "failed", 554),
        (Script(final="452 4.2.2 Full"), "deferred", 452),
        (Script(offers=("SIZE 20",)), "failed", 552),
    ],
)
def test_refusals_are_final_or_not(sink: Sink, script: Script, state: str, code: int) -> None:
    sink.script = script
    results = send(to(sink), DESK, [HANAKO, TARO], MIME)
    assert [(r.state, r.code, r.uncertain) for r in results] == [(state, code, False)] * 2
    assert sink.received == []


@pytest.mark.parametrize("fault", [HANG, CUT])
@pytest.mark.parametrize("step", ["banner", "ehlo", "mail", "data", "body", "final"])
def test_a_peer_that_hangs_or_cuts_defers(sink: Sink, step: str, fault: str) -> None:
    setattr(sink.script, step, fault)
    mime = MIME if step != "body" else MIME + b"x" * 20_000_000  # too much for the buffers between us
    result = one(send(to(sink, timeout=0.3), DESK, [HANAKO], mime))
    assert result.state == "deferred"
    assert result.code == 0
    assert result.enhanced.startswith("4.4.")
    assert result.uncertain == (step == "final")
    assert len(sink.received) == (1 if step == "final" else 0)


def test_a_peer_that_cuts_at_a_recipient_keeps_the_outcomes_before_it(sink: Sink) -> None:
    sink.script = Script(rcpt=lambda address: {HANAKO: "550 5.1.1 No", TARO: CUT}[address])
    results = send(to(sink), DESK, [HANAKO, TARO], MIME)
    assert [r.state for r in results] == ["failed", "deferred"]


def test_a_peer_that_drips_is_cut_after_the_total_time(sink: Sink) -> None:
    sink.script = Script(final=HANG)
    result = one(send(to(sink, timeout=30, total_timeout=0.3), DESK, [HANAKO], MIME))
    assert (result.state, result.uncertain) == ("deferred", True)


def test_nobody_there_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for host in ("127.0.0.1", "no-such-host.invalid"):
        result = one(send(SmtpServer(host, port, "none", timeout=2), DESK, [HANAKO], MIME))
        assert (result.state, result.code, result.enhanced) == ("deferred", 0, "4.4.1")


def test_sign_in(sink: Sink) -> None:
    sink.script = Script(user="desk", password="secret")
    good = to(sink, username="desk", password="secret")
    assert one(send(good, DESK, [HANAKO], MIME)).state == "sent"
    assert sink.wait()[0].user == "desk"
    refused = one(send(replace(good, password="canary"), DESK, [HANAKO], MIME))
    assert (refused.state, refused.code, refused.enhanced) == ("deferred", 535, "5.7.8")
    assert "canary" not in repr(replace(good, password="canary"))


def test_sign_in_by_token(sink: Sink) -> None:
    sink.script = Script(user="desk@gmail.example", password="token")
    server = to(sink, username="desk@gmail.example", access_token="token")
    assert one(send(server, DESK, [HANAKO], MIME)).state == "sent"
    refused = one(send(replace(server, access_token="old"), DESK, [HANAKO], MIME))
    assert (refused.state, refused.code) == ("deferred", 535)


def test_sign_in_where_none_is_offered_defers(sink: Sink) -> None:
    result = one(send(to(sink, username="desk", password="secret"), DESK, [HANAKO], MIME))
    assert (result.state, sink.received) == ("deferred", [])


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_tls_is_checked(sink: Sink, certificate: Certificate, security: str) -> None:
    sink.script = Script(tls=certificate.server(), implicit_tls=security == "ssl")
    server = to(sink, security=security)
    untrusted = one(send(server, DESK, [HANAKO], MIME))
    assert (untrusted.state, untrusted.enhanced) == ("deferred", "4.7.5")
    trusting = replace(server, tls_context=certificate.client())
    assert one(send(trusting, DESK, [HANAKO], MIME)).state == "sent"
    named_wrongly = replace(trusting, host="localhost.localdomain")
    assert one(send(named_wrongly, DESK, [HANAKO], MIME)).state == "deferred"
    assert len(sink.received) == 1


def test_tls_that_is_not_offered_is_not_gone_without(sink: Sink) -> None:
    result = one(send(to(sink, security="starttls", tls_context=ssl.create_default_context()), DESK, [HANAKO], MIME))
    assert (result.state, sink.received) == ("deferred", [])


def test_addresses_in_other_letters(sink: Sink) -> None:
    idn, local = "hanako@例え.example", "花子@例え.example"
    results = send(to(sink), DESK, [idn, local], MIME)
    assert [r.state for r in results] == ["sent", "sent"]
    assert sink.wait()[0].rcpt_tos == ("hanako@xn--r8jz45g.example", local)
    assert "smtputf8" in sink.received[0].parameters
    sink.script = Script(offers=("8BITMIME",))
    results = send(to(sink), DESK, [idn, local], MIME)
    assert [(r.state, r.enhanced) for r in results] == [("sent", "2.0.0"), ("failed", "5.6.7")]


def test_the_null_sender(sink: Sink, tmp_path: Path) -> None:
    assert one(send(to(sink), "", [HANAKO], MIME)).state == "sent"
    assert sink.wait()[0].mail_from == ""
