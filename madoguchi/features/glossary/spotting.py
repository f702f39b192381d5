"""Whether a text speaks of something by a word. Pure.

A word in Latin letters or in katakana counts where it stands alone (データ, not データベース): in those scripts nothing
else says where a word ends. Other Japanese words count wherever they stand.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LATIN = re.compile(r"[a-z0-9][a-z0-9 ._+&/'-]*")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_EDGES = ((_LATIN, "[a-z0-9]"), (_KATAKANA, "[ァ-ヺー]"))


def spotted(text: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that the text holds, in their order; whatever their width and case."""
    asked = _folded(text)
    return [word for word in words if _pattern(word).search(asked)] if asked else []


def _folded(text: str) -> str:
    """Katakana stay, for they tell where a word ends."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    asked = _folded(word)
    edge = next((edge for script, edge in _EDGES if script.fullmatch(asked)), "")
    return re.compile(f"(?<!{edge}){re.escape(asked)}(?!{edge})" if edge else re.escape(asked))
