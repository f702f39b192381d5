"""Every text for people in code and templates: what gettext and its kin are called with."""

from io import BytesIO
from pathlib import Path

import django
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

from bin.texts.catalogues import Texts

# The functions of gettext, with the places of their arguments; the underscore names are how we import them.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

Used = dict[tuple[str, str], list[str]]


def texts(root: Path) -> Used:
    """Context and English to the places that ask for it, as `path:line`."""
    _prepare()
    found: Used = {}
    for path in sorted(root.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            content = path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            content = _as_python(templatize(path.read_text(encoding="utf-8"), origin=str(path)))
        else:
            continue
        _add(found, path.relative_to(root.parent), content)
    return found


def without_translation(used: Used, known: Texts) -> Used:
    return {text: places for text, places in used.items() if text not in known}


def _add(found: Used, name: Path, content: bytes) -> None:
    for line, messages, _comments, context in extract("python", BytesIO(content), KEYWORDS):
        english = messages if isinstance(messages, str) else messages[0]
        if english:
            found.setdefault((context or "", english), []).append(f"{name}:{line}")


def _as_python(templatized: str) -> bytes:
    # Django leaves the calls and makes an X of every other letter; only the indentation is no Python.
    return "\n".join(line.lstrip() for line in templatized.splitlines()).encode()


def _prepare() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
