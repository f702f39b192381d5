"""Words in Latin letters: their stems, and those that say nothing."""

from functools import cache, lru_cache
from threading import Lock
from typing import Any

# The list of PostgreSQL's own english dictionary, which is Snowball's.
_LIST = """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
itself they them their theirs themselves what which who whom this that these those am is are was were be been being have
has had having do does did doing a an the and but if or because as until while of at by for with about against between
into through during before after above below to from up down in out on off over under again further then once here there
when where why how all any both each few more most other some such no nor not only own same so than too very s t can
will just don should now
"""
STOPS = frozenset(_LIST.split())
_alone = Lock()  # a stemmer keeps the word that it is at


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Of a lower-case word (Snowball's English, Porter 2)."""
    with _alone:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer  # 3 MB, in processes that never search too

    return snowballstemmer.stemmer("english")
