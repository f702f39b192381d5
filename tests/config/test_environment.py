"""Settings: read from the environment, refused with every fault at once."""

import re
from pathlib import Path

import pytest

from madoguchi.config.environment import EnvironmentProblems, read_environment, suggestion
from madoguchi.config.values import OutgoingServer


def test_nothing_set_is_a_laptop() -> None:
    found = read_environment({"HOME": "/home/you"})
    assert found.home == Path("/home/you/.local/share/madoguchi")
    assert found.storage == found.home / "storage"
    assert (found.host, found.port, found.smtp_port, found.lmtp_port) == ("127.0.0.1", 8000, 2525, None)
    assert found.public_url == "http://localhost:8000"
    assert (found.database_url, found.demo, found.smtp_url, found.secure) == (None, None, None, False)


def test_a_service_behind_a_proxy() -> None:
    found = read_environment(
        {
            "HOME": "/nowhere",
            "MADOGUCHI_HOME": "/var/lib/madoguchi",
            "MADOGUCHI_URL": "https://support.example.jp/",
            "MADOGUCHI_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1",
            "MADOGUCHI_DEMO": "0",
            "MADOGUCHI_LMTP_PORT": "2526",
            "MADOGUCHI_SMTP_URL": "smtp://mailer:p%40ss@mail.example.jp",
            "DATABASE_URL": "postgresql://madoguchi:secret@db/madoguchi",
        }
    )
    assert found.public_url == "https://support.example.jp"
    assert found.secure
    assert found.allowed_hosts[0] == "support.example.jp"
    assert found.trusted_proxies == ("10.0.0.0/8", "127.0.0.1/32")
    assert found.demo is False
    assert found.lmtp_port == 2526
    assert found.smtp_url == OutgoingServer("mail.example.jp", 587, "mailer", "p@ss", "starttls", 30.0)


@pytest.mark.parametrize(
    ("public", "given", "sender"),
    [
        ("https://support.example.jp:8443", "", "madoguchi@support.example.jp"),
        ("http://192.0.2.7:8000", "", "madoguchi@[192.0.2.7]"),  # RFC 5321, 4.1.3
        ("http://[2001:db8::7]", "", "madoguchi@[IPv6:2001:db8::7]"),
        ("https://support.example.jp", "desk@example.jp", "desk@example.jp"),
    ],
)
def test_who_writes_the_mails_of_the_product(public: str, given: str, sender: str) -> None:
    said = {"MADOGUCHI_MAIL_FROM": given} if given else {}
    assert read_environment({"HOME": "/nowhere", "MADOGUCHI_URL": public, **said}).mail_from == sender


def test_a_sender_that_is_no_address_is_told() -> None:
    with pytest.raises(EnvironmentProblems, match="MADOGUCHI_MAIL_FROM"):
        read_environment({"HOME": "/nowhere", "MADOGUCHI_MAIL_FROM": "Support <desk@example.jp>"})


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(EnvironmentProblems) as refused:
        read_environment(
            {
                "HOME": "/nowhere",
                "MADOGUCHI_PORT": "eighty",
                "MADOGUCHI_SMTP_PORT": "70000",
                "MADOGUCHI_DEMO": "perhaps",
                "MADOGUCHI_URL": "support.example.jp",
                "MADOGUCHI_SECRET_KEY": "short",
                "MADOGUCHI_ENCRYPTION_KEYS": "bm90IGxvbmc=",
                "MADOGUCHI_SMTP_URL": "smtp://mail.example.jp?tls=maybe",
                "DATABASE_URL": "mysql://db/madoguchi",
            }
        )
    assert len(refused.value.problems) == 8
    assert "MADOGUCHI_PORT must be a whole number." in refused.value.problems


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MADOGUCHI_SMTP_URL", "smtp://a:99999"),
        ("MADOGUCHI_SMTP_URL", "smtp://a?timeout=soon"),
        ("MADOGUCHI_SMTP_URL", "smtp://a?timeout=-1"),
        ("MADOGUCHI_URL", "https://support.example.jp:443s"),
        ("DATABASE_URL", "postgresql://db:54x/madoguchi"),
    ],
)
def test_a_fault_inside_an_address_is_told_in_our_own_words(name: str, value: str) -> None:
    with pytest.raises(EnvironmentProblems) as refused:
        read_environment({"HOME": "/nowhere", name: value})
    assert re.fullmatch(rf"{name} must (name a port|have a timeout) .*\.", refused.value.problems[0])


def test_a_typing_error_is_noticed() -> None:
    found = read_environment({"HOME": "/nowhere", "MADOGUCHI_PROT": "80", "MADOGUCHI_CHROMIUM": "chromium"})
    assert found.unknown == ("MADOGUCHI_PROT",)
    assert suggestion("MADOGUCHI_PROT") == "MADOGUCHI_PORT"


def test_an_empty_variable_counts_as_unset() -> None:
    assert read_environment({"HOME": "/nowhere", "DATABASE_URL": "", "MADOGUCHI_PORT": " "}).port == 8000


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [("smtps://a", "implicit", 465), ("smtp://a?tls=none", "none", 25), ("smtp://a:2587", "starttls", 2587)],
)
def test_forms_of_the_outgoing_server(url: str, tls: str, port: int) -> None:
    found = read_environment({"HOME": "/nowhere", "MADOGUCHI_SMTP_URL": url}).smtp_url
    assert found
    assert (found.tls, found.port) == (tls, port)
