"""The engine of answers: which article answers a question, how sure that is, and whether to answer. Pure: no database.

ranker = Ranker.fit(articles, history)
ranker.rank("先週から数字がずっと同じまま")
"""

from typing import TYPE_CHECKING, Any

from madoguchi.features.answers.ranking.shapes import Article, Past, Ranked, Ranking

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking.ranker import Ranker

__all__ = ["Article", "Past", "Ranked", "Ranker", "Ranking"]


def __getattr__(name: str) -> Any:
    """The engine itself when it is first asked for: it brings numpy and scipy, and most processes never rank."""
    if name != "Ranker":
        raise AttributeError(name)
    from madoguchi.features.answers.ranking.ranker import Ranker  # as said above

    return Ranker
