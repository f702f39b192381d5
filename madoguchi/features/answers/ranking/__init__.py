"""The engine of answers: which article answers a question, how sure that is, and whether to answer. Pure: no database.

ranker = Ranker.fit(articles, history)
ranker.rank("先週から数字がずっと同じまま")
ranker.look("先週から数字がずっと同じまま").place_in("12", "集計が更新されないとき", parts)
"""

from typing import TYPE_CHECKING, Any

from madoguchi.features.answers.ranking.shapes import Article, Part, Past, Ranked, Ranking

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking.ranker import Look, Ranker

__all__ = ["Article", "Look", "Part", "Past", "Ranked", "Ranker", "Ranking"]


def __getattr__(name: str) -> Any:
    """The engine itself when it is first asked for: it brings numpy and scipy, and most processes never rank."""
    if name not in ("Look", "Ranker"):
        raise AttributeError(name)
    from madoguchi.features.answers.ranking import ranker  # as said above

    return getattr(ranker, name)
