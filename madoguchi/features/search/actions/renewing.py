"""Writing down anew what was said with somebody whose name changed."""

from madoguchi.core.conversations.queries.of_person import messages_of_person
from madoguchi.features.search.sources import MESSAGE
from madoguchi.features.search.steps import write_down


def renew_contact(contact_id: int, *, behind: int, most: int) -> int:
    """The next messages of a contact's conversations behind an id. The last id, 0 when there were no more."""
    rows = messages_of_person(contact_id).filter(id__gt=behind).order_by("id").values_list("id", flat=True)
    ids = list(rows[:most])
    if ids:
        write_down(MESSAGE, ids)
    return ids[-1] if len(ids) == most else 0
