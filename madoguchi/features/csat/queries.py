"""Reading ratings: of one conversation, in a list, and as figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.csat.models import Rating

NEWEST = ("-asked_at", "-id")
CONTENT = 4  # from here on a customer is content
GROUPS = ("person", "team", "inbox")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which ratings: asked for from `since` on and before `until`; None: of all. `scores` () is any, also none yet;
    `rated` None is both."""

    since: datetime
    until: datetime
    inbox_id: int | None = None
    team_id: int | None = None
    person_id: int | None = None
    scores: tuple[int, ...] = ()
    rated: bool | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """`scores` has how often each score was given, from 1 to 5."""

    asked: int
    rated: int
    scores: tuple[int, ...]

    @property
    def content(self) -> int:
        """How many are content."""
        return sum(self.scores[CONTENT - 1 :])

    @property
    def share(self) -> int | None:
        """Of those who answered, in percent."""
        return round(100 * self.content / self.rated) if self.rated else None

    @property
    def answer_rate(self) -> int | None:
        """Of those who were asked, in percent."""
        return round(100 * self.rated / self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one person, team or inbox."""

    id: int
    name: str
    figures: Figures


def ratings_visible_to(actor: Actor, asked: Asked) -> "QuerySet[Rating]":
    """The newest first. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = Rating.objects.filter(
        workspace_id=actor.workspace_id,
        asked_at__gte=asked.since,
        asked_at__lt=asked.until,
        conversation__in=visible_to(actor).values("id"),
    )
    for name in ("inbox_id", "team_id", "person_id"):
        if (value := getattr(asked, name)) is not None:
            rows = rows.filter(**{name: value})
    if asked.scores:
        rows = rows.filter(score__in=asked.scores)
    if asked.rated is not None:
        rows = rows.filter(score__isnull=not asked.rated)
    return rows.order_by(*NEWEST)


def figures_of(rows: "QuerySet[Rating]") -> Figures:
    """Of some ratings; one query."""
    return _figures(rows.order_by().aggregate(**_counts()))


def groups_of(rows: "QuerySet[Rating]") -> dict[str, list[Group]]:
    """The figures by "person", "team" and "inbox", by their names; one query. What is nobody's is in no group."""
    parts = [
        rows.filter(**{f"{by}__isnull": False})
        .order_by()
        .values(by=Value(by), of=F(f"{by}_id"), name=F(f"{by}__name"))
        .annotate(**_counts())
        for by in GROUPS
    ]
    found: dict[str, list[Group]] = {by: [] for by in GROUPS}
    for one in parts[0].union(*parts[1:], all=True):
        found[one["by"]].append(Group(one["of"], one["name"], _figures(dict(one))))
    return {by: sorted(groups, key=lambda group: group.name) for by, groups in found.items()}


def rating_on() -> Subquery:
    """For conversations: annotate(rating_on=...)."""
    rows = Rating.objects.filter(conversation=OuterRef("pk"), score__isnull=False)
    return Subquery(rows.values(told=JSONObject(score="score", comment="comment"))[:1])


def _counts() -> dict[str, Count]:
    each = {f"score_{score}": Count("id", filter=Q(score=score)) for score in range(1, 6)}
    return {"asked": Count("id"), "rated": Count("id", filter=Q(score__isnull=False)), **each}


def _figures(counted: dict[str, Any]) -> Figures:
    scores = tuple(counted[f"score_{score}"] for score in range(1, 6))
    return Figures(counted["asked"], counted["rated"], scores)
