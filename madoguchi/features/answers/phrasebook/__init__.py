"""The phrasebook: the questions that every support desk gets, in the words of those who ask them.

One file a topic, one ``[[intent]]`` a question: `titles` as a help centre would head the article, `phrases` as people
say it, one a line, chosen to share few words with the titles. All of it is written by hand: what a generator could
make from the titles would teach a ranker nothing that the titles do not. `chatter.toml` holds what people say to a
help desk that is no question for its articles: greetings, thanks, small talk, the rest of the world. A topic that has
outgrown a file goes on in one of the same name with `_more`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("ja", "en")
CHATTER = "chatter"
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Intent:
    """One question. `titles` (the first is the usual one) and `phrases` are keyed by language, "ja" and "en"."""

    id: str
    topic: str
    titles: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]


@cache
def intents() -> tuple[Intent, ...]:
    """Every intent of every topic, in the order of the files' names and then as written."""
    topics = sorted(path.stem for path in FOLDER.glob("*.toml") if not path.stem.startswith(CHATTER))
    return tuple(_intent(topic, row) for topic in topics for row in _read(topic)["intent"])


@cache
def chatter(language: str) -> tuple[str, ...]:
    """What is said in `language` that no article shall answer; empty for a language that the phrasebook lacks."""
    files = sorted(path.stem for path in FOLDER.glob(f"{CHATTER}*.toml"))
    return tuple(line for file in files for line in _lines(_read(file).get(language, "")))


def _intent(topic: str, row: Mapping[str, Any]) -> Intent:
    titles = {language: tuple(row["titles"][language]) for language in LANGUAGES}
    phrases = {language: _lines(row["phrases"][language]) for language in LANGUAGES}
    return Intent(row["id"], topic, titles, phrases)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
