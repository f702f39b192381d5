"""What questions are about, as they come in: by the questions that every desk gets, and by no language model.

So a report is complete whether or not anybody has opened a conversation. Where a language model would be asked, it is
asked when somebody opens the conversation, as before."""

from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.features.aims.by_model import AIM
from madoguchi.features.aims.jobs import place_later
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.steps import mostly_wanted, text_of
from madoguchi.features.answers.topics import topics_of
from madoguchi.features.llm.queries import may_ask

AT_ONCE = 100


def place(workspace_id: int) -> int:
    """The newest that nobody has placed yet; asks for itself again where there are more. Returns how many it placed.
    May run twice. What takes time is done outside of any transaction."""
    with tenant(workspace_id):
        rows = list(
            Aim.objects.filter(workspace_id=workspace_id, is_placed=False)
            .select_related("message")
            .order_by("-id")[:AT_ONCE]
        )
        is_all = not may_ask(workspace_id, AIM)
    topics = topics_of([text_of(row) for row in rows])
    found = dict(zip([row.id for row in rows], topics, strict=True))
    with tenant(workspace_id):
        here = Aim.objects.select_for_update(of=("self",)).filter(id__in=found, is_placed=False)
        placed = list(here.select_related("conversation").order_by("id"))
        names = []
        for row in placed:
            row.is_placed, row.is_looked_up = True, row.is_looked_up or is_all
            if (topic := found[row.id]) is not None:
                row.topic = topic.id
                mostly_wanted(row, topic)
                names.append(f"conversation:{row.conversation_id}@{row.conversation.inbox_id}")
        Aim.objects.bulk_update(placed, ["is_placed", "is_looked_up", "topic", "wish", "source"])
        tell(workspace_id, names)
        if len(rows) == AT_ONCE:
            place_later(workspace_id)
        return len(placed)
