"""What time makes of answers: silence is taken for help, and what was not read in time is a person's."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.ledger import gathering
from madoguchi.features.answers.handing import hand_over
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.reading import asks_something
from madoguchi.features.answers.settling import assumed

SILENCE = timedelta(hours=24)
PATIENCE = timedelta(seconds=60)  # until a question that nobody read is handed over
AT_ONCE = 200


def settle(workspace_id: int) -> int:
    """Everything that is due; how many. May run twice."""
    with tenant(workspace_id):
        due = [
            *_open(workspace_id, Answer.State.CONSIDERING, PATIENCE),
            *_open(workspace_id, Answer.State.ANSWERED, SILENCE),
            *_open(workspace_id, Answer.State.CLARIFIED, SILENCE),
        ]
    return sum(_settle(answer_id, workspace_id) for answer_id in due)


def _open(workspace_id: int, state: str, since: timedelta) -> list[int]:
    rows = Answer.objects.filter(workspace_id=workspace_id, state=state, outcome_at__lt=now() - since)
    return list(rows.order_by("outcome_at").values_list("id", flat=True)[:AT_ONCE])


def _settle(answer_id: int, workspace_id: int) -> bool:
    """One, in a transaction of its own."""
    with tenant(workspace_id), gathering():
        found = Answer.objects.filter(id=answer_id).values_list("conversation_id", flat=True).first()
        rows = Conversation.objects.select_related("inbox", "contact").select_for_update(of=("self",))
        home = rows.filter(id=found).first() if found else None
        row = Answer.objects.select_for_update().filter(id=answer_id).first()
        if home is None or row is None:
            return False
        if row.state == Answer.State.CONSIDERING:
            hand_over(row, home, "late")
        elif row.state == Answer.State.ANSWERED and not _wrote_since(row, home):
            assumed(row, home)
        elif row.state in (Answer.State.ANSWERED, Answer.State.CLARIFIED):
            row.state, row.outcome_at = Answer.State.FOLLOWED, now()  # they left a question open, or wrote on
            row.save(update_fields=["state", "outcome_at"])
        else:
            return False
        return True


def _wrote_since(row: Answer, home: Conversation) -> bool:
    """Whether they have asked anything since, here or elsewhere."""
    said = Message.objects.filter(contact_id=home.contact_id, kind=Message.Kind.INBOUND, automatic="")
    return any(asks_something(one.visible_text) for one in said.filter(at__gt=row.outcome_at).order_by("id")[:20])
