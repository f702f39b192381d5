"""All that the page of one text shows: in three queries, four where a translation is stale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.together import asked_together
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.queries import active_people
from madoguchi.faces.desk.authoring import (
    centre_of_seat,
    collection_rows,
    others_at,
    pictures_of,
    read_address,
    shelves_in,
    source_of,
    tabs_of,
)
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.articles.models import (
    Article,
    ArticleRead,
    ArticleSource,
    ArticleVerdict,
    HelpCentre,
    Snippet,
    Visibility,
)
from madoguchi.features.articles.models.reading import Place
from madoguchi.features.articles.queries.articles import texts_readable_by
from madoguchi.features.articles.queries.suggestions import NEWEST, suggestions_open
from madoguchi.features.registry.steps import REVIEWED_EACH

COUNTED = timedelta(days=28)
SHOWN = 10  # conversations of each kind
PEOPLE = ("article__collection", "article__owner", "draft_by", "reviewer", "review_asked_by")


@dataclass(frozen=True, slots=True)
class Service:
    """How an article serves, in the last COUNTED; `used` since it is there. `by_card` of the `reads` began at the card
    of a reply."""

    reads: int
    by_card: int
    used: int
    helpful: int
    verdicts: int

    @property
    def helped(self) -> int | None:
        """In percent; None where nobody said."""
        return round(100 * self.helpful / self.verdicts) if self.verdicts else None


def page_of_text(article_id: int, language: str, seat: Seat) -> dict[str, Any]:
    """The context of desk/articles/write.html. Raises NotAllowed."""
    texts = {
        row.language: row
        for row in texts_readable_by(seat.actor).filter(article_id=article_id).select_related(*PEOPLE).order_by("id")
    }
    if not texts:
        raise NotAllowed("not-found", "")
    centre = centre_of_seat(seat)
    text, article = texts.get(language), next(iter(texts.values())).article
    source = texts.get(centre.language)
    return {
        "area": "articles",
        "article": article,
        "centre": centre,
        "text": text,
        "language": language,
        "title": text.draft_title if text else "",
        "address": read_address(text, centre) if text and text.is_live else "",
        "tabs": tabs_of(article_id, centre, texts),
        "source": source_of(text, source),
        "other": others_at(text, seat),
        "pictures": pictures_of(text.draft_body if text else ""),
        "must_review": article.needs_review or centre.needs_review,
        "next_review": _next_review(article),
        "is_own": text is not None and seat.person.id in text.draft_authors,
        **_beside(article, language, centre, seat),
    }


def _next_review(article: Article) -> date | None:
    """The day that follows where the one on which it is to be looked over has come."""
    due, today = article.review_due_on, localdate()
    return today + REVIEWED_EACH if due and due <= today and article.archived_at is None else None


def _beside(article: Article, language: str, centre: HelpCentre, seat: Seat) -> dict[str, Any]:
    """What is chosen from, and how the article serves."""
    since = now() - COUNTED
    of_article = ArticleSource.objects.filter(article=article).order_by("-at", "-id")
    seen = of_article.filter(conversation__in=visible_to(seat.actor)).values(
        "conversation_id", "conversation__subject", "at"
    )
    people, collections, snippets, reads, verdicts, used, origins, answers, suggested = asked_together(
        active_people(seat.actor).values("id", "name"),
        collection_rows(),
        Snippet.objects.filter(language=language).order_by("key").values("key", "body"),
        ArticleRead.objects.filter(text__article=article, is_held_out=False, at__gte=since)
        .values("place")
        .annotate(number=Count("id")),
        ArticleVerdict.objects.filter(text__article=article, at__gte=since)
        .values("helpful")
        .annotate(number=Count("id")),
        of_article.filter(kind="used").order_by().values("article_id").annotate(number=Count("id")),
        seen.filter(kind="origin")[:SHOWN],
        seen.filter(kind="used")[:SHOWN],
        suggestions_open(seat.actor)
        .filter(article=article)
        .order_by(*NEWEST)
        .values("id", "person__name", "text", "at", "conversation_id")[:SHOWN],
    )
    read = {row["place"]: row["number"] for row in reads}
    said = {row["helpful"]: row["number"] for row in verdicts}
    return {
        "people": people,
        "collections": shelves_in(collections, centre.language),
        "snippets": snippets,
        "visibilities": Visibility.choices,
        "service": Service(
            sum(read.values()), read.get(Place.REPLY, 0), _number(used), said.get(True, 0), sum(said.values())
        ),
        "origins": [_source(row) for row in origins],
        "answers": [_source(row) for row in answers],
        "suggestions": [row | {"person": row["person__name"], "at": _time(row["at"])} for row in suggested],
    }


def _number(rows: list[dict[str, Any]]) -> int:
    return rows[0]["number"] if rows else 0


def _source(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["conversation_id"],
        "subject": row["conversation__subject"],
        "at": _time(row["at"]),
    }


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)
