"""The tags on one conversation, by hand: whoever reads or changes a conversation through the API asks for them."""

from madoguchi.base.prepared import prepared
from madoguchi.core.conversations.models import Conversation

ON_IT = """
SELECT tag.id, tag.name, tag.colour
FROM conversation_tags AS tagging JOIN tags AS tag ON tag.id = tagging.tag_id
WHERE tagging.conversation_id = %s ORDER BY tag.name
"""


def tags_on(conversation: Conversation) -> list[tuple[int, str, str]]:
    """Id, name and colour of each, by name."""
    with prepared() as cursor:
        cursor.execute(ON_IT, [conversation.id])
        found: list[tuple[int, str, str]] = cursor.fetchall()
        return found
