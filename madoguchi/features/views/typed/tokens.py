"""A typed filter in pieces: what belongs to an operator, what is a phrase, what is a word. Takes any text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1000  # characters
_QUOTES = '"“”＂'
_QUOTED = f"[{_QUOTES}](?P<{{0}}>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)"
_TOKEN = re.compile(
    rf"(?P<minus>[-－−])?(?:(?P<name>[^\s:：{_QUOTES}]{{1,80}})[:：](?P<value>(?:[{_QUOTES}][^{_QUOTES}]*(?:[{_QUOTES}]|$)|"
    rf"[^\s{_QUOTES}])*)|{_QUOTED.format('phrase')}|(?P<word>[^\s{_QUOTES}]+))"
)
_PART = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)|[,、，]|([^,、，{_QUOTES}]+)")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece. `name` is "" for a phrase or a word; `parts` are the values that commas stand between."""

    raw: str
    negated: bool
    name: str = ""
    parts: tuple[str, ...] = ()
    is_phrase: bool = False

    @property
    def value(self) -> str:
        """All of it, for an operator that takes one text."""
        return ",".join(self.parts)


def tokens(text: str) -> Iterator[Token]:
    """The pieces of the first LONGEST characters, in their order."""
    for found in _TOKEN.finditer(_UNREADABLE.sub(" ", text[:LONGEST])):
        negated = found["minus"] is not None
        if found["name"] is not None:
            yield Token(found[0], negated, found["name"], tuple(_parts(found["value"])))
        elif found["phrase"] is not None:
            if phrase := " ".join(found["phrase"].split()):
                yield Token(found[0], negated, parts=(phrase,), is_phrase=True)
        else:
            yield Token(found[0], negated, parts=(found["word"],))


def _parts(value: str) -> Iterator[str]:
    """Quotes hold together what is written without a comma between, and are taken away."""
    whole = ""
    for found in _PART.finditer(value):
        if found[1] is None and found[2] is None:
            if whole.strip():
                yield whole.strip()
            whole = ""
        else:
            whole += found[1] if found[1] is not None else found[2]
    if whole.strip():
        yield whole.strip()
