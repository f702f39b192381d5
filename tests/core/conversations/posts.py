"""A channel of the tests: it remembers what was sent and answers as it is told."""

from collections.abc import Callable, Sequence

from madoguchi.core.conversations.actions.deliver import deliver_message
from madoguchi.core.conversations.actions.later import set_off
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.outgoing import Outgoing, Result


class Post:
    """`state` is what becomes of every recipient that `states` does not name. `meanwhile` happens once, as it sends."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.state = "sent"
        self.states: dict[str, str] = {}
        self.meanwhile: Callable[[], object] = lambda: None

    @property
    def reached(self) -> list[str]:
        """The addresses that it was sent to, in their order."""
        return [address for letter in self.sent for address in letter.recipients]

    def __call__(self, letter: Outgoing) -> Sequence[Result]:
        work, self.meanwhile = self.meanwhile, lambda: None
        work()
        self.sent.append(letter)
        states = [(address, self.states.get(address, self.state)) for address in letter.recipients]
        return [Result(address, state, "5.1.1", "said so") for address, state in states]


def deliver(message: Message) -> None:
    """What the job of a reply does, in the running transaction."""
    set_off(message.id, workspace_id=message.workspace_id)
    deliver_message(message.id, workspace_id=message.workspace_id)
