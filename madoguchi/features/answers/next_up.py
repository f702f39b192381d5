"""The likely next question (MISSION 11): what people asked for after an article, else what stands beside it."""

from django.db.models import Count, F

from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.public import IN_ORDER, public

MOST = 2


def likely_next(text: ArticleText) -> list[ArticleText]:
    """At most MOST others that everybody may read in the same language: first by how often they came later in the same
    conversation or were opened, then by their place in the collection. Two queries."""
    there = Answer.objects.filter(text__article_id=text.article_id, article_version__gt=0)
    after = Answer.objects.filter(
        conversation_id__in=there.values("conversation_id"), text__isnull=False, article_version__gt=0
    ).exclude(text__article_id=text.article_id)
    counts = {one["of"]: one["n"] for one in after.values(of=F("text__article_id")).annotate(n=Count("id"))}
    opened = there.filter(read_on__isnull=False).values(of=F("read_on_id")).annotate(n=Count("id"))
    for one in opened:
        counts[one["of"]] = counts.get(one["of"], 0) + one["n"]
    readable = public(text.workspace_id, text.language).exclude(article_id=text.article_id)
    best = sorted(counts, key=lambda of: (-counts[of], of))[: MOST * 3]
    found = {one.article_id: one for one in readable.filter(article_id__in=best)}
    chosen = [found[of] for of in best if of in found][:MOST]
    if len(chosen) < MOST:
        beside = readable.filter(article__collection_id=text.article.collection_id)
        beside = beside.exclude(article_id__in=[one.article_id for one in chosen]).order_by(*IN_ORDER)
        chosen += list(beside[: MOST - len(chosen)])
    return chosen
