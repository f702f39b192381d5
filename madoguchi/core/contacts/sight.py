"""Which contacts somebody sees who does not see every inbox.

Contacts lie below conversations, so the app above says it: one function from inbox ids to a query of contact ids,
registered in config/registry.py. As long as nobody has, such an actor sees no contact at all.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

ContactIds = Callable[[frozenset[int]], QuerySet[Any, Any]]

SIGHTS: dict[str, ContactIds] = {}


def register(name: str, contact_ids: ContactIds) -> None:
    """Register who is seen through inboxes; a second registration under the same name replaces the first."""
    SIGHTS[name] = contact_ids
