"""How much of what we answer is written down (MISSION 61): resolved conversations that were answered with an article,
or from which one was written."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import ArticleSource

NEWEST = ("-resolved_at", "-id")


@dataclass(frozen=True, slots=True)
class Covered:
    """Of the resolved conversations of one inbox, those that an article covers."""

    inbox_id: int
    inbox: str
    share: Share


def uncovered_between(actor: Actor, *, since: datetime, until: datetime) -> QuerySet[Conversation]:
    """Those that were resolved in a time, and that no article covers; to be paged by NEWEST."""
    return answered_and_resolved(actor, since, until).exclude(Exists(_sources()))


def covered_between(actor: Actor, *, since: datetime, until: datetime) -> list[Covered]:
    """The share of each inbox, those with the most conversations first. One query."""
    rows = answered_and_resolved(actor, since, until).order_by().values("inbox_id", "inbox__name")
    found = rows.annotate(of=Count("id"), covered=Count("id", filter=Exists(_sources())))
    return [
        Covered(row["inbox_id"], row["inbox__name"], Share(row["covered"], row["of"]))
        for row in found.order_by("-of", "inbox_id")
    ]


def is_bare(conversation: Conversation) -> bool:
    """Whether we have answered it, and no article covers it."""
    was_answered = conversation.first_replied_at is not None and not conversation.is_spam
    return was_answered and not ArticleSource.objects.filter(conversation=conversation).exists()


def answered_and_resolved(actor: Actor, since: datetime, until: datetime) -> QuerySet[Conversation]:
    """Answered by us, and resolved."""
    return visible_to(actor).filter(
        status=Status.RESOLVED,
        resolved_at__gte=since,
        resolved_at__lt=until,
        first_replied_at__isnull=False,
        is_spam=False,
        merged_into__isnull=True,
    )


def _sources() -> QuerySet[ArticleSource]:
    return ArticleSource.objects.filter(conversation=OuterRef("id"))
