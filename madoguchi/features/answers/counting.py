"""How often it helped: every figure is a count of Answer rows that opens as a list, and each share has its interval.

given: it answered from an article or from the registry of features. confirmed: the customer said that it helped.
assumed: they have said nothing for 24 hours. returned: they came back within 7 days, and it counts no longer. open:
nobody knows yet. resolved = confirmed + assumed, of those that are settled (given, but neither open nor `followed`:
there a later answer carries the outcome). A greeting is no question, and makes no row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncWeek

from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.backtests import titled
from madoguchi.features.answers.models import Answer
from madoguchi.features.articles.intervals import Share

S = Answer.State
GIVEN = Q(article_version__gt=0) | ~Q(verdict__in=Answer.NOTHING_SAID)
NEWEST = ("-at", "-id")
PARTS: dict[str, Q] = {
    "read": ~Q(state=S.CONSIDERING),
    "given": GIVEN,
    "confirmed": Q(state=S.CONFIRMED),
    "assumed": Q(state=S.ASSUMED),
    "returned": Q(state=S.RETURNED),
    "open": Q(state=S.ANSWERED),
    "followed": Q(state=S.FOLLOWED) & GIVEN,
    "handed_over": Q(state=S.HANDED_OVER),
    "refused": Q(state=S.REFUSED),
    "resolved": Q(state__in=[S.CONFIRMED, S.ASSUMED]),
    "settled": GIVEN & ~Q(state__in=[S.ANSWERED, S.FOLLOWED]),
    "read_on": Q(read_on__isnull=False),
}
MOST_GROUPS = 50
GROUPS = {"article": "text__article_id", "language": "language", "inbox": "inbox_id", "week": "week"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which answers: of questions read from `since` on and before `until`. `part` is one of PARTS, "" for all."""

    since: datetime
    until: datetime
    inbox_id: int | None = None
    language: str = ""
    article_id: int | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by PARTS."""

    counts: dict[str, int]

    @property
    def resolved(self) -> Share:
        """Of what is settled: helped, as far as anybody can tell."""
        return Share(self.counts["resolved"], self.counts["settled"])

    @property
    def confirmed(self) -> Share:
        """Of what is settled: the customer said so."""
        return Share(self.counts["confirmed"], self.counts["settled"])

    @property
    def returned(self) -> Share:
        return Share(self.counts["returned"], self.counts["settled"])

    @property
    def given(self) -> Share:
        """Of all questions that were read."""
        return Share(self.counts["given"], self.counts["read"])

    @property
    def read_on(self) -> Share:
        """Of what was given: the likely next question was opened."""
        return Share(self.counts["read_on"], self.counts["given"])


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one article, language, inbox or week; `key` is how Asked names it (a week: its Monday)."""

    key: Any
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of all, and by each of GROUPS."""

    figures: Figures
    groups: dict[str, list[Group]]


def answers_visible_to(actor: Actor, asked: Asked) -> "QuerySet[Answer]":
    """The newest first. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = Answer.objects.filter(workspace_id=actor.workspace_id, at__gte=asked.since, at__lt=asked.until)
    if actor.inbox_ids is not None:
        rows = rows.filter(conversation__in=visible_to(actor).values("id"))
    wanted = {"inbox_id": asked.inbox_id, "language": asked.language, "text__article_id": asked.article_id}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.part in PARTS:
        rows = rows.filter(PARTS[asked.part])
    return rows.order_by(*NEWEST)


def figures_of(rows: "QuerySet[Answer]") -> Figures:
    """Of some answers; one query."""
    return _figures(rows.order_by().aggregate(**_counts()))


def report_on(actor: Actor, asked: Asked, zone: Any = None) -> Report:
    """Two queries, one more where an article was told."""
    rows = answers_visible_to(actor, replace(asked, part="")).order_by()
    keys = {f"by_{by}": F(field) for by, field in GROUPS.items()}
    grouped = rows.annotate(week=TruncWeek("at", tzinfo=zone)).values(**keys).annotate(**_counts())
    found: list[dict[str, Any]] = [dict(one) for one in grouped]
    counts = [(tuple(one[name] for name in keys), _figures(one).counts) for one in found]
    groups: dict[str, list[Group]] = {}
    for place, by in enumerate(GROUPS):
        groups[by] = _groups(by, [(key[place], one) for key, one in counts])
    return Report(Figures(_sum(one for _key, one in counts)), groups)


def _groups(by: str, counts: Sequence[tuple[Any, dict[str, int]]]) -> list[Group]:
    """The one with most first (weeks: the newest first); at most MOST_GROUPS."""
    parts: dict[Any, list[dict[str, int]]] = {}
    for key, one in counts:
        if key is not None:
            parts.setdefault(key, []).append(one)
    found = [(key, Figures(_sum(some))) for key, some in parts.items()]
    found.sort(key=lambda one: one[0] if by == "week" else one[1].counts["read"], reverse=True)
    names = _names(by, [key for key, _one in found[:MOST_GROUPS]])
    return [Group(key, names.get(key, str(key)), figures) for key, figures in found[:MOST_GROUPS]]


def _sum(several: Iterable[dict[str, int]]) -> dict[str, int]:
    whole = dict.fromkeys(PARTS, 0)
    for counts in several:
        whole = {part: whole[part] + counts[part] for part in PARTS}
    return whole


def _counts() -> dict[str, Count]:
    return {f"n_{part}": Count("id", filter=condition) for part, condition in PARTS.items()}


def _figures(counted: Mapping[str, Any]) -> Figures:
    return Figures({part: counted[f"n_{part}"] for part in PARTS})


def _names(by: str, keys: Sequence[Any]) -> dict[Any, str]:
    if by == "article" and keys:
        return dict(titled(keys))
    if by == "inbox" and keys:
        return dict(Inbox.objects.filter(id__in=keys).values_list("id", "name"))
    return {}
