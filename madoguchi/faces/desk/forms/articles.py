"""What the pages of articles send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.faces.desk.typed import day_in, number_in
from madoguchi.features.articles.wording import Words


@dataclass(frozen=True, slots=True)
class ArticleForm:
    """A text as it stands on the page where it is written. Read once; nothing is decided here."""

    given: QueryDict

    def words(self, *, instead: str) -> Words:
        """What it says; `instead` for a title while there is none."""
        title = " ".join(self._word("title").split())
        return Words(title or instead, self._word("text"), self._word("summary"))

    @property
    def edition(self) -> int:
        """The one that its writer saw; 0 where nothing stood there."""
        return max((number_in(version) or 0 for version in self.given.getlist("version")), default=0)

    def _word(self, name: str) -> str:
        return str(self.given.get(name, ""))


def article_changes(data: QueryDict) -> dict[str, Any]:
    """The settings of an article, as far as the form has them. Raises Refused("bad-day")."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "visibility": ("visibility", str),
        "collection": ("collection_id", lambda typed: number_in(typed) or 0),
        "owner": ("owner_id", number_in),
        "review_due_on": ("review_due_on", _day),
        "must_review": ("needs_review", lambda typed: typed == "1"),
        "stage": ("stage", str),
        "screens": ("screens", str.splitlines),
    }
    return {field: read(str(data[name])) for name, (field, read) in readers.items() if name in data}


def _day(typed: str) -> date | None:
    due = day_in(typed.strip())
    if typed.strip() and due is None:
        raise Refused("bad-day", _("Enter a day."), field="review_due_on")
    return due
