"""The engine of answers: which article answers a question, how sure that is, and whether to answer. Pure: no database.

ranker = Ranker.fit(articles, history)
ranker.rank("先週から数字がずっと同じまま")
"""

from madoguchi.features.answers.ranking.ranker import Ranker
from madoguchi.features.answers.ranking.shapes import Article, Past, Ranked, Ranking

__all__ = ["Article", "Past", "Ranked", "Ranker", "Ranking"]
