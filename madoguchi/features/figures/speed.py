"""How fast customers feel answered: the first answer, the longest silence, promises, the effort until the end.

Of each conversation only its turns count: what a customer writes in a row is one turn, and so is what we write. A
silence is a turn of theirs until our next, or until it was resolved, or until now. Automatic mail is no turn.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.chat.escalation import alarm_times
from madoguchi.features.figures.opening import CALENDARS, calendars_of, open_between

MOST_DAYS = 92
PAGE = 50
NO_TIMES = (None, None, None)
FAST = {"chat": timedelta(seconds=45)}  # what people wait in a chat; elsewhere the workspace says it

# One row a conversation that a customer began in the time asked for.
TALKS = f"""
WITH {CALENDARS}, chosen AS (
  SELECT conversation.id, conversation.inbox_id, conversation.created_at, conversation.resolved_at,
         conversation.team_id,
         make_interval(secs => coalesce((inbox.settings #>> '{{chat,too_long}}')::float8, %(usual)s)) AS clock,
         contact.language, extract(hour FROM conversation.created_at AT TIME ZONE %(zone)s)::int AS hour
  FROM conversations AS conversation
  JOIN inboxes AS inbox ON inbox.workspace_id = %(workspace)s AND inbox.id = conversation.inbox_id
  LEFT JOIN contacts AS contact ON contact.workspace_id = %(workspace)s AND contact.id = conversation.contact_id
  WHERE conversation.workspace_id = %(workspace)s AND conversation.created_at >= %(since)s
    AND conversation.created_at < %(until)s AND NOT conversation.is_spam AND conversation.merged_into_id IS NULL
    AND inbox.channel = %(channel)s
    AND conversation.inbox_id = ANY (%(inboxes)s::bigint[])
), said AS (
  SELECT chosen.id, message.id AS message_id, message.kind, message.person_id, message.at,
         lag(message.kind) OVER (PARTITION BY chosen.id ORDER BY message.id) AS before
  FROM chosen JOIN messages AS message ON message.workspace_id = %(workspace)s AND message.conversation_id = chosen.id
  WHERE message.kind IN ('inbound', 'reply') AND message.automatic = '' AND message.scheduled IS NULL
    AND message.forwards_id IS NULL
), turns AS (
  SELECT id, kind, at, lead(at) OVER turn AS next, row_number() OVER turn AS number
  FROM said WHERE before IS DISTINCT FROM kind WINDOW turn AS (PARTITION BY id ORDER BY message_id)
), moves AS (
  SELECT chosen.id, count(*) AS handed
  FROM chosen JOIN events AS event ON event.workspace_id = %(workspace)s AND event.conversation_id = chosen.id
  WHERE event.type IN ('conversation.assigned', 'conversation.team_changed')
    AND event.payload ->> 'before' IS NOT NULL AND event.payload ->> 'after' IS NOT NULL
  GROUP BY chosen.id
), talks AS MATERIALIZED (
  SELECT chosen.*, turned.first_answer, turned.silence, turned.answers, coalesce(moves.handed, 0) AS handed,
         (SELECT count(*) FROM said WHERE said.id = chosen.id AND said.kind = 'inbound') AS asked,
         (SELECT min(ours.at) FROM messages AS ours
          WHERE ours.workspace_id = %(workspace)s AND ours.conversation_id = chosen.id AND ours.kind = 'reply'
            AND ours.automatic IN ('', 'acknowledged') AND ours.scheduled IS NULL AND ours.forwards_id IS NULL
            AND ours.at >= turned.began) - turned.began AS acknowledged,
         EXISTS (SELECT FROM chats WHERE chats.workspace_id = %(workspace)s AND chats.conversation_id = chosen.id
            AND chats.abandoned_at < coalesce(turned.began + turned.first_answer, 'infinity')) AS has_left,
         CASE WHEN calendars.inbox_id IS NULL OR turned.first_answer IS NULL THEN turned.first_answer
              ELSE {open_between("turned.began", "turned.began + turned.first_answer")} END AS open_answer
  FROM chosen
  LEFT JOIN calendars USING (inbox_id)
  JOIN (
    SELECT turns.id, min(turns.at) AS began,
           max(turns.next - turns.at) FILTER (WHERE number = 1) AS first_answer,
           max(coalesce(turns.next, CASE WHEN chosen.resolved_at IS NULL THEN now()
                                    ELSE greatest(chosen.resolved_at, turns.at) END) - turns.at)
             FILTER (WHERE kind = 'inbound') AS silence,
           count(*) FILTER (WHERE kind = 'reply') AS answers
    FROM turns JOIN chosen USING (id) GROUP BY turns.id
    HAVING bool_or(number = 1 AND kind = 'inbound')
  ) AS turned USING (id)
  LEFT JOIN moves USING (id)
)
"""  # noqa: S608  of what is written here and in opening.py alone

FIGURES = """
SELECT grouping(hour, team_id, language), hour, team_id, language, count(*),
       count(first_answer), count(*) FILTER (WHERE first_answer <= %(fast)s),
       count(*) FILTER (WHERE first_answer <= clock),
       count(*) FILTER (WHERE first_answer IS NULL AND resolved_at IS NOT NULL),
       percentile_cont(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY first_answer),
       percentile_cont(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY open_answer),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY silence), max(silence),
       count(resolved_at), avg(asked) FILTER (WHERE resolved_at IS NOT NULL),
       count(*) FILTER (WHERE resolved_at IS NOT NULL AND answers = 1),
       count(*) FILTER (WHERE handed > 0), count(acknowledged),
       percentile_cont(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY acknowledged), count(*) FILTER (WHERE has_left)
FROM talks GROUP BY GROUPING SETS ((), (hour), (team_id), (language))
"""

# What each figure counts, so that it opens exactly that.
PARTS: Mapping[str, str] = {
    "began": "true",
    "answered": "first_answer IS NOT NULL",
    "in_time": "first_answer <= %(fast)s",
    "in_clock": "first_answer <= clock",
    "late": "first_answer > %(fast)s",
    "unanswered": "first_answer IS NULL AND resolved_at IS NULL",
    "abandoned": "first_answer IS NULL AND resolved_at IS NOT NULL",
    "resolved": "resolved_at IS NOT NULL",
    "one_touch": "resolved_at IS NOT NULL AND answers = 1",
    "handed": "handed > 0",
    "acknowledged": "acknowledged IS NOT NULL",
    "left": "has_left",
}
GROUPS = {"hour": "hour", "team": "team_id", "language": "language"}
ORDERS = {
    "acknowledged": "acknowledged DESC",
    "late": "first_answer DESC",
    "answered": "first_answer DESC",
    "began": "silence DESC NULLS LAST",
}

PROMISES = """
WITH promised AS (
  SELECT event.conversation_id AS id, event.at, (event.payload #>> '{changed,due_at,1}')::timestamptz AS due,
         lead(event.at) OVER (PARTITION BY event.conversation_id ORDER BY event.id) AS replaced
  FROM events AS event
  WHERE event.workspace_id = %(workspace)s AND event.type = 'conversation.planned'
    AND event.payload -> 'changed' ? 'due_at' AND event.at >= %(since)s - interval '92 days'
)
SELECT count(*), count(*) FILTER (WHERE kept) FROM (
  SELECT promised.replaced IS NULL OR promised.replaced > promised.due AS came,
         conversation.resolved_at BETWEEN promised.at AND promised.due OR EXISTS (
           SELECT FROM messages AS message
           WHERE message.workspace_id = %(workspace)s AND message.conversation_id = promised.id
             AND message.kind = 'reply' AND message.automatic = '' AND message.scheduled IS NULL
             AND message.at BETWEEN promised.at AND promised.due
         ) AS kept
  FROM promised
  JOIN conversations AS conversation ON conversation.workspace_id = %(workspace)s AND conversation.id = promised.id
  JOIN inboxes AS inbox ON inbox.workspace_id = %(workspace)s AND inbox.id = conversation.inbox_id
  WHERE promised.due >= %(since)s AND promised.due < least(%(until)s, now()) AND inbox.channel = %(channel)s
    AND conversation.inbox_id = ANY (%(inboxes)s::bigint[])
) AS due WHERE came OR kept
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which channel, and which days of the workspace's time zone, both included. `inbox_id`: of that one alone.

    `within` narrows what is behind a figure to one of its GROUPS: ("hour", 9), ("team", None).
    """

    channel: str
    first: date
    last: date
    inbox_id: int | None = None
    within: tuple[str, int | str | None] | None = None


@dataclass(frozen=True, slots=True)
class Speed:
    """Of the conversations that customers began. Other times are calendar time; None where there is nothing to measure.

    `in_clock` were answered within the time to which the clock of their own inbox is set. `open_p50` (90, 99) is the
    first answer in the business hours of the inboxes; one that has none is always open. `abandoned` were resolved
    without an answer. `asked` is the mean number of a customer's messages until the end, `one_touch` those that one
    answer resolved, `handed` those that went from one person or team to another. `acknowledged` had a word that said
    what was understood, of a person or without one, after `ack_p50` (90, 99); in `left` the visitor of a chat had gone
    before the first answer, or never got one.
    """

    began: int
    answered: int = 0
    in_time: int = 0
    in_clock: int = 0
    abandoned: int = 0
    p50: timedelta | None = None
    p90: timedelta | None = None
    p99: timedelta | None = None
    open_p50: timedelta | None = None
    open_p90: timedelta | None = None
    open_p99: timedelta | None = None
    silence: timedelta | None = None
    longest_silence: timedelta | None = None
    resolved: int = 0
    asked: float | None = None
    one_touch: int = 0
    handed: int = 0
    acknowledged: int = 0
    ack_p50: timedelta | None = None
    ack_p90: timedelta | None = None
    ack_p99: timedelta | None = None
    left: int = 0

    @property
    def late(self) -> int:
        return self.answered - self.in_time

    @property
    def unanswered(self) -> int:
        return self.began - self.answered - self.abandoned

    @property
    def share_in_time(self) -> float | None:
        """Of those that were answered or given up, from 0 to 1."""
        return self._share(self.in_time)

    @property
    def share_in_clock(self) -> float | None:
        """As share_in_time."""
        return self._share(self.in_clock)

    def _share(self, count: int) -> float | None:
        ended = self.answered + self.abandoned
        return count / ended if ended else None


@dataclass(frozen=True, slots=True)
class Report:
    """`clocks` are the times to which the clocks of the chats are set, the shortest first; `has_hours`: an inbox has
    business hours. `hours` by the hour of the day on which they began, `teams` by id (None: no team), `languages` by
    code.

    `promises` is how many dates that were set for a customer came due, `kept` those before which we wrote or were done.
    """

    fast: timedelta
    clocks: tuple[timedelta, ...]
    has_hours: bool
    whole: Speed
    hours: dict[int, Speed]
    teams: dict[int | None, Speed]
    languages: dict[str, Speed]
    promises: int
    kept: int


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation behind a figure."""

    conversation_id: int
    first_answer: timedelta | None
    silence: timedelta | None


def speed(asked: Asked, actor: Actor, *, zone: ZoneInfo, unanswered_minutes: int) -> Report:
    """The figures of some days. Raises Refused("bad-days")."""
    require(actor, "report.read")
    inboxes, fast = _inboxes(asked, actor), _fast(asked.channel, unanswered_minutes)
    values = _values(asked, actor, inboxes, zone, fast)
    with connection.cursor() as cursor:
        cursor.execute(TALKS + FIGURES, values)
        groups: dict[int, dict[Any, Speed]] = {7: {}, 3: {}, 5: {}, 6: {}}  # the bits of what is not grouped by
        for bits, hour, team_id, language, *counted in cursor.fetchall():
            key = {7: None, 3: hour, 5: team_id, 6: language}[bits]
            counts, times, open_times, rest = counted[:5], counted[5], counted[6], counted[7:]
            silence, longest, resolved, mean, one_touch, handed, acknowledged, words, left = rest
            figures: list[Any] = [*counts, *(times or NO_TIMES), *(open_times or NO_TIMES), silence, longest, resolved]
            figures += [None if mean is None else float(mean), one_touch, handed]
            figures += [acknowledged, *(words or NO_TIMES), left]
            groups[bits][key] = Speed(*figures)
        cursor.execute(PROMISES, values)
        promises, kept = cursor.fetchone()
    whole = groups[7].get(None, Speed(0))
    clocks = {timedelta(seconds=alarm_times(inbox.settings)[1]) for inbox in inboxes if inbox.channel == "chat"}
    has_hours = any(inbox.settings.get("hours_id") for inbox in inboxes)
    return Report(fast, tuple(sorted(clocks)), has_hours, whole, groups[3], groups[5], groups[6], promises, kept)


def behind(
    part: str, asked: Asked, actor: Actor, *, zone: ZoneInfo, unanswered_minutes: int, page: int = 1
) -> Sequence[Row]:
    """The conversations that a figure counts, PAGE of them and one more where there are more; those that took longest
    first. Raises Refused("no-such-figure", "bad-days")."""
    require(actor, "report.read")
    if part not in PARTS:
        raise Refused("no-such-figure", _("There is no such figure."))
    values = _values(asked, actor, _inboxes(asked, actor), zone, _fast(asked.channel, unanswered_minutes))
    values |= {"most": PAGE + 1, "skipped": (page - 1) * PAGE}
    narrowed = "true"
    if asked.within:
        narrowed = f"{GROUPS[asked.within[0]]} IS NOT DISTINCT FROM %(within)s"
        values["within"] = asked.within[1]
    order = f"{ORDERS.get(part, 'id DESC')}, id DESC"
    wanted = f"SELECT id, first_answer, silence FROM talks WHERE {PARTS[part]} AND {narrowed} ORDER BY {order}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{TALKS}{wanted} LIMIT %(most)s OFFSET %(skipped)s", values)
        return [Row(*row) for row in cursor.fetchall()]


def _inboxes(asked: Asked, actor: Actor) -> list[Inbox]:
    """Those that count: of the channel, seen by the actor, and asked for."""
    found = Inbox.objects.filter(channel=asked.channel)
    if actor.inbox_ids is not None:
        found = found.filter(id__in=actor.inbox_ids)
    return list(found if asked.inbox_id is None else found.filter(id=asked.inbox_id))


def _values(asked: Asked, actor: Actor, inboxes: Sequence[Inbox], zone: ZoneInfo, fast: timedelta) -> dict[str, Any]:
    if not timedelta(0) <= asked.last - asked.first < timedelta(days=MOST_DAYS):
        text = _("Choose days in their order, and at most %(days)d of them.") % {"days": MOST_DAYS}
        raise Refused("bad-days", text, field="from")
    since = datetime.combine(asked.first, time(), zone)
    return {
        "workspace": actor.workspace_id,
        "zone": zone.key,
        "since": since,
        "until": datetime.combine(asked.last + timedelta(days=1), time(), zone),
        "channel": asked.channel,
        "inboxes": [inbox.id for inbox in inboxes],
        "fast": fast,
        "usual": fast.total_seconds(),
        "calendars": json.dumps(calendars_of(inboxes, since, now())),
    }


def _fast(channel: str, unanswered_minutes: int) -> timedelta:
    return FAST.get(channel, timedelta(minutes=unanswered_minutes))
