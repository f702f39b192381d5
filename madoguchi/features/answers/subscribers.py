"""What follows for the assistant from what happened elsewhere."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.answers.actions.compare import notice_drafts
from madoguchi.features.answers.actions.consider import consider
from madoguchi.features.answers.actions.notice import notice_change, notice_person, notice_return
from madoguchi.features.answers.actions.rank import notice_questions
from madoguchi.features.chat.actions.read import reached_us

CHANGES = (
    *("article.published", "article.unpublished", "article.archived", "article.unarchived", "article.changed"),
    *("article_collection.changed", "article_snippet.changed", "article_snippet.deleted", "help_centre.changed"),
    *("term.created", "term.changed", "term.deleted"),
)
BEFORE_READERS = ("article.review_requested", "article.scheduled")
MODEL_CHANGED = "language_model.changed"
OF_MEANING = {"address", "embedding_model", "reads_meaning"}  # which change what is learnt
HEARD = ("message.received", "reply.queued", MODEL_CHANGED, *CHANGES, *BEFORE_READERS)


def look_after_questions(events: Sequence[Event]) -> None:
    """Before the chats hear of a message (config/registry.py): who is answered here is not handed out there. May run
    twice."""
    workspace_id = events[0].workspace_id
    received = [one.payload["message_id"] for one in events if one.type == "message.received"]
    if received := [message_id for message_id in received if message_id]:
        notice_return(received, workspace_id=workspace_id)
        asked = {one.conversation_id for one in events if one.type == "message.received" and one.conversation_id}
        notice_questions(asked, workspace_id=workspace_id)
        taken = consider(received, workspace_id=workspace_id)
        reached_us([(one.conversation_id, one.message_id) for one in taken], workspace_id=workspace_id)
    if replied := [one.payload["message_id"] for one in events if one.type == "reply.queued"]:
        notice_person(replied, workspace_id=workspace_id)
    if drafts := [one.payload["text_id"] for one in events if one.type in BEFORE_READERS]:
        notice_drafts(drafts, workspace_id=workspace_id)
    if any(one.type in CHANGES or (one.type == MODEL_CHANGED and _is_of_meaning(one)) for one in events):
        notice_change(workspace_id)


def _is_of_meaning(event: Event) -> bool:
    return not OF_MEANING.isdisjoint(event.payload["changed"])
