"""What a chat asks before a conversation begins, and what it does while nobody is there; in Inbox.settings["chat"].

`{"away": "closed", "ask": {"mail": "required", "topic": "optional", "topics": ["配送", "返品"],
"topics_in": {"en": ["Delivery", ""]}, "question_in": {}}}`: in English it is "Delivery" and "返品".
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.look import LANGUAGES

AWAY = ("chat", "closed", "nobody")
NEEDS = ("", "optional", "required")
LONGEST_TOPIC = 60  # they are tags
LONGEST_QUESTION = 80
MOST_TOPICS = 20
ATTRIBUTE = "chat_answer"  # of conversations: what was answered to the question of the chat


@dataclass(frozen=True, slots=True)
class Ask:
    """Each of `name`, `mail`, `topic`, `answer` is not asked (""), "optional" or "required"; a topic is one of `topics`
    and becomes a tag, an answer is that to `question`. `topics_in` are the words for the topics in other languages, in
    the order of `topics`, `question_in` those for the question; where there are none ("" or missing), they are as they
    are."""

    name: str = ""
    mail: str = ""
    topic: str = ""
    answer: str = ""
    topics: tuple[str, ...] = ()
    question: str = ""
    topics_in: Mapping[str, Sequence[str]] = field(default_factory=dict)
    question_in: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, language: str) -> tuple[list[tuple[str, str]], str]:
        """Each topic with its words in a language, and the question."""
        words = self.topics_in.get(language, ())
        topics = [(topic, said or topic) for topic, said in zip_longest(self.topics, words, fillvalue="")]
        return topics, self.question_in.get(language) or self.question

    def kept(self) -> dict[str, Any]:
        """As it stands in the settings of an inbox."""
        return asdict(self) | {"topics": list(self.topics)}


def ask_of(inbox: Inbox) -> Ask:
    """That of a chat."""
    kept = inbox.settings.get("chat", {}).get("ask", {})
    return Ask(**{**kept, "topics": tuple(kept.get("topics", ()))})


def away_of(inbox: Inbox) -> str:
    """When a chat takes messages instead: never ("chat"), outside of its hours ("closed"), or also when nobody takes
    chats ("nobody")."""
    return str(inbox.settings.get("chat", {}).get("away", "closed"))


def typed_ask(given: Mapping[str, Any]) -> Ask:
    """What somebody typed. Raises Refused("bad-need", "no-topics", "no-question", "too-long", "too-many-topics",
    "bad-language")."""
    needs = {name: str(given.get(name, "")) for name in ("name", "mail", "topic", "answer")}
    if wrong := next((name for name, need in needs.items() if need not in NEEDS), ""):
        raise Refused("bad-need", _("It is not asked, optional or required."), field=wrong)
    topics = tuple(dict.fromkeys(filter(None, map(_line, given.get("topics", ())))))
    question = _line(given.get("question", ""))
    topics_in = {language: tuple(map(_line, words)) for language, words in given.get("topics_in", {}).items()}
    question_in = {language: _line(words) for language, words in given.get("question_in", {}).items()}
    for name, languages in (("topics", topics_in), ("question", question_in)):
        if not languages.keys() <= LANGUAGES.keys():
            raise Refused("bad-language", _("The chat does not speak this language."), field=f"{name}_in")
    _check_topics("topics", MOST_TOPICS, topics)
    for words in topics_in.values():
        _check_topics("topics_in", len(topics), words)
    for said, name in ((question, "question"), *((words, "question_in") for words in question_in.values())):
        _check(said, LONGEST_QUESTION, name)
    if needs["topic"] and not topics:
        raise Refused("no-topics", _("Write down the topics that are offered."), field="topics")
    if needs["answer"] and not question:
        raise Refused("no-question", _("Write down the question."), field="question")
    topics_in = {language: words for language, words in topics_in.items() if any(words)}
    question_in = {language: words for language, words in question_in.items() if words}
    return Ask(**needs, topics=topics, question=question, topics_in=topics_in, question_in=question_in)


def _line(typed: object) -> str:
    return " ".join(str(typed).split())


def _check_topics(name: str, most: int, topics: Sequence[str]) -> None:
    if len(topics) > most:
        raise Refused("too-many-topics", _("At most %(most)d topics.") % {"most": most}, field=name)
    for topic in topics:
        _check(topic, LONGEST_TOPIC, name)


def _check(typed: str, most: int, name: str) -> None:
    if len(typed) > most:
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": most}, field=name)


def typed_away(given: object) -> str:
    """Raises Refused("bad-away")."""
    if given not in AWAY:
        raise Refused("bad-away", _("Choose what the chat does while nobody is there."), field="away")
    return str(given)
