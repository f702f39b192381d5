"""Whether a machine may send for a domain (SPF, RFC 7208). The numbers of questions are the RFC's (4.6.4)."""

from __future__ import annotations

import ipaddress
import re
import time
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from madoguchi.adapters.channels.email.resolver import Kind, Resolver, TemporaryDnsError

Result = Literal["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"]
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_QUALIFIERS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?:([:/])(.*))?\Z", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)\Z", re.IGNORECASE)
_CIDR = re.compile(r"(.*?)(?:/(\d{1,3}))?(?://(\d{1,3}))?\Z")
_MACRO = re.compile(r"%(?:\{([slodiphcrtv])(\d{0,3})(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)
_QUESTIONS = 10
_VOID = 2
_SECONDS = 20.0


class _PermanentError(Exception):
    """The record is wrong, or asks too much."""


def check_host(ip: str, sender: str, helo: str, resolver: Resolver) -> Result:
    """The verdict on a peer that says MAIL FROM:<sender>; for the null sender the name it gave in HELO is judged."""
    local, at, domain = sender.rpartition("@")
    if not at:
        local, domain = "postmaster", helo
    domain = domain.rstrip(".").lower()
    if "." not in domain or len(domain) > 253:
        return "none"
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "none"
    address = getattr(address, "ipv4_mapped", None) or address
    state = _Check(address, local or "postmaster", domain, helo, resolver)
    try:
        return state.verdict(domain, 0)
    except TemporaryDnsError:
        return "temperror"
    except (_PermanentError, ValueError):
        return "permerror"


@dataclass(slots=True)
class _Check:
    ip: Ip
    local: str
    sender_domain: str
    helo: str
    resolver: Resolver
    questions: int = 0
    void: int = 0
    ends_at: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def verdict(self, domain: str, depth: int) -> Result:
        records = [text for text in self._ask(domain, "TXT") if text.lower().split(" ", 1)[0] == "v=spf1"]
        if len(records) != 1:
            if records:
                raise _PermanentError
            return "none"
        redirect = ""
        for term in records[0].split()[1:]:
            mechanism = _TERM.match(term)
            if mechanism:
                if self._matches(mechanism[2].lower(), mechanism[3] or "", mechanism[4] or "", (domain, depth)):
                    return _QUALIFIERS[mechanism[1] or "+"]
                continue
            modifier = _MODIFIER.match(term)
            if modifier is None:
                raise _PermanentError
            if modifier[1].lower() == "redirect":
                redirect = modifier[2]
        if not redirect:
            return "neutral"
        self._count()
        onward = self.verdict(self._expanded(redirect, domain), depth + 1)
        if onward == "none":
            raise _PermanentError
        return onward

    def _matches(self, name: str, mark: str, argument: str, place: tuple[str, int]) -> bool:
        domain, depth = place
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            network = ipaddress.ip_network(argument, strict=False)
            return network.version == self.ip.version and self.ip in network
        self._count()
        target, bits4, bits6 = domain, 32, 128
        if mark:
            parts = _CIDR.match(argument if mark == ":" else "/" + argument)
            assert parts is not None
            target = self._expanded(parts[1], domain) if parts[1] else domain
            bits4, bits6 = int(parts[2] or 32), int(parts[3] or 128)
        if name == "include":
            return self._includes(target, depth)
        if name == "exists":
            return bool(self._ask(target, "A", counts_void=True))
        if name == "ptr":
            return any(host == target or host.endswith("." + target) for host in self._validated())
        hosts = [target] if name == "a" else self._ask(target, "MX", counts_void=True)
        if len(hosts) > _QUESTIONS:
            raise _PermanentError
        return any(self._has_address(host, bits4, bits6, void=name == "a") for host in hosts)

    def _includes(self, target: str, depth: int) -> bool:
        if depth > _QUESTIONS:
            raise _PermanentError
        verdict = self.verdict(target, depth + 1)
        if verdict == "none":
            raise _PermanentError
        return verdict == "pass"

    def _has_address(self, host: str, bits4: int, bits6: int, *, void: bool = False) -> bool:
        kind: Kind = "A" if self.ip.version == 4 else "AAAA"
        bits = bits4 if self.ip.version == 4 else bits6
        for text in self._ask(host, kind, counts_void=void):
            if self.ip in ipaddress.ip_network(f"{text}/{bits}", strict=False):
                return True
        return False

    def _validated(self) -> list[str]:
        """The names of the peer that lead back to it (5.5)."""
        names = self._ask(self.ip.reverse_pointer, "PTR")[:_QUESTIONS]
        return [name.lower() for name in names if self._has_address(name, 32, 128)]

    def _count(self) -> None:
        self.questions += 1
        if self.questions > _QUESTIONS:
            raise _PermanentError

    def _ask(self, name: str, kind: Kind, *, counts_void: bool = False) -> list[str]:
        if time.monotonic() > self.ends_at:
            raise TemporaryDnsError(name)
        found = self.resolver.ask(name, kind)
        if counts_void and not found:
            self.void += 1
            if self.void > _VOID:
                raise _PermanentError
        return found

    def _expanded(self, text: str, domain: str) -> str:
        """A domain with its macros written out (7)."""

        def value(match: re.Match[str]) -> str:
            if match[5]:
                return {"%": "%", "_": " ", "-": "%20"}[match[5]]
            letter = match[1]
            parts = re.split("[" + re.escape(match[4] or ".") + "]", self._macro(letter.lower(), domain))
            if match[3]:
                parts.reverse()
            if match[2]:
                parts = parts[-max(1, int(match[2])) :]
            joined = ".".join(parts)
            return quote(joined, safe="") if letter.isupper() else joined

        if "%" in _MACRO.sub("", text):
            raise _PermanentError
        expanded = _MACRO.sub(value, text).rstrip(".").lower()
        while len(expanded) > 253:
            expanded = expanded.partition(".")[2]
        return expanded

    def _macro(self, letter: str, domain: str) -> str:
        dotted = str(self.ip) if self.ip.version == 4 else ".".join(self.ip.exploded.replace(":", ""))
        values = {
            "s": f"{self.local}@{self.sender_domain}",
            "l": self.local,
            "o": self.sender_domain,
            "d": domain,
            "i": dotted,
            "p": "unknown",
            "h": self.helo,
            "v": "in-addr" if self.ip.version == 4 else "ip6",
            "c": str(self.ip),
            "r": "unknown",
            "t": "0",
        }
        return values[letter]
