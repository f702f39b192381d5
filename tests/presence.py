"""People who look at conversations and write in them, as the web process would have heard of it."""

import itertools

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.features.presence.memory import PRESENCE
from madoguchi.features.presence.signs import Sign

_numbers = itertools.count(1)


def comes(person: Person, conversation: Conversation, doing: str = "") -> None:
    """The person opens the conversation; `doing`: and writes a "reply" or a "note"."""
    place = (conversation.id, conversation.inbox_id)
    sign = Sign(conversation.workspace_id, person.id, f"p{person.id}", next(_numbers), *place, doing)
    PRESENCE.hear(sign, at=0)


def everybody_leaves() -> None:
    """Nobody is anywhere."""
    PRESENCE.expire(at=1e9)
