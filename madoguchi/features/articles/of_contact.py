"""What a contact looked for, read and said in the help centre: when they are merged, erased or exported."""

from typing import Any

from django.db.models import QuerySet

from madoguchi.features.articles.models import ArticleRead, ArticleVerdict, HelpSearch


def move(source_id: int, target_id: int) -> list[list[int]]:
    """Returns the rows that moved: searches, reads, verdicts."""
    moved = []
    for rows in _of(source_id):
        moved.append(list(rows.order_by("id").values_list("id", flat=True)))
        rows.update(contact_id=target_id)
    return moved


def move_back(moved: list[list[int]], source_id: int, target_id: int) -> None:
    for rows, ids in zip(_of(target_id), moved, strict=True):
        rows.filter(id__in=ids).update(contact_id=source_id)


def _of(contact_id: int) -> "tuple[QuerySet[Any], ...]":
    return tuple(model.objects.filter(contact_id=contact_id) for model in (HelpSearch, ArticleRead, ArticleVerdict))


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
