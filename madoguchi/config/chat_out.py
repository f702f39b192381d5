"""What is written in a chat is there when it is written: the visitor's page reads it from the database."""

from collections.abc import Sequence

from madoguchi.core.conversations.outgoing import Outgoing, Result


def send(letter: Outgoing) -> Sequence[Result]:
    """Nothing travels."""
    return [Result(address, "sent") for address in letter.recipients]
