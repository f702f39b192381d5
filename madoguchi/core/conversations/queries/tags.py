"""The tags on one conversation, by hand: whoever reads or changes a conversation through the API asks for them."""

from typing import Any

from madoguchi.base.prepared import prepared
from madoguchi.core.conversations.models import Conversation

ON_IT = """
SELECT tag.id, tag.name, tag.colour
FROM conversation_tags AS tagging JOIN tags AS tag ON tag.id = tagging.tag_id
WHERE tagging.conversation_id = %s ORDER BY tag.name
"""


def tags_of(conversation: Conversation) -> list[dict[str, Any]]:
    """The tags by name, as views.tags_on() gives them to a list."""
    with prepared() as cursor:
        cursor.execute(ON_IT, [conversation.id])
        return [{"id": tag_id, "name": name, "colour": colour} for tag_id, name, colour in cursor.fetchall()]
