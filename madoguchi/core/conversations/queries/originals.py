"""The mail behind a message, as it came."""

from madoguchi.core.conversations.models import Message
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import content_of


def original_of(message: Message) -> bytes | None:
    """The bytes of the first route by which it came; None for what we wrote, and for what was erased."""
    found = RawIntake.objects.filter(message_id=message.id).select_related("blob").order_by("id").first()
    return content_of(found.blob) or None if found else None
