"""Changes of an aim. Steps: no transaction, no permission."""

from madoguchi.core.conversations.models import Message
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.reading import question_of, wish_of
from madoguchi.features.answers.reading import asks_something

TURN = 10  # messages of a customer that are read at the beginning


def read_message(row: Aim | None, message: Message) -> Aim | None:
    """What a message tells: the first that asks something makes the row; a later one adds the wish, where it is not
    known yet. Not saved; None where it tells nothing new, and of what a person has settled nothing is changed."""
    text = message.visible_text
    if row is None:
        if not asks_something(text):
            return None
        asked = question_of(text) or " ".join(message.subject.split())[:300]
        return Aim(
            workspace_id=message.workspace_id,
            conversation_id=message.conversation_id,
            message=message,
            asked=asked,
            wish=wish_of(f"{message.subject}\n{text}"),
            at=message.at,
        )
    if row.is_settled or (row.wish and row.source == Aim.Source.RULES):
        return None
    wish = wish_of(text)
    if not wish:
        return None
    row.wish, row.source = wish, Aim.Source.RULES
    return row
