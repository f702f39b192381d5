"""Addresses and numbers as an actor may see them: masked for those who may not read personal data."""

from typing import Any

from madoguchi.core.contacts.page import masked
from madoguchi.core.people.actor import Actor


class Mask:
    """Made once a request. The rule itself is the policy's, the form of a mask that of core/contacts/page.py."""

    def __init__(self, actor: Actor) -> None:
        self.is_off = actor.may("personal_data.read")

    def mail(self, address: str) -> str:
        """A mail address."""
        return address if self.is_off or not address else masked("mail", address)

    def identity(self, kind: str, value: str) -> str:
        """The value of an identity."""
        return value if self.is_off else masked(kind, value)

    def lines(self, addresses: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
        """The address lines of a message: from, to, cc, bcc, reply_to."""
        return {
            line: [{"address": self.mail(address), "name": name} for address, name in pairs]
            for line, pairs in addresses.items()
        }
