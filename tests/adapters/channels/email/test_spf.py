"""SPF, with the examples of RFC 7208 and the records that big senders publish."""

import pytest

from madoguchi.adapters.channels.email.spf import check_host
from tests.mail.dns import FakeDns

ZONE = {
    ("example.com", "A"): ["192.0.2.10", "192.0.2.11"],
    ("example.com", "AAAA"): ["2001:db8::10"],
    ("example.com", "MX"): ["mail-a.example.com", "mail-b.example.com"],
    ("mail-a.example.com", "A"): ["192.0.2.129"],
    ("mail-b.example.com", "A"): ["192.0.2.130"],
    ("amy.example.com", "A"): ["192.0.2.65"],
    ("65.2.0.192.in-addr.arpa", "PTR"): ["amy.example.com"],
    ("66.2.0.192.in-addr.arpa", "PTR"): ["amy.example.com"],
    ("_spf.partner.example", "TXT"): ["v=spf1 ip4:198.51.100.0/24 -all"],
    ("none.example", "TXT"): ["hello"],
    ("loop.example", "TXT"): ["v=spf1 include:loop.example -all"],
    ("two.example", "TXT"): ["v=spf1 -all", "v=spf1 +all"],
    ("10.2.0.192.user.x.example", "A"): ["127.0.0.2"],
}


@pytest.mark.parametrize(
    ("record", "ip", "result"),
    [
        ("+all", "192.0.2.1", "pass"),
        ("-all", "192.0.2.1", "fail"),
        ("~all", "192.0.2.1", "softfail"),
        ("?all", "192.0.2.1", "neutral"),
        ("", "192.0.2.1", "neutral"),
        ("a:example.com -all", "192.0.2.10", "pass"),
        ("a:example.com -all", "2001:db8::10", "pass"),
        ("a:example.com -all", "::ffff:192.0.2.10", "pass"),
        ("a:example.com -all", "192.0.2.12", "fail"),
        ("a:example.com/24 -all", "192.0.2.12", "pass"),
        ("a:example.com//64 -all", "2001:db8::99", "pass"),
        ("mx:example.com -all", "192.0.2.129", "pass"),
        ("mx:example.com -all", "192.0.2.10", "fail"),
        ("mx:example.com/30 mx:example.com/30 -all", "192.0.2.131", "pass"),
        ("ptr:example.com -all", "192.0.2.65", "pass"),
        ("ptr:example.com -all", "192.0.2.66", "fail"),
        ("ip4:192.0.2.128/28 -all", "192.0.2.129", "pass"),
        ("ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"),
        ("ip6:2001:db8::/32 -all", "2001:db8:1::1", "pass"),
        ("include:_spf.partner.example ~all", "198.51.100.7", "pass"),
        ("include:_spf.partner.example ~all", "198.51.99.7", "softfail"),
        ("redirect=_spf.partner.example", "198.51.99.7", "fail"),
        ("exists:%{ir}.%{l}.x.example -all", "192.0.2.10", "pass"),
        ("exists:%{ir}.%{l}.x.example -all", "192.0.2.11", "fail"),
        ("include:none.example -all", "192.0.2.1", "permerror"),
        ("include:loop.example -all", "192.0.2.1", "permerror"),
        ("a:%{x}.example -all", "192.0.2.1", "permerror"),
        ("nonsense -all", "192.0.2.1", "permerror"),
        ("ip4:300.1.1.1 -all", "192.0.2.1", "permerror"),
        ("a:v1.example a:v2.example a:v3.example -all", "192.0.2.1", "permerror"),
        ("redirect=none.example", "192.0.2.1", "permerror"),
        (" ".join(["mx:example.com"] * 11) + " -all", "192.0.2.1", "permerror"),
        ("include:silent.example -all", "192.0.2.1", "temperror"),
    ],
)
def test_a_record(record: str, ip: str, result: str) -> None:
    dns = FakeDns({**ZONE, ("sender.example", "TXT"): ["other", f"v=spf1 {record}".strip()]}, {"silent.example"})
    assert check_host(ip, "user@sender.example", "helo.example", dns) == result
    assert len(dns.asked) < 60


def test_senders_without_a_record_or_a_domain() -> None:
    dns = FakeDns(ZONE)
    assert check_host("192.0.2.1", "a@none.example", "x", dns) == "none"
    assert check_host("192.0.2.1", "a@two.example", "x", dns) == "permerror"
    assert check_host("192.0.2.1", "", "localhost", dns) == "none"
    assert check_host("", "a@none.example", "x", dns) == "none"


def test_the_null_sender_is_judged_by_its_helo() -> None:
    dns = FakeDns({("mx.example.com", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]})
    assert check_host("192.0.2.1", "", "mx.example.com", dns) == "pass"
    assert check_host("192.0.2.2", "", "mx.example.com", dns) == "fail"
