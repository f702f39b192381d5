"""What a chat asks before a conversation begins, and what it does while nobody is there; in Inbox.settings["chat"].

`{"away": "closed", "ask": {"mail": "required", "topic": "optional", "topics": ["配送", "返品"]}}`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox

AWAY = ("chat", "closed", "nobody")
NEEDS = ("", "optional", "required")
LONGEST_TOPIC = 60  # they are tags
LONGEST_QUESTION = 80
MOST_TOPICS = 20
ATTRIBUTE = "chat_answer"  # of conversations: what was answered to the question of the chat


@dataclass(frozen=True, slots=True)
class Ask:
    """Each of `name`, `mail`, `topic`, `answer` is not asked (""), "optional" or "required"; a topic is one of `topics`
    and becomes a tag, an answer is that to `question`."""

    name: str = ""
    mail: str = ""
    topic: str = ""
    answer: str = ""
    topics: tuple[str, ...] = ()
    question: str = ""

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
    """What somebody typed. Raises Refused("bad-need", "no-topics", "no-question", "too-long", "too-many-topics")."""
    needs = {name: str(given.get(name, "")) for name in ("name", "mail", "topic", "answer")}
    if wrong := next((name for name, need in needs.items() if need not in NEEDS), ""):
        raise Refused("bad-need", _("It is not asked, optional or required."), field=wrong)
    topics = tuple(dict.fromkeys(filter(None, (" ".join(str(one).split()) for one in given.get("topics", ())))))
    question = " ".join(str(given.get("question", "")).split())
    if len(topics) > MOST_TOPICS:
        raise Refused("too-many-topics", _("At most %(most)d topics.") % {"most": MOST_TOPICS}, field="topics")
    if any(len(topic) > LONGEST_TOPIC for topic in topics):
        text = _("At most %(most)d characters at once.") % {"most": LONGEST_TOPIC}
        raise Refused("too-long", text, field="topics")
    if len(question) > LONGEST_QUESTION:
        text = _("At most %(most)d characters at once.") % {"most": LONGEST_QUESTION}
        raise Refused("too-long", text, field="question")
    if needs["topic"] and not topics:
        raise Refused("no-topics", _("Write down the topics that are offered."), field="topics")
    if needs["answer"] and not question:
        raise Refused("no-question", _("Write down the question."), field="question")
    return Ask(**needs, topics=topics, question=question)


def typed_away(given: object) -> str:
    """Raises Refused("bad-away")."""
    if given not in AWAY:
        raise Refused("bad-away", _("Choose what the chat does while nobody is there."), field="away")
    return str(given)
