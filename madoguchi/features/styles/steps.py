"""Steps: who calls them has opened the transaction."""

from django.db.models import Q

from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.styles.deciding import wanted_of
from madoguchi.features.styles.models import ConversationStyle, InboxStyle, SegmentStyle


def style_on(conversation: Conversation) -> str:
    """What is wanted of it, written down when it is asked for first; "" where nobody has decided."""
    known = ConversationStyle.objects.filter(conversation=conversation).first()
    if known is not None:
        return known.style
    segments = list(SegmentStyle.objects.filter(Q(inbox=None) | Q(inbox_id=conversation.inbox_id)))
    of_inbox = InboxStyle.objects.filter(inbox_id=conversation.inbox_id).first()
    if of_inbox is None and not segments:
        return ""
    contact = Contact.objects.select_related("company").get(id=conversation.contact_id)
    wanted = wanted_of(contact, conversation.inbox_id, of_inbox, segments)
    if not wanted.style:
        return ""
    row, _is_new = ConversationStyle.objects.get_or_create(
        conversation=conversation,
        defaults={
            "workspace_id": conversation.workspace_id,
            "style": wanted.style,
            "by": wanted.by,
            "arm": wanted.arm,
        },
    )
    return row.style
