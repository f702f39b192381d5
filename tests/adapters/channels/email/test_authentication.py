"""Whether a mail is from whom it says."""

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from madoguchi.adapters.channels.email.authentication import SenderAuthentication, authenticate
from madoguchi.adapters.channels.email.authentication_results import parse_results
from madoguchi.adapters.channels.email.resolver import organisational_domain
from tests.mail.dns import FakeDns

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
MAIL = b"From: Hanako <hanako@customer.co.jp>\r\nTo: desk@madoguchi.example\r\nSubject: Hi\r\n\r\nHello.\r\n"
PEER = "192.0.2.1"
HANAKO = "hanako@customer.co.jp"
RECEIVED = b"Received: from x by mx.madoguchi.example; Sun, 1 Nov 2026 10:00:00 +0900\r\n"


def zone(**more: str) -> FakeDns:
    names = {
        "s1._domainkey.customer.co.jp": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "s1._domainkey.mail.customer.co.jp": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "s1._domainkey.evil.example": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "s1._domainkey.other.co.jp": f"v=DKIM1; k=rsa; p={PUBLIC}",
        "customer.co.jp": "v=spf1 ip4:192.0.2.1 -all",
        "evil.example": "v=spf1 +all",
        **{name.replace("__", "."): text for name, text in more.items()},
    }
    return FakeDns({(name, "TXT"): [text] for name, text in names.items()})


DMARC = {"_dmarc.customer.co.jp": "v=DMARC1; p=reject"}


def signed(mail: bytes = MAIL, domain: bytes = b"customer.co.jp", **options: object) -> bytes:
    return bytes(dkim.sign(mail, b"s1", domain, PEM, include_headers=[b"from", b"subject"], **options)) + mail


def judge(
    raw: bytes, *, peer: str = PEER, mail_from: str = HANAKO, trusted: tuple[str, ...] = (), dns: FakeDns | None = None
) -> SenderAuthentication:
    return authenticate(raw, peer, "mx.customer.co.jp", mail_from, trusted, dns or zone(**DMARC))


def test_a_signature_of_the_same_organisation_passes() -> None:
    for domain in (b"customer.co.jp", b"mail.customer.co.jp"):
        found = judge(signed(domain=domain), peer="198.51.100.1")
        assert (found.result, found.dkim, found.dmarc, found.spf) == ("pass", "pass", "pass", "fail")
        assert (found.domain, found.source) == ("customer.co.jp", "computed")


def test_spf_of_the_same_organisation_passes() -> None:
    found = judge(MAIL)
    assert found == SenderAuthentication("pass", "pass", "none", "pass", "customer.co.jp", "computed")
    assert judge(MAIL, peer="").result == "fail"  # unknown peer: no SPF, and the domain publishes a policy


@pytest.mark.parametrize("domain", [b"evil.example", b"other.co.jp"])
def test_a_signature_of_somebody_else_does_not(domain: bytes) -> None:
    found = judge(signed(domain=domain), peer="198.51.100.1", mail_from="x@evil.example")
    assert (found.result, found.dkim, found.spf, found.dmarc) == ("fail", "pass", "pass", "fail")


def test_without_a_policy_nothing_is_known_but_a_broken_signature_fails() -> None:
    found = judge(MAIL, peer="198.51.100.1", mail_from="x@evil.example", dns=zone())
    assert (found.result, found.dmarc) == ("none", "none")
    assert judge(signed(), peer="", dns=zone()).result == "pass"
    broken = signed().replace(b"Hello.", b"Pay me.")
    assert (judge(broken, peer="", dns=zone()).result, judge(broken, peer="").dkim) == ("fail", "fail")


def test_strict_alignment_is_kept() -> None:
    strict = zone(**{"_dmarc.customer.co.jp": "v=DMARC1; p=none; adkim=s; aspf=s"})
    assert judge(signed(domain=b"mail.customer.co.jp"), peer="", dns=strict).result == "fail"
    assert judge(signed(), peer="", dns=strict).result == "pass"


def test_the_policy_of_the_organisation_holds_for_its_parts() -> None:
    mail = MAIL.replace(b"@customer", b"@shop.customer")
    found = judge(mail, peer="198.51.100.1")
    assert (found.domain, found.dmarc, found.result) == ("shop.customer.co.jp", "fail", "fail")


@pytest.mark.parametrize(
    "change",
    [
        (b"From: Hanako", b"From: evil@evil.example\r\nFrom: Hanako"),
        (b"From: Hanako <hanako@customer.co.jp>", b"From: <a@evil.example>, <hanako@customer.co.jp>"),
        (b"From: Hanako <hanako@customer.co.jp>", b"From: hanako@customer.co.jp <a@evil.example>"),
        (b"From: Hanako <hanako@customer.co.jp>", b"From: a@evil.example, hanako@customer.co.jp"),
        (b"From: Hanako <hanako@customer.co.jp>", b"From: <hanako@customer.co.jp"),
        (b"From: Hanako <hanako@customer.co.jp>", b"From: g: hanako@customer.co.jp;"),
        (b"From: Hanako <hanako@customer.co.jp>\r\n", b""),
        (b"From: Hanako <hanako@customer.co.jp>\r\n", b"From : a@evil.example\r\nFrom: <hanako@customer.co.jp>\r\n"),
    ],
)
def test_a_sender_who_is_not_one_fails(change: tuple[bytes, bytes]) -> None:
    for raw in (MAIL.replace(*change), signed(MAIL.replace(*change)) if b"From" in change[1] else b""):
        assert judge(raw).result == "fail"
    trusted = b"Authentication-Results: mx; dmarc=pass header.from=customer.co.jp\r\n" + MAIL.replace(*change)
    assert judge(trusted, trusted=("mx",)).result == "fail"


def test_a_name_that_looks_like_an_address_is_a_name() -> None:
    mail = MAIL.replace(b"Hanako <", b'"ceo@bank.example" (x@y.example) <')
    assert judge(signed(mail)).domain == "customer.co.jp"


def test_a_signature_that_leaves_room_is_none() -> None:
    partial = signed(length=True) + b"And send your password.\r\n"
    assert judge(partial, peer="").result == "fail"
    assert judge(partial, peer="").dkim == "permerror"


def test_silent_dns_is_an_error_not_a_verdict() -> None:
    for name in ("s1._domainkey.customer.co.jp", "customer.co.jp", "_dmarc.customer.co.jp"):
        dns = zone(**DMARC)
        dns.silent = {name}
        dns.zone.pop(("customer.co.jp", "TXT"))
        found = judge(signed() if "key" in name else MAIL, dns=dns)
        assert found.result == "error", name


# What the trusted MTA wrote


def stated(text: str) -> bytes:
    return f"Authentication-Results: {text}\r\n".encode()


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("mx; dmarc=pass header.from=customer.co.jp", "pass"),
        ("MX 1; dmarc=pass (p=reject; dis=none) header.from=customer.co.jp", "pass"),
        ("mx; dmarc=pass header.from=evil.example", "none"),
        ("mx; dmarc=fail header.from=customer.co.jp; dkim=pass header.d=evil.example", "fail"),
        ("mx; dkim=pass header.i=@mail.customer.co.jp; spf=fail smtp.mailfrom=x", "pass"),
        ("mx; dkim=fail header.d=customer.co.jp; dkim=pass header.d=customer.co.jp", "pass"),
        ("mx; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example", "none"),
        ("mx; spf=pass smtp.mailfrom=hanako@customer.co.jp", "pass"),
        ('mx; dkim=fail reason="body; dkim=pass" header.d=customer.co.jp', "fail"),
        ("mx; dkim=fail (dkim=pass header.d=customer.co.jp) header.d=customer.co.jp", "fail"),
        ("mx; dkim=temperror header.d=customer.co.jp", "error"),
        ("mx; none", "none"),
    ],
)
def test_the_trusted_header_decides(text: str, result: str) -> None:
    dns = FakeDns()
    found = judge(stated(text) + RECEIVED + MAIL, trusted=("mx",), dns=dns)
    assert (found.result, found.source) == (result, "trusted-header")
    assert dns.asked == []


def test_a_header_of_somebody_else_does_not() -> None:
    good = "dmarc=pass header.from=customer.co.jp"
    for text in (f"evil; {good}", f"mx.evil; {good}", good, f"; {good}", f"(mx) evil; {good}"):
        found = judge(stated(text) + MAIL, trusted=("mx",), peer="198.51.100.1")
        assert (found.result, found.source) == ("fail", "computed")
    assert judge(stated(f"mx; {good}") + MAIL, peer="198.51.100.1").source == "computed"


def test_a_header_that_the_sender_wrote_lower_down_does_not_count() -> None:
    good = stated("mx; dmarc=pass header.from=customer.co.jp")
    bad = stated("mx; spf=fail smtp.mailfrom=x@evil.example")
    for raw in (
        bad + RECEIVED + good + MAIL,
        RECEIVED + bad + good + MAIL,
        RECEIVED + bad + RECEIVED + good + MAIL,
        bad + RECEIVED + RECEIVED + good + MAIL,
    ):
        found = judge(raw, trusted=("mx",))
        assert (found.result, found.dmarc, found.spf) == ("none", "none", "fail")
    both = stated("mx; spf=none") + good + RECEIVED + MAIL
    assert judge(both, trusted=("mx",)).result == "pass"


def test_the_header_is_read_in_linear_time() -> None:
    for filler in ("(" * 1_000_000, "a=b " * 250_000, '"' * 1_000_001, "; " * 500_000, "\\" * 1_000_000):
        parse_results("mx; " + filler)  # a quadratic reader would not come back
        raw = stated("mx; " + filler) + b"From: " + filler.encode() + b"\r\n" + MAIL
        assert judge(raw, trusted=("mx",)).result == "fail"


def test_results_are_read_tolerantly() -> None:
    authserv_id, results = parse_results("mx.example 1 ; dkim = pass (good) header.d = x.jp;spf/1=softfail;;x; y=")
    assert authserv_id == "mx.example"
    assert [(one.method, one.result, one.properties) for one in results] == [
        ("dkim", "pass", {"header.d": "x.jp"}),
        ("spf", "softfail", {}),
    ]
    assert parse_results("") == ("", [])


def test_organisations() -> None:
    for name, expected in (
        ("a.b.customer.co.jp", "customer.co.jp"),
        ("customer.co.jp", "customer.co.jp"),
        ("MAIL.Example.COM.", "example.com"),
        ("x.shibuya.tokyo.jp", "x.shibuya.tokyo.jp"),
        ("co.jp", "co.jp"),
    ):
        assert organisational_domain(name) == expected


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\xff\xfe\x00", b"From", b"DKIM-Signature: x\r\n\r\n", b":" * 100_000])
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    assert judge(raw).result == "fail"


def test_broken_signatures_do_not_make_it_raise() -> None:
    for text in (b"", b"v=1", b"v=1; a=rsa-sha256; d=; s=; h=from; b=; bh=", b"a=\xff; d=\xff", b"v=1;" * 10_000):
        assert judge(b"DKIM-Signature: " + text + b"\r\n" + MAIL).result == "pass"  # by SPF
    many = b"".join(signed()[: -len(MAIL)] for _ in range(20)) + MAIL
    dns = zone(**DMARC)
    assert judge(many, dns=dns).dkim == "pass"
    assert len(dns.asked) < 20
