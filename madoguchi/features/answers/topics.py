"""Which of the questions that every desk gets a text asks: the phrasebook as a classifier."""

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
    from madoguchi.features.answers.ranking import intents as classes  # numpy: not in processes that are never asked
    from madoguchi.features.answers.ranking import space  # as above

    if not text.strip() or space.reads_with() == "words":
        return None
    shares = classes.shares(space.points([text]))[0][:-1]  # the last is for chatter
    best = int(shares.argmax())
    if shares[best] < LEAST:
        return None
    found = intents()[best]
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
