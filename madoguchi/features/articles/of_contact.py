"""What a contact looked for, read and said in the help centre: when they are merged, erased or exported."""

from typing import Any

from madoguchi.features.articles.models import ArticleRead, ArticleVerdict, HelpSearch

MODELS = (HelpSearch, ArticleRead, ArticleVerdict)


def move(source_id: int, target_id: int) -> list[list[int]]:
    """Returns the rows that moved, by model."""
    moved = []
    for model in MODELS:
        rows = model.objects.filter(contact_id=source_id)
        moved.append(list(rows.order_by("id").values_list("id", flat=True)))
        rows.update(contact_id=target_id)
    return moved


def move_back(moved: list[list[int]], source_id: int, target_id: int) -> None:
    for model, ids in zip(MODELS, moved, strict=True):
        model.objects.filter(id__in=ids, contact_id=target_id).update(contact_id=source_id)


def erase(contact_id: int) -> None:
    """Reads and verdicts count on, for nobody; what they wrote goes."""
    ArticleRead.objects.filter(contact_id=contact_id).update(contact=None)
    ArticleVerdict.objects.filter(contact_id=contact_id).update(contact=None, comment="")
    HelpSearch.objects.filter(contact_id=contact_id).delete()


def export(contact_id: int) -> dict[str, Any]:
    searches = HelpSearch.objects.filter(contact_id=contact_id).order_by("id")
    reads = ArticleRead.objects.filter(contact_id=contact_id, is_held_out=False).select_related("text").order_by("id")
    verdicts = ArticleVerdict.objects.filter(contact_id=contact_id).select_related("text").order_by("id")
    return {
        "help_searches": [{"query": row.query, "at": row.at.isoformat()} for row in searches],
        "articles_read": [{"title": row.text.title, "at": row.at.isoformat()} for row in reads],
        "article_verdicts": [
            {
                "title": row.text.title,
                "helpful": row.helpful,
                "reason": row.reason,
                "comment": row.comment,
                "at": row.at.isoformat(),
            }
            for row in verdicts
        ],
    }
