"""How a chat looks on a site, kept in Inbox.settings["chat"]. What is not kept there is as DEFAULTS say.

`{"colour": "#165e83", "position": "right", "launcher": {"ja": "ご相談"}, "greeting": {"ja": "ご用件をどうぞ。"}}`;
texts by language; where a language has none, the chat has words of its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox

LANGUAGES: dict[str, str] = {}  # that the chat itself speaks, by what they call themselves; its face names them
_words: list["Words"] = []
POSITIONS = ("right", "left")
Words = Callable[[str], Mapping[str, str]]
COLOUR = re.compile(r"#[0-9a-f]{6}")
LONGEST = {"launcher": 40, "greeting": 300}  # characters


@dataclass(frozen=True, slots=True)
class Look:
    """`colour` is that of the launcher and of what the visitor says; `position` the side of the page."""

    colour: str = "#165e83"
    position: str = "right"
    launcher: Mapping[str, str] = field(default_factory=dict)
    greeting: Mapping[str, str] = field(default_factory=dict)

    @property
    def ink(self) -> str:
        """White or black, whichever is read more easily on the colour."""
        light = _luminance(self.colour)
        return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"

    def kept(self) -> dict[str, Any]:
        """As it stands in the settings of an inbox."""
        return {
            "colour": self.colour,
            "position": self.position,
            "launcher": dict(self.launcher),
            "greeting": dict(self.greeting),
        }


DEFAULTS = Look()


def register_languages(languages: Mapping[str, str], words: Words) -> None:
    """Those that the chat speaks: what each calls itself, by its code, and its texts by their names."""
    LANGUAGES.update(languages)
    _words[:] = [words]


def words_in(language: str) -> Mapping[str, str]:
    """The chat's own texts in one of LANGUAGES."""
    return _words[0](language)


def look_of(inbox: Inbox) -> Look:
    """That of a chat."""
    kept = inbox.settings.get("chat", {})
    return Look(**{name: kept.get(name, default) for name, default in DEFAULTS.kept().items()})


def typed_look(given: Mapping[str, Any]) -> Look:
    """What somebody typed; what they did not give is as DEFAULTS say.

    Raises Refused("bad-colour", "bad-position", "bad-language", "too-long"), with the field.
    """
    given = {**DEFAULTS.kept(), **given}
    colour = str(given["colour"]).strip().lower()
    if not COLOUR.fullmatch(colour):
        raise Refused("bad-colour", _("A colour is written like #165e83."), field="colour")
    if given["position"] not in POSITIONS:
        raise Refused("bad-position", _("The chat stands on the right or on the left."), field="position")
    return Look(colour, given["position"], _texts(given, "launcher"), _texts(given, "greeting"))


def _texts(given: Mapping[str, Any], name: str) -> dict[str, str]:
    texts = {language: " ".join(str(text).split()) for language, text in given[name].items()}
    if not texts.keys() <= LANGUAGES.keys():
        raise Refused("bad-language", _("The chat does not speak this language."), field=name)
    if any(len(text) > LONGEST[name] for text in texts.values()):
        raise Refused("too-long", _("At most %(most)d characters at once.") % {"most": LONGEST[name]}, field=name)
    return {language: text for language, text in texts.items() if text}


def _luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
