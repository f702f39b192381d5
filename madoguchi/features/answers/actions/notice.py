"""What happens to answers because of what others do: a customer comes back, or one of us takes over."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.ledger import gathering
from madoguchi.features.answers.models import Answer, AnswerPolicy
from madoguchi.features.answers.reading import asks_something
from madoguchi.features.answers.settling import returned

WEEK = timedelta(days=7)
COUNTED = (Answer.State.CONFIRMED, Answer.State.ASSUMED)
OPEN = (Answer.State.CONSIDERING, Answer.State.ANSWERED, Answer.State.CLARIFIED)
# Which of some messages come from people who were answered within the week before. Asked after every message.
RETURNING = """
SELECT message.id FROM messages AS message
WHERE message.workspace_id = %(workspace)s AND message.id = ANY (%(messages)s::bigint[]) AND message.automatic = ''
  AND EXISTS (
    SELECT FROM conversations AS home JOIN answers
      ON answers.workspace_id = home.workspace_id AND answers.conversation_id = home.id
    WHERE home.workspace_id = message.workspace_id AND home.contact_id = message.contact_id
      AND answers.state = ANY (%(counted)s::text[])
      AND answers.outcome_at >= message.at - %(week)s::interval AND answers.outcome_at < message.at)
"""
TAKEN = """
UPDATE answers SET state = 'handed_over', why = 'taken', outcome_at = %(now)s::timestamptz FROM messages AS reply
WHERE reply.workspace_id = %(workspace)s AND reply.id = ANY (%(replies)s::bigint[]) AND reply.automatic = ''
  AND answers.workspace_id = reply.workspace_id AND answers.conversation_id = reply.conversation_id
  AND answers.state = ANY (%(open)s::text[])
"""


def notice_return(message_ids: Sequence[int], *, workspace_id: int) -> int:
    """Take off the answers of those who wrote again within a week, with the same question or any; thanks and a greeting
    alone are none. How many. May run twice."""
    with tenant(workspace_id), gathering():
        count = 0
        for message in Message.objects.filter(id__in=_after_answers(message_ids, workspace_id)).order_by("id"):
            rows = Answer.objects.filter(
                conversation__contact_id=message.contact_id or 0,
                state__in=COUNTED,
                outcome_at__gte=message.at - WEEK,
                outcome_at__lt=message.at,
            )
            found = list(rows.select_related("conversation").select_for_update(of=("self",)).order_by("id"))
            if not found or not asks_something(message.visible_text):
                continue
            for row in found:
                returned(row)
            count += len(found)
        return count


def notice_person(message_ids: Sequence[int], *, workspace_id: int) -> None:
    """Some replies were written: where a person did, what was open is theirs. One statement; may run twice."""
    values: dict[str, Any] = {"replies": [*message_ids], "open": [*OPEN], "workspace": workspace_id, "now": now()}
    with tenant(workspace_id), prepared() as cursor:
        cursor.execute(TAKEN, values)


def notice_change(workspace_id: int) -> None:
    """Articles or words have changed: it is learnt anew when nothing has changed for a while."""
    with tenant(workspace_id):
        AnswerPolicy.objects.get_or_create(workspace_id=workspace_id)
        AnswerPolicy.objects.filter(workspace_id=workspace_id).update(stale_since=now())


def _after_answers(message_ids: Sequence[int], workspace_id: int) -> list[int]:
    values: dict[str, Any] = {"messages": [*message_ids], "counted": [*COUNTED]}
    values |= {"workspace": workspace_id, "week": f"{WEEK.days} days"}
    with prepared() as cursor:
        cursor.execute(RETURNING, values)
        return [row[0] for row in cursor.fetchall()]
