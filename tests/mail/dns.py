"""A DNS of the test's own: a zone, and the questions that were asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from madoguchi.adapters.channels.email.resolver import Kind, TemporaryDnsError


@dataclass
class FakeDns:
    """`zone` by (name, kind); `silent` names give no answer in time."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, name: str, kind: Kind) -> list[str]:
        self.asked.append((name, kind))
        if name in self.silent:
            raise TemporaryDnsError(name)
        return self.zone.get((name.lower(), kind), [])
