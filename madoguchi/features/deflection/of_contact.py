"""What a contact read and looked for before they wrote to us, when they are erased or exported. In a merge it follows
its conversation."""

from typing import Any

from madoguchi.features.articles.models import ArticleRead, HelpContact, HelpSearch


def erase(contact_id: int) -> None:
    """Nothing says any more that it was them; what they typed goes."""
    rows = HelpContact.objects.filter(conversation__contact_id=contact_id)
    HelpSearch.objects.filter(visitor__in=list(rows.values_list("visitor", flat=True))).delete()
    rows.delete()


def export(contact_id: int) -> dict[str, Any]:
    visitors = list(HelpContact.objects.filter(conversation__contact_id=contact_id).values_list("visitor", flat=True))
    read = (
        ArticleRead.objects.filter(visitor__in=visitors, is_held_out=False)
        .order_by("id")
        .values_list("text__title", "at")
    )
    searched = HelpSearch.objects.filter(visitor__in=visitors).order_by("id").values_list("query", "at")
    return {
        "read_before_writing": [{"title": title, "at": at.isoformat()} for title, at in read],
        "searched_before_writing": [{"query": query, "at": at.isoformat()} for query, at in searched],
    }
