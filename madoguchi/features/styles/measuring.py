"""Replies until it was resolved, by the style that was wanted: the assistant and agents apart, and a fair comparison.

Counted are conversations that a customer began and that are resolved, up to when that was. What an agent writes in a
row is one reply, whether it is one long message or three short ones; the assistant answers once for each question and
press of a button, and all of its messages count. "assistant": no person wrote; "agents": one did, and theirs count;
"all": both together. A conversation in which nobody answered counts as begun alone.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median_low
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.styles.certainty import Estimate, Sums, difference, mean_of
from madoguchi.features.styles.models import Style

NEWEST = ("-created_at", "-id")
MOST_LISTED = 5_000  # the newest of what a figure counts
WHO = ("assistant", "agents")
BOTH = "all"

TALKS = """
WITH chosen AS ({chosen}), said AS (
  SELECT chosen.id, message.id AS message_id, message.kind, message.automatic,
         lag(message.kind) OVER (PARTITION BY chosen.id, message.automatic ORDER BY message.id) AS before
  FROM chosen JOIN messages AS message ON message.workspace_id = chosen.workspace_id
    AND message.conversation_id = chosen.id
  WHERE message.kind IN ('inbound', 'reply') AND message.automatic IN ('', 'assistant')
    AND message.scheduled IS NULL AND message.forwards_id IS NULL
    AND (chosen.resolved_at IS NULL OR message.at <= chosen.resolved_at)
), counted AS (
  SELECT id, count(*) FILTER (WHERE kind = 'reply' AND automatic = '' AND before IS DISTINCT FROM 'reply') AS agents,
         count(*) FILTER (WHERE kind = 'reply' AND automatic = 'assistant') AS assistant
  FROM said GROUP BY id HAVING (array_agg(kind ORDER BY message_id))[1] = 'inbound'
), talks AS MATERIALIZED (
  SELECT chosen.*, counted.agents, counted.assistant, counted.agents + counted.assistant AS both_of_them,
         CASE WHEN counted.agents > 0 THEN 'agents' WHEN counted.assistant > 0 THEN 'assistant' ELSE '' END AS who
  FROM chosen JOIN counted USING (id)
), told AS (
  SELECT talks.*, each.of, each.replies
  FROM talks CROSS JOIN LATERAL (VALUES ('all', both_of_them), ('agents', agents), ('assistant', assistant))
    AS each (of, replies)
  WHERE talks.resolved_at IS NOT NULL AND talks.who <> '' AND each.of IN ('all', talks.who)
)
"""

# By inbox, style, whether in a trial, and who: the sums over customers, then how many needed how many replies, then how
# many were begun.
FIGURES = """
SELECT 'sums', inbox_id, style, tried, of, count(*), sum(n)::bigint, sum(s)::bigint, sum(n * n)::bigint,
       sum(s * s)::bigint, sum(n * s)::bigint, sum(rated)::bigint, sum(content)::bigint
FROM (
  SELECT inbox_id, style, arm <> '' AS tried, of, contact_id, count(*) AS n, sum(replies) AS s, count(score) AS rated,
         count(*) FILTER (WHERE score >= %s) AS content
  FROM told GROUP BY 1, 2, 3, 4, 5
) AS customers GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'replies', inbox_id, style, arm <> '', of, replies, count(*), 0, 0, 0, 0, 0, 0 FROM told GROUP BY 2, 3, 4, 5, 6
UNION ALL
SELECT 'begun', inbox_id, style, arm <> '', '', count(*), count(resolved_at), 0, 0, 0, 0, 0, 0
FROM talks GROUP BY 2, 3, 4
"""
PARTS = {
    "resolved": "true",
    "first": "replies = 1",
    "rated": "score IS NOT NULL",
    "content": "score >= %s",
}
BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Asked:
    """Conversations begun from `since` on and before `until`. From a score of `content` on a customer is content.
    `style` "" is any, `who` "all" both; `part` is one of PARTS or BEGUN; `tried`: only those that a lot was drawn for.
    """

    since: datetime
    until: datetime
    content: int
    inbox_id: int | None = None
    style: str = ""
    who: str = BOTH
    part: str = "resolved"
    tried: bool = False


@dataclass(slots=True)
class Line:
    """Of one style: `replies` says how many were resolved with how many replies; `begun` how many there were, and
    `ended` how many of them are resolved."""

    style: str
    by_inbox: dict[int, Sums] = field(default_factory=dict)
    replies: Counter[int] = field(default_factory=Counter)
    rated: int = 0
    content: int = 0
    begun: int = 0
    ended: int = 0

    @property
    def label(self) -> str:
        return str(Style(self.style).label)

    @property
    def sums(self) -> Sums:
        return sum(self.by_inbox.values(), Sums())

    @property
    def mean(self) -> Estimate:
        return mean_of(self.sums)

    @property
    def median(self) -> int | None:
        return median_low(self.replies.elements()) if self.replies else None

    @property
    def first(self) -> int:
        """Resolved with the first reply."""
        return self.replies[1]


@dataclass(frozen=True, slots=True)
class Report:
    """`lines` by who answered, a line for each style; `trial` those that a lot was drawn for, whoever answered;
    `difference`: how many more replies conversational takes there than comprehensive."""

    lines: dict[str, list[Line]]
    trial: list[Line]
    difference: Estimate

    @property
    def is_empty(self) -> bool:
        return not any(line.begun for line in self.lines[BOTH])


def report_on(actor: Actor, asked: Asked) -> Report:
    """One query. Raises NotAllowed."""
    chosen, values = _chosen(actor, replace(asked, style="", tried=False))
    with connection.cursor() as cursor:
        cursor.execute(TALKS.format(chosen=chosen) + FIGURES, [*values, asked.content])
        rows = cursor.fetchall()
    lines = {who: [Line(style) for style in Style.values] for who in (*WHO, BOTH)}
    trial = [Line(style) for style in Style.values]
    for row in rows:
        style, tried, who = row[2:5]
        place = Style.values.index(style)
        _take(lines[who or BOTH][place], row)
        if tried and who in ("", BOTH):
            _take(trial[place], row)
    comprehensive, conversational = (
        trial[Style.values.index(one)] for one in (Style.COMPREHENSIVE, Style.CONVERSATIONAL)
    )
    inboxes = comprehensive.by_inbox.keys() | conversational.by_inbox.keys()
    pairs = [(conversational.by_inbox.get(one, Sums()), comprehensive.by_inbox.get(one, Sums())) for one in inboxes]
    return Report(lines, trial, difference(pairs))


def conversations_visible_to(actor: Actor, asked: Asked) -> QuerySet[Conversation]:
    """Those that a figure counts, the newest MOST_LISTED. Raises NotAllowed."""
    chosen, given = _chosen(actor, asked)
    wanted, values = "SELECT id FROM talks", list(given)
    if asked.part != BEGUN:
        wanted = f"SELECT id FROM told WHERE of = %s AND {PARTS[asked.part]}"  # noqa: S608  # of what stands here
        values += [asked.who, *([asked.content] if "%s" in PARTS[asked.part] else [])]
    with connection.cursor() as cursor:
        cursor.execute(f"{TALKS.format(chosen=chosen)}{wanted} ORDER BY id DESC LIMIT %s", [*values, MOST_LISTED])
        ids = [one for (one,) in cursor.fetchall()]
    return visible_to(actor).filter(id__in=ids).order_by(*NEWEST)


def _take(line: Line, row: tuple[Any, ...]) -> None:
    what, inbox_id, *_key = row[:5]
    counts = row[5:]
    if what == "sums":
        line.by_inbox[inbox_id] = line.by_inbox.get(inbox_id, Sums()) + Sums(*counts[:6])
        line.rated += counts[6]
        line.content += counts[7]
    elif what == "replies":
        line.replies[counts[0]] += counts[1]
    else:
        line.begun += counts[0]
        line.ended += counts[1]


def _chosen(actor: Actor, asked: Asked) -> tuple[str, tuple[Any, ...]]:
    """What is asked about, as SQL with its values. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = visible_to(actor).filter(is_spam=False, merged_into__isnull=True, style__isnull=False)
    rows = rows.filter(created_at__gte=asked.since, created_at__lt=asked.until)
    if asked.inbox_id is not None:
        rows = rows.filter(inbox_id=asked.inbox_id)
    if asked.style:
        rows = rows.filter(style__style=asked.style)
    if asked.tried:
        rows = rows.filter(style__by="trial")
    wanted = rows.order_by().values(
        "id", "workspace_id", "inbox_id", "contact_id", "resolved_at",
        arm=F("style__arm"), wanted=F("style__style"), score=F("rating__score"),
    )  # fmt: skip
    sql, values = wanted.query.sql_with_params()
    return f"SELECT *, wanted AS style FROM ({sql}) AS those", values  # noqa: S608  # Django's own, with places
