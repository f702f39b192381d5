"""Which of the questions that every desk gets a text asks: the phrasebook as a classifier."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from madoguchi.features.answers.phrasebook import Intent, intents
from madoguchi.features.answers.reading import language_of

LEAST = 0.5  # how likely it must be; below it nothing is said


@dataclass(frozen=True, slots=True)
class Topic:
    """A question of the phrasebook, and what it is called in the language of the text."""

    id: str
    title: str


def topic_of(text: str) -> Topic | None:
    """None for what is like none of them, and where there is no sentence encoder. Loads them: in a worker."""
    return topics_of([text])[0]


def topics_of(texts: Sequence[str]) -> list[Topic | None]:
    """The same for some at once."""
    from madoguchi.features.answers.ranking import intents as classes  # numpy: not in processes that are never asked
    from madoguchi.features.answers.ranking import space  # as above

    if not texts or space.reads_with() == "words":
        return [None] * len(texts)
    found = classes.shares(space.points(texts))[:, :-1]  # the last is for chatter
    return [_topic(text, row.argmax(), row.max()) for text, row in zip(texts, found, strict=True)]


def _topic(text: str, best: int, share: float) -> Topic | None:
    if share < LEAST or not text.strip():
        return None
    found = intents()[int(best)]
    return Topic(found.id, title_of(found.id, language_of(text)))


def title_of(topic: str, language: str) -> str:
    """What a question of the phrasebook is called; "" for one that is not known."""
    found = _by_id().get(topic)
    return (found.titles.get(language) or found.titles["en"])[0] if found else ""


def all_titles(language: str) -> dict[str, str]:
    """What each question of the phrasebook is called, by its id."""
    return {one.id: title_of(one.id, language) for one in intents()}


@cache
def _by_id() -> dict[str, Intent]:
    return {one.id: one for one in intents()}
