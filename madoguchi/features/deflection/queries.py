"""How many the help centre spared us: told by those who were shown nothing, never by page views."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.intervals import Difference, Share, difference
from madoguchi.features.articles.models import ArticleRead, HelpContact, HelpSearch
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.models import ContactTrial

SHOWN = 10  # articles and searches that stand beside a conversation
ENOUGH = 20  # in each group; below, an interval says next to nothing


@dataclass(frozen=True, slots=True)
class Deflection:
    """How many of those who began to write to us did so in the end: of those who were shown articles that may answer
    it, and of the hold-out, who were shown none."""

    shown: Share
    held_out: Share

    @property
    def is_enough(self) -> bool:
        return min(self.shown.of, self.held_out.of) >= ENOUGH

    @property
    def difference(self) -> Difference:
        """Of those who were shown articles, how many did not write because of them; with its interval."""
        return difference(self.held_out, self.shown)

    @property
    def spared(self) -> int | None:
        """How many conversations that makes; None where nobody is to be compared with."""
        share = self.difference.value
        return None if share is None else round(share * self.shown.of)


def deflection(since: datetime, until: datetime, actor: Actor) -> Deflection:
    """Of those who began from `since` on and before `until`; one query. Raises NotAllowed for who writes no
    articles."""
    require(actor, "article.write")
    rows = ContactTrial.objects.filter(workspace_id=actor.workspace_id, began_at__gte=since, began_at__lt=until)
    parts = {"shown": Q(is_held_out=False), "held_out": Q(is_held_out=True)}
    wrote = Q(contacted_at__isnull=False)
    counted = rows.aggregate(
        **{name: Count("id", filter=part) for name, part in parts.items()},
        **{f"{name}_wrote": Count("id", filter=part & wrote) for name, part in parts.items()},
    )
    return Deflection(*(Share(counted[f"{name}_wrote"], counted[name]) for name in parts))


def read_before_on() -> Subquery:
    """For conversations: annotate(read_before_on=...); what their visitor had read and looked for that day, the newest
    first."""
    until = {"workspace_id": OuterRef("workspace_id"), "visitor": OuterRef("visitor"), "at__lte": OuterRef("at")}
    read = ArticleRead.objects.filter(**until, is_held_out=False).order_by("-id")
    searched = HelpSearch.objects.filter(**until).order_by("-id")
    one = JSONObject(article="text__article_id", language="text__language", title="text__title")
    told = JSONObject(
        read=ArraySubquery(read.values(one=one)[:SHOWN]), searched=ArraySubquery(searched.values("query")[:SHOWN])
    )
    return Subquery(HelpContact.objects.filter(conversation=OuterRef("pk")).values(told=told)[:1])


def read_before(conversation: Conversation, actor: Actor) -> dict[str, Any] | None:
    """Of one with `read_before_on`: {"read": [{"article", "language", "title"}], "searched": [...]}; None where there
    is nothing, and for whoever sees no personal data."""
    told: dict[str, Any] | None = conversation.read_before_on  # type: ignore[attr-defined]  # the annotation
    if not told or not (told["read"] or told["searched"]) or not actor.may("personal_data.read"):
        return None
    return {**told, "searched": list(dict.fromkeys(told["searched"]))}  # who types the same again looks for one thing


@dataclass(frozen=True, slots=True)
class Trail:
    """What a visitor has read today, by title, and looked for; the newest first."""

    read: list[str]
    searched: list[str]


def trail_of(visit: Visit) -> Trail:
    """Two queries."""
    mine = {"workspace_id": visit.workspace_id, "visitor": visit.key}
    read = ArticleRead.objects.filter(**mine, is_held_out=False).order_by("-id").values_list("text__title", flat=True)
    searched = HelpSearch.objects.filter(**mine).order_by("-id").values_list("query", flat=True)
    return Trail(list(read[:SHOWN]), list(dict.fromkeys(searched[:SHOWN])))


def last_search(visit: Visit, query: str) -> int | None:
    """The newest search of a visitor for these words."""
    rows = HelpSearch.objects.filter(workspace_id=visit.workspace_id, visitor=visit.key, query=query)
    return rows.order_by("-id").values_list("id", flat=True).first()
