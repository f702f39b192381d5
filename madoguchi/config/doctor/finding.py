"""The result of one check."""

import enum
from dataclasses import dataclass


class State(enum.Enum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is the name for programs; `text` is for people, and says what to do where something is wrong."""

    check: str
    state: State
    text: str


def ok(check: str, text: str) -> Finding:
    return Finding(check, State.OK, text)


def warning(check: str, text: str) -> Finding:
    return Finding(check, State.WARNING, text)


def error(check: str, text: str) -> Finding:
    return Finding(check, State.ERROR, text)
