"""What somebody wants to do who does not say it: by the questions that every desk gets, and by the language model."""

from dataclasses import dataclass

from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.features.aims.by_model import Understood, understood_by_model
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.steps import known_topic, mostly_wanted, text_of
from madoguchi.features.answers.topics import Topic, topic_of


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for a question; None for nothing."""

    topic: Topic | None
    understood: Understood | None


def look_up(conversation_id: int, *, workspace_id: int) -> None:
    """Once for each; the pages that show it are told. May run twice."""
    with tenant(workspace_id):
        rows = Aim.objects.select_related("message", "conversation")
        row = rows.filter(conversation_id=conversation_id, is_looked_up=False, state=Aim.State.FOUND).first()
    if row is None:
        return
    topic = known_topic(row) if row.is_placed else topic_of(text_of(row))
    found = Looked(topic, understood_by_model(row, workspace_id=workspace_id))
    with tenant(workspace_id):
        here = Aim.objects.select_for_update(of=("self",)).select_related("conversation").get(id=row.id)
        _take(here, found)
        tell(workspace_id, [f"conversation:{conversation_id}@{here.conversation.inbox_id}"])


def _take(row: Aim, found: Looked) -> None:
    """What the customer says of themselves goes before what questions like theirs want; a person before both."""
    row.is_placed = row.is_looked_up = True
    if found.topic is not None:
        row.topic = found.topic.id
    if not row.is_settled and found.understood is not None:
        row.asked, row.wish = found.understood.asked or row.asked, found.understood.wish
        row.source = Aim.Source.MODEL
    elif found.topic is not None:
        mostly_wanted(row, found.topic)
    row.save(update_fields=["is_placed", "is_looked_up", "topic", "asked", "wish", "source"])
