"""A channel of the tests: it remembers what was sent and answers as it is told."""

from collections.abc import Sequence

from madoguchi.core.conversations.actions.deliver import deliver_message
from madoguchi.core.conversations.actions.later import set_off
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.outgoing import Outgoing, Result


class Post:
    """`state` is what becomes of every recipient."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.state = "sent"

    def __call__(self, letter: Outgoing) -> Sequence[Result]:
        self.sent.append(letter)
        return [Result(address, self.state, "5.1.1", "said so") for address in letter.recipients]


def deliver(message: Message) -> None:
    """What the job of a reply does, in the running transaction."""
    set_off(message.id, workspace_id=message.workspace_id)
    deliver_message(message.id, workspace_id=message.workspace_id)
