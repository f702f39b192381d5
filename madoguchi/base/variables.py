"""Places in a text that are filled in for each reader: {{contact.name}}, or {{contact.name|there}} with what to say
where nothing is known.

A text that went through an editor may have backslashes in them, as Markdown escapes its marks.
"""

import re
from collections.abc import Callable

_PLACE = re.compile(r"\{\{\s*([a-z]{1,20}\.[a-z\\_]{1,30})\s*(?:\\?\|([^{}|\n]{0,60}))?\}\}")
Fill = Callable[[str, str, str], str | None]


def places_in(text: str) -> list[str]:
    """The names of the places, in their order, each once."""
    return list(dict.fromkeys(_name(place) for place in _PLACE.finditer(text)))


def filled(text: str, fill: Fill) -> str:
    """The text with what `fill(name, instead, what follows)` gives for each place; where that is None, the place
    stays to be seen."""

    def made(place: re.Match[str]) -> str:
        name, instead = _name(place), (place[2] or "").strip()
        value = fill(name, instead, text[place.end() : place.end() + 3].strip())
        return written(name, instead) if value is None else value

    return _PLACE.sub(made, text)


def tidy(text: str) -> str:
    """The same text, its places written in one way."""
    return filled(text, lambda _name, _instead, _after: None)


def written(name: str, instead: str = "") -> str:
    """A place as it stands in a text."""
    return f"{{{{{name}|{instead}}}}}" if instead else f"{{{{{name}}}}}"


def _name(place: re.Match[str]) -> str:
    return place[1].replace("\\", "")
