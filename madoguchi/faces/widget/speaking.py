"""The words of the chat itself: a file for each language. One put beside them is spoken from the next start on.

Texts whose names begin with SAID are what it says by itself in a conversation; the panel shows all others.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django.conf.locale import LANG_INFO

from madoguchi.core.workspaces.models import LANGUAGES

FOLDER = files(__package__).joinpath("texts")
LAST_RESORT = "en"
SAID = "said_"


def languages() -> dict[str, str]:
    """What each language calls itself, by its code; those of the product first."""
    ours = [code for code, _name in LANGUAGES]
    found = sorted(file.name.removesuffix(".json") for file in FOLDER.iterdir() if file.name.endswith(".json"))
    return {code: words(code)["language"] for code in sorted(found, key=lambda code: (code not in ours, code != "ja"))}


@cache
def words(language: str) -> Mapping[str, str]:
    """Every text of a language; what its file leaves out is English."""
    own: dict[str, str] = json.loads(FOLDER.joinpath(f"{language}.json").read_text("utf-8"))
    return own if language == LAST_RESORT else {**words(LAST_RESORT), **own}


def panel_words(language: str) -> dict[str, str]:
    """Those that the panel shows."""
    return {name: text for name, text in words(language).items() if not name.startswith(SAID)}


def direction(language: str) -> str:
    """ "rtl" for a language that is written from the right."""
    return "rtl" if LANG_INFO.get(language, {}).get("bidi") else "ltr"
