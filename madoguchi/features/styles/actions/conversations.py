"""What is wanted of one conversation."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.styles.steps import style_on


def note_style(conversation_id: int, *, workspace_id: int) -> str:
    """Write down which style is wanted of it; "" where nobody has decided. May run twice."""
    with tenant(workspace_id):
        conversation = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id).first()
        return style_on(conversation) if conversation is not None else ""
