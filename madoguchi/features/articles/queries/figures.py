"""What the help centre does for its visitors and for us: lists to work from (MISSION 70, 73). What articles spare is
told by features/deflection.

Counted are visitors of a day, never views. `hours` is how long after reading somebody who writes to us counts as not
helped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet

from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import (
    ArticleRead,
    ArticleSource,
    ArticleText,
    ArticleVerdict,
    HelpContact,
    HelpSearch,
)

MOST = 200  # lines of a list to work from
HOURS = 24
NEWEST = ("-at", "-id")

WROTE = """
SELECT read.text_id, count(DISTINCT read.visitor),
       count(DISTINCT read.visitor) FILTER (WHERE EXISTS (
         SELECT 1 FROM help_contacts AS wrote
         WHERE wrote.workspace_id = read.workspace_id AND wrote.visitor = read.visitor
           AND wrote.at >= read.at AND wrote.at <= read.at + make_interval(hours => %(hours)s)))
FROM article_reads AS read
WHERE read.workspace_id = %(workspace)s AND NOT read.is_held_out AND read.at >= %(since)s AND read.at < %(until)s
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Searches for the same words that found nothing, by `visitors` in all; `query` is one way of saying it."""

    query: str
    language: str
    searches: int
    visitors: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A text, how many read it, and how many of them wrote to us afterwards."""

    text: ArticleText
    wrote: Share


@dataclass(frozen=True, slots=True)
class Opinion:
    """What readers said of a text."""

    helpful: Share
    reasons: dict[str, int]


def zero_results(actor: Actor, *, since: datetime, until: datetime, language: str = "") -> list[Unanswered]:
    """The searches without a result that most visitors made, at most MOST."""
    require(actor, "article.write")
    rows = HelpSearch.objects.filter(workspace_id=actor.workspace_id, results=0, at__gte=since, at__lt=until)
    if language:
        rows = rows.filter(language=language)
    found = rows.values("words", "language").annotate(
        query=Max("query"), searches=Count("id"), visitors=Count("visitor", distinct=True), last_at=Max("at")
    )
    return [
        Unanswered(row["query"], row["language"], row["searches"], row["visitors"], row["last_at"])
        for row in found.order_by("-visitors", "-last_at", "words")[:MOST]
    ]


def read_before_contact(actor: Actor, *, since: datetime, until: datetime, hours: int = HOURS) -> list[ReadBefore]:
    """Articles after which most visitors wrote to us all the same, at most MOST. Two queries."""
    require(actor, "article.write")
    values: dict[str, Any] = {"workspace": actor.workspace_id, "since": since, "until": until, "hours": hours}
    with connection.cursor() as cursor:
        cursor.execute(WROTE, values)
        rows = [row for row in cursor.fetchall() if row[2]]
    worst = sorted(rows, key=lambda row: (-row[2], row[0]))[:MOST]
    texts = ArticleText.objects.select_related("article__collection").defer("body", "draft_body")
    known = texts.in_bulk([row[0] for row in worst])
    return [ReadBefore(known[row[0]], Share(row[2], row[1])) for row in worst if row[0] in known]


def opinions_of(texts: Iterable[ArticleText]) -> dict[int, Opinion]:
    """What readers said of some texts, by their ids. One query."""
    rows = ArticleVerdict.objects.filter(text__in=list(texts)).values_list("text_id", "helpful", "reason")
    counted = rows.annotate(count=Count("id")).order_by()
    made: dict[int, tuple[int, int, dict[str, int]]] = {}
    for text_id, helpful, reason, count in counted:
        yes, all_of_them, reasons = made.get(text_id, (0, 0, {}))
        if reason:
            reasons[reason] = reasons.get(reason, 0) + count
        made[text_id] = (yes + (count if helpful else 0), all_of_them + count, reasons)
    return {text_id: Opinion(Share(yes, of), reasons) for text_id, (yes, of, reasons) in made.items()}


def readers_of(texts: Iterable[ArticleText], *, since: datetime) -> dict[int, int]:
    """How many visitors read some texts since a time, by their ids. One query."""
    rows = ArticleRead.objects.filter(text__in=list(texts), is_held_out=False, at__gte=since)
    return dict(rows.values_list("text_id").annotate(readers=Count("visitor", distinct=True)))


def read_by_writer_of(conversation_id: int) -> list[ArticleText]:
    """What the customer had read on that day before they began a conversation, in that order. Two queries."""
    contact = HelpContact.objects.filter(conversation_id=conversation_id).first()
    if contact is None:
        return []
    reads = ArticleRead.objects.filter(visitor=contact.visitor, at__lte=contact.at, is_held_out=False)
    return [read.text for read in reads.select_related("text__article").order_by("at")[:50]]


@dataclass(frozen=True, slots=True)
class Service:
    """How an article serves in one language: its readers since a time, and what they said of it."""

    text: ArticleText
    readers: int
    opinion: Opinion


def service_of(texts: Sequence[ArticleText], *, since: datetime) -> list[Service]:
    """Of some texts; two queries."""
    opinions, readers = opinions_of(texts), readers_of(texts, since=since)
    nothing = Opinion(Share(0, 0), {})
    return [Service(text, readers.get(text.id, 0), opinions.get(text.id, nothing)) for text in texts]


def verdicts_visible_to(actor: Actor) -> QuerySet[ArticleVerdict]:
    """What readers said, with the texts, for who writes articles; to be paged by NEWEST."""
    rows = ArticleVerdict.objects.filter(workspace_id=actor.workspace_id, text__article__archived_at__isnull=True)
    return rows.select_related("text") if actor.may("article.write") else rows.none()


def sources_of(article_id: int, actor: Actor, kind: str) -> QuerySet[ArticleSource]:
    """The conversations that an article came from ("origin") or was answered with ("used"), the newest first; those
    that the actor sees."""
    rows = ArticleSource.objects.filter(article_id=article_id, kind=kind, conversation__in=visible_to(actor))
    return rows.select_related("conversation", "by").order_by("-at", "-id")
