"""How much of a time people were there: the business hours of inboxes, so that PostgreSQL can count with them.

W(t) is how many seconds an inbox was open from the first of its openings to t: `before[n] + least(t - opens[n],
lengths[n])` with n = the last opening that began by t. Between two moments it was open W(b) - W(a).
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Any

from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.hours.calendar import Calendar, spans
from madoguchi.features.hours.queries import calendar_of_inbox

# Joined as `calendars` by its inbox_id: which has a row where an inbox has business hours.
CALENDARS = """calendars AS MATERIALIZED (
  SELECT (one ->> 'inbox_id')::bigint AS inbox_id,
         ARRAY(SELECT jsonb_array_elements_text(one -> 'opens')::float8) AS opens,
         ARRAY(SELECT jsonb_array_elements_text(one -> 'lengths')::float8) AS lengths,
         ARRAY(SELECT jsonb_array_elements_text(one -> 'before')::float8) AS before
  FROM jsonb_array_elements(%(calendars)s::jsonb) AS one
)"""


def calendars_of(inboxes: Sequence[Inbox], since: datetime, until: datetime) -> list[dict[str, Any]]:
    """What CALENDARS reads, of those of these inboxes that have business hours; in the running tenant."""
    found = ((inbox.id, calendar_of_inbox(inbox)) for inbox in inboxes)
    return [_openings(inbox_id, calendar, since, until) for inbox_id, calendar in found if calendar is not None]


def open_between(first: str, last: str) -> str:
    """SQL: how long the inbox of `calendars` was open between two expressions of timestamptz, as an interval."""
    return f"make_interval(secs => {_open_until(last)} - {_open_until(first)})"


def _open_until(at: str) -> str:
    moment = f"extract(epoch FROM {at})::float8"
    opening = f"width_bucket({moment}, calendars.opens)"
    return (
        f"coalesce(calendars.before[{opening}] + least({moment} - calendars.opens[{opening}],"
        f" calendars.lengths[{opening}]), 0)"
    )


def _openings(inbox_id: int, calendar: Calendar, since: datetime, until: datetime) -> dict[str, Any]:
    times = list(takewhile(lambda span: span[0] < until, spans(calendar, since)))
    lengths = [(closes - opens).total_seconds() for opens, closes in times]
    return {
        "inbox_id": inbox_id,
        "opens": [opens.timestamp() for opens, _closes in times],
        "lengths": lengths,
        "before": [0.0, *accumulate(lengths)][: len(times)],
    }
