"""Whether a text fits into ISO-2022-JP (RFC 1468), and in what form."""

from __future__ import annotations

import re
import unicodedata

# The same JIS character under the two Unicode names that Windows and everybody else gave it.
_SAME_IN_JIS = str.maketrans(
    {
        "\uff5e": "\u301c",
        "\uff0d": "\u2212",
        "\u2225": "\u2016",
        "\u2014": "\u2015",
        "\uffe0": "\u00a2",
        "\uffe1": "\u00a3",
        "\uffe2": "\u00ac",
    }
)
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")


def for_jis(text: str) -> str:
    """The text with half-width kana widened, which ISO-2022-JP lacks, and with JIS's own wave dash and its
    kin.

    Nothing else is changed: a circled digit or 髙 stays, and with it the mail goes out in UTF-8.
    """
    widened = _HALF_WIDTH_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana.group()), text)
    return widened.translate(_SAME_IN_JIS)


def fits_jis(text: str) -> bool:
    """Whether `for_jis(text)` can be written in ISO-2022-JP."""
    try:
        for_jis(text).encode("iso2022_jp")
    except UnicodeEncodeError:
        return False
    return "\x1b" not in text
