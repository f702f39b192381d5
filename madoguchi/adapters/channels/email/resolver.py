"""The questions to DNS that the check of a sender asks, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Literal, Protocol

import dns.exception
import dns.resolver
from publicsuffix2 import PublicSuffixList

Kind = Literal["TXT", "A", "AAAA", "MX", "PTR"]


class TemporaryDnsError(Exception):
    """No answer now. A later try may have one."""


class Resolver(Protocol):
    """`ask` gives the records as text: TXT joined, MX as host names by preference; [] where there are none."""

    def ask(self, name: str, kind: Kind) -> list[str]: ...


class DnsResolver:
    """The machine's own resolver, with a time-out in seconds for each question."""

    def __init__(self, timeout: float = 5.0) -> None:
        self.timeout = timeout
        self._resolver = dns.resolver.Resolver()
        self._resolver.timeout = min(timeout, 2.0)

    def ask(self, name: str, kind: Kind) -> list[str]:
        """TemporaryDnsError where nothing answers in time."""
        try:
            answer = self._resolver.resolve(name, kind, lifetime=self.timeout, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise TemporaryDnsError(name) from error
        if kind == "TXT":
            return [b"".join(record.strings).decode("latin-1") for record in answer]
        if kind == "MX":
            ranked = sorted((record.preference, str(record.exchange)) for record in answer)
            return [host.rstrip(".") for _, host in ranked if host != "."]
        return [str(record).rstrip(".") for record in answer]


@lru_cache(maxsize=4096)
def organisational_domain(domain: str) -> str:
    """The part of a domain that somebody registered (RFC 7489 3.2), by the public suffix list that
    authheaders ships.
    """
    name = domain.lower().rstrip(".")
    found = str(_suffixes().get_public_suffix(name))
    # A top-level domain that is not on the list comes back bare; all of its domains would be one organisation's.
    return found if "." in found else ".".join(name.split(".")[-2:])


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    text = resources.files("authheaders").joinpath("public_suffix_list.txt").read_text("utf-8")
    return PublicSuffixList(text.splitlines())
