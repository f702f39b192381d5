"""Mail that does not come in or does not go out: what somebody must mend before anything is lost on the way."""

from dataclasses import dataclass
from typing import Literal

from django.db import connection

from madoguchi.core.people.actor import Actor

# A way out is stopped when three replies in a row were tried twice or more in vain, and nothing younger got out:
# one dead address is no alarm, nor is a mail server that lets a stranger wait at first (greylisting).
STOPPED = """
WITH tried AS (
  SELECT conversations.inbox_id, (array_agg(deliveries.id ORDER BY deliveries.id DESC))[%(enough)s] AS since
  FROM deliveries
  JOIN messages ON messages.id = deliveries.message_id
  JOIN conversations ON conversations.id = messages.conversation_id
  WHERE deliveries.workspace_id = %(workspace)s AND deliveries.attempts >= 2
  AND deliveries.state IN ('queued', 'deferred')
  GROUP BY conversations.inbox_id
)
SELECT inboxes.id, inboxes.name, 'in' FROM inboxes JOIN channel_cursors ON channel_cursors.inbox_id = inboxes.id
WHERE inboxes.workspace_id = %(workspace)s AND inboxes.disabled_at IS NULL AND channel_cursors.problem <> ''
AND inboxes.settings ->> 'imap_host' <> ''
UNION
SELECT inboxes.id, inboxes.name, 'out' FROM tried JOIN inboxes ON inboxes.id = tried.inbox_id
WHERE tried.since IS NOT NULL AND NOT EXISTS (
  SELECT FROM deliveries
  JOIN messages ON messages.id = deliveries.message_id
  JOIN conversations ON conversations.id = messages.conversation_id
  WHERE deliveries.workspace_id = %(workspace)s AND deliveries.id > tried.since AND deliveries.state = 'sent'
  AND conversations.inbox_id = tried.inbox_id
)
ORDER BY 2, 3
"""
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """An inbox whose way in or out is stopped."""

    inbox_id: int
    inbox_name: str
    way: Literal["in", "out"]


def alarms_for(actor: Actor) -> list[Alarm]:
    """Those that this person may mend; one statement, and none for everybody else."""
    if not actor.may("inbox.manage"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(STOPPED, {"workspace": actor.workspace_id, "enough": ENOUGH})
        return [Alarm(*row) for row in cursor.fetchall() if actor.sees_inbox(row[0])]
