"""How long the people in a chat wait for the first word of a person, before they leave (MISSION 18).

Each chat of the days asked for is one case: it ended by leaving (the visitor's streams ended, and had not come back
when somebody answered, if anybody did), or by the answer, by being resolved, or by now; of those it is known only that
they waited at least as long. A message left while nobody was there is no such wait. The curve is the product-limit
estimate (base/survival.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.survival import Case, Point, longest_with, survival
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.figures.speed import MOST_DAYS

ENOUGH = 30  # cases; of fewer no curve is shown
SHARE = 0.9  # of the people who shall still be there

WAITS = """
SELECT extract(epoch FROM greatest(interval '0', coalesce(gone.at, talk.first_replied_at, talk.resolved_at, now())
                          - talk.created_at)), gone.at IS NOT NULL
FROM conversations AS talk
LEFT JOIN LATERAL (
  SELECT min(one.abandoned_at) AS at FROM chats AS one
  WHERE one.workspace_id = talk.workspace_id AND one.conversation_id = talk.id
    AND (talk.first_replied_at IS NULL OR one.abandoned_at < talk.first_replied_at)
) AS gone ON true
JOIN inboxes AS inbox ON inbox.workspace_id = talk.workspace_id AND inbox.id = talk.inbox_id
WHERE talk.workspace_id = %s AND talk.inbox_id = %s AND inbox.channel = 'chat' AND NOT talk.is_spam
  AND talk.merged_into_id IS NULL AND NOT EXISTS (
    SELECT FROM chats AS one
    WHERE one.workspace_id = talk.workspace_id AND one.conversation_id = talk.id AND one.is_message)
  AND talk.created_at >= %s AND talk.created_at < %s
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """Of one chat inbox. `cases` waited, `left` of them left before the first word. `points` is empty where there are
    fewer than ENOUGH cases. `wait` is how many seconds at least `share` of the people wait; None where that is not
    known: too few cases, or so few left that it never fell below."""

    cases: int
    left: int
    points: Sequence[Point]
    share: float
    wait: int | None

    @property
    def is_known(self) -> bool:
        return self.cases >= ENOUGH

    @property
    def seconds(self) -> timedelta | None:
        """The wait as a time."""
        return None if self.wait is None else timedelta(seconds=self.wait)


def patience(inbox_id: int, first: date, last: date, actor: Actor, *, zone: ZoneInfo, share: float = SHARE) -> Patience:
    """Of the chats that began on these days, both included; one query. Raises Refused("bad-days", "bad-share")."""
    require(actor, "report.read")
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        text = _("Choose days in their order, and at most %(days)d of them.") % {"days": MOST_DAYS}
        raise Refused("bad-days", text, field="from")
    if not 0.5 <= share <= 0.99:
        raise Refused("bad-share", _("From 50 to 99 percent."), field="share")
    if not actor.sees_inbox(inbox_id):
        return Patience(0, 0, [], share, None)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    with connection.cursor() as cursor:
        cursor.execute(WAITS, [actor.workspace_id, inbox_id, datetime.combine(first, time(), zone), until])
        cases = [Case(round(float(seconds)), left) for seconds, left in cursor.fetchall()]
    points = survival(cases) if len(cases) >= ENOUGH else []
    wait, left = longest_with(points, share), sum(case.happened for case in cases)
    return Patience(len(cases), left, points, share, None if wait is None else int(wait))
