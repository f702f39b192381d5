"""The one list of consequences and channels: adding one is a line here."""

from madoguchi.config import mail_out
from madoguchi.core.contacts import holdings
from madoguchi.core.conversations import of_contact
from madoguchi.core.conversations.outgoing import register_channel
from madoguchi.core.events.registry import subscribe
from madoguchi.faces.live.subscriber import announce


def register() -> None:
    """Called once when the models are loaded."""
    register_channel("email", mail_out.send)
    subscribe("live", announce)
    holdings.register(
        "conversations",
        move=of_contact.move,
        move_back=of_contact.move_back,
        erase=of_contact.erase,
        export=of_contact.export,
    )
