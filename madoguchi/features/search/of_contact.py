"""What search holds about a contact: words, which follow from what others hold, and what was looked for."""

from typing import Any

from madoguchi.base.text import normal
from madoguchi.core.contacts.models import Contact, ContactKey
from madoguchi.core.conversations.queries.of_person import messages_of_person
from madoguchi.features.search.models import Entry, RecentSearch
from madoguchi.features.search.sources import CONTACT, MESSAGE

SHORTEST = 2  # letters of a name by which a search is about somebody


def move(_source_id: int, _target_id: int) -> dict[str, Any]:
    """Nothing to move: the facts of a merge have the words written down anew."""
    return {}


def move_back(_moved: Any, _source_id: int, _target_id: int) -> None:
    pass


def erase(contact_id: int) -> None:
    """Take away the words of their conversations and of themselves, and what people looked for by their names.

    It goes by ids, and by names as long as they are there: the contact itself is emptied last.
    """
    said = messages_of_person(contact_id).values("id")
    Entry.objects.filter(source=MESSAGE.number, thing_id__in=said).delete()
    Entry.objects.filter(source=CONTACT.number, thing_id=contact_id).delete()
    names = _names(contact_id)
    about = [row.id for row in RecentSearch.objects.all() if any(name in normal(row.text) for name in names)]
    RecentSearch.objects.filter(id__in=about).delete()


def export(_contact_id: int) -> dict[str, Any]:
    """Nothing that is not in what it was made of."""
    return {}


def _names(contact_id: int) -> set[str]:
    keys = set(ContactKey.objects.filter(contact_id=contact_id).values_list("key", flat=True))
    contact = Contact.objects.get(id=contact_id)
    values = contact.identities.values_list("value", flat=True)
    return {name for name in (*keys, *map(normal, values)) if len(name) >= SHORTEST}
