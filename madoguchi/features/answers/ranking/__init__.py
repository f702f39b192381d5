"""The engine of answers: which article answers a question, how sure that is, and whether to answer. Pure: no database.

ranker = Ranker.fit(articles, history)
ranker.rank("先週から数字がずっと同じまま")

Numpy and what is learnt come with the first use of Ranker: most processes only name the shapes.
"""

from typing import TYPE_CHECKING, Any

from madoguchi.features.answers.ranking.shapes import Article, Past, Ranked, Ranking

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking.ranker import Ranker

__all__ = ["Article", "Past", "Ranked", "Ranker", "Ranking"]


def __getattr__(name: str) -> Any:
    if name != "Ranker":
        raise AttributeError(name)
    from madoguchi.features.answers.ranking.ranker import Ranker  # see above

    return Ranker
