"""Writing down anew what was said with somebody whose name changed."""

from django.db.models import Q

from madoguchi.core.conversations.models import Message
from madoguchi.features.search.sources import MESSAGE
from madoguchi.features.search.steps import write_down


def renew_contact(contact_id: int, *, behind: int, most: int) -> int:
    """The next messages of a contact's conversations behind an id. The last id, 0 when there were no more."""
    theirs = Q(conversation__contact_id=contact_id) | Q(contact_id=contact_id)
    rows = Message.objects.filter(theirs, id__gt=behind).order_by("id").values_list("id", flat=True)
    ids = list(rows[:most])
    if ids:
        write_down(MESSAGE, ids)
    return ids[-1] if len(ids) == most else 0
