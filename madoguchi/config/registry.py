"""The one list of consequences and channels: adding one is a line here."""

from madoguchi.core.conversations import subscribers as conversations
from madoguchi.core.events.registry import subscribe
from madoguchi.faces.live.subscriber import announce


def register() -> None:
    """Called once when the models are loaded."""
    subscribe("live", announce)
    subscribe("mentions", conversations.keep_mentions, "note.added")
