"""Changes of an aim. Steps: no transaction, no permission."""

from madoguchi.core.conversations.models import Message
from madoguchi.features.aims.models import LONGEST, Aim
from madoguchi.features.aims.reading import question_of, wish_of
from madoguchi.features.answers.reading import asks_something, language_of
from madoguchi.features.answers.topics import Topic, title_of

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


def text_of(row: Aim) -> str:
    """What is looked at, with its message at hand."""
    return f"{row.asked}\n{row.message.visible_text if row.message else ''}".strip()


def known_topic(row: Aim) -> Topic | None:
    """The topic that was found for it before."""
    return Topic(row.topic, title_of(row.topic, language_of(text_of(row)))) if row.topic else None


def mostly_wanted(row: Aim, topic: Topic) -> None:
    """What a question of this topic mostly wants, where neither the customer nor a person says it. Not saved."""
    if not row.is_settled and not row.wish:
        row.wish, row.source = topic.title[:LONGEST], Aim.Source.PHRASEBOOK
