"""A list of conversations as it stands in an address: "mine", "inbox-3", "team-4", "tag-5", "contact-6", "saved-7"."""

import re

from madoguchi.core.conversations.queries.views import VIEWS, Scope
from madoguchi.features.views.listing import SavedScope

NARROWED = {"inbox": "inbox_id", "team": "team_id", "tag": "tag_id", "contact": "contact_id", "saved": "saved_id"}


class ScopeConverter:
    """Django's path converter between word and Scope; contacts and tags list everything, the rest what is open."""

    regex = "|".join([*VIEWS, *(f"{name}-[0-9]{{1,18}}" for name in NARROWED)])

    def to_python(self, value: str) -> Scope:
        return scope_of(value)

    def to_url(self, value: Scope | str) -> str:
        return value if isinstance(value, str) else word_of(value)


def scope_of(word: str) -> Scope:
    """The Scope of a word; ValueError for one that is none."""
    if word in VIEWS:
        return Scope(word)
    if found := re.fullmatch(r"(\w+)-([0-9]{1,18})", word):
        field = NARROWED[found[1]]
        if field == "saved_id":
            return SavedScope("all", saved_id=int(found[2]))
        return Scope("open" if field in ("inbox_id", "team_id") else "all", **{field: int(found[2])})
    raise ValueError(word)


def word_of(scope: Scope) -> str:
    """The word of a Scope."""
    for name, field in NARROWED.items():
        if value := getattr(scope, field, None):
            return f"{name}-{value}"
    return scope.view


def word_in(path: str) -> str:
    """The word of the list that a path of the desk shows; all for any other page."""
    return path.split("/")[3] if path.startswith("/desk/views/") else "all"
