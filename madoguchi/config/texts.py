"""The texts of the command line, in the language of the terminal (LANG), without starting Django."""

import gettext as catalogues
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"

_catalogue = catalogues.translation("django", LOCALE, fallback=True)

# click asks the catalogue of the process for its own words: "Usage", "Options", "Missing option".
catalogues.bindtextdomain("django", LOCALE)
catalogues.textdomain("django")


def gettext(message: str) -> str:
    return _catalogue.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return _catalogue.ngettext(one, many, number)


def language() -> str:
    """`ja` or `en`: that of the catalogue which was found for the terminal."""
    return str(_catalogue.info().get("language", "en")) or "en"
