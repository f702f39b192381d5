"""What happens to answers because of what others do: a customer comes back, or one of us takes over."""

from collections.abc import Sequence
from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.ledger import gathering
from madoguchi.features.answers.models import Answer, AnswerPolicy
from madoguchi.features.answers.reading import asks_something
from madoguchi.features.answers.settling import returned

WEEK = timedelta(days=7)
COUNTED = (Answer.State.CONFIRMED, Answer.State.ASSUMED)
OPEN = (Answer.State.CONSIDERING, Answer.State.ANSWERED, Answer.State.CLARIFIED)


def notice_return(message_ids: Sequence[int], *, workspace_id: int) -> int:
    """Take off the answers of those who wrote again within a week, with the same question or any; thanks and a greeting
    alone are none. How many. May run twice."""
    with tenant(workspace_id), gathering():
        count = 0
        for message in Message.objects.filter(id__in=message_ids, automatic="").order_by("id"):
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


def notice_person(conversation_ids: Sequence[int], *, workspace_id: int) -> None:
    """A person has answered there: what was open is theirs. May run twice."""
    with tenant(workspace_id):
        rows = Answer.objects.filter(conversation_id__in=conversation_ids, state__in=OPEN)
        rows.update(state=Answer.State.HANDED_OVER, why="taken", outcome_at=now())


def notice_change(workspace_id: int) -> None:
    """Articles or words have changed: it is learnt anew when nothing has changed for a while."""
    with tenant(workspace_id):
        AnswerPolicy.objects.get_or_create(workspace_id=workspace_id)
        AnswerPolicy.objects.filter(workspace_id=workspace_id).update(stale_since=now())
