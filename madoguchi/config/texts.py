"""The texts of the command line, in the language of the terminal (LANG), without starting Django."""

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"

_catalogue = catalogues.translation("django", LOCALE, fallback=True)
_spoken: ContextVar[str] = ContextVar("spoken", default="")

# click asks the catalogue of the process for its own words: "Usage", "Options", "Missing option".
catalogues.bindtextdomain("django", LOCALE)
catalogues.textdomain("django")


def gettext(message: str) -> str:
    return _read().gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return _read().ngettext(one, many, number)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts for somebody who does not sit at the terminal."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _read() -> catalogues.NullTranslations:
    return _of(_spoken.get()) if _spoken.get() else _catalogue


@cache
def _of(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("django", LOCALE, languages=[language], fallback=True)


def language() -> str:
    """`ja` or `en`: that of the catalogue which was found for the terminal."""
    return str(_catalogue.info().get("language", "en")) or "en"
