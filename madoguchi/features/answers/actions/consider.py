"""Taking a question of a customer: it is the assistant's until it is answered or handed over."""

from collections.abc import Sequence

from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.ledger import gathering
from madoguchi.features.answers.eligible import may_answer
from madoguchi.features.answers.jobs import answer_later
from madoguchi.features.answers.memory import is_trained
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.policy import answering
from madoguchi.features.registry.models import Feature


def consider(message_ids: Sequence[int], *, workspace_id: int) -> list[Answer]:
    """Take those of some new messages that the assistant may answer: whoever wrote them waits for it and not for a
    person meanwhile, so that nobody is handed the chat and nothing else is said. May run twice."""
    with tenant(workspace_id), gathering():
        settings = answering()
        if not settings or not (is_trained(workspace_id) or Feature.objects.exists()):
            return []
        messages = list(Message.objects.filter(id__in=message_ids).order_by("id"))
        homes = Conversation.objects.filter(id__in={one.conversation_id for one in messages})
        locked = homes.filter(inbox_id__in=settings).select_related("inbox", "contact").order_by("id")
        rows = {one.id: one for one in locked.select_for_update(of=("self",))}
        taken = []
        for message in messages:
            home = rows.get(message.conversation_id)
            if home is not None and may_answer(message, home, settings[home.inbox_id]):
                taken.append(_take(message, home))
        return [one for one in taken if one is not None]


def _take(message: Message, home: Conversation) -> Answer | None:
    made, is_new = Answer.objects.get_or_create(
        message=message,
        defaults={"workspace_id": home.workspace_id, "conversation": home, "inbox_id": home.inbox_id},
    )
    if not is_new:
        return None
    home.waiting_since = None
    update(home, "waiting_since")
    answer_later(made)
    return made
