"""Notifications in words, in the language of whoever reads them, and where each of them leads."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from madoguchi.core.contacts.names import addressed
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.features.notifications.kinds import KINDS, Kind
from madoguchi.features.notifications.models import Notification

Titles = Callable[[Collection[int]], Mapping[int, str]]

TITLES: dict[str, Titles] = {}


def register_titles(kinds: Iterable[str], titles: Titles) -> None:
    """Let `titles` say what the rows are called that kinds without a conversation are about."""
    for kind in kinds:
        TITLES[kind] = titles


@dataclass(frozen=True, slots=True)
class Line:
    """One notification as it is read. `about` is the subject of its conversation, or the title of what else it is
    about; `place` is a path of the desk."""

    id: int
    kind: Kind
    title: str
    more: str
    about: str
    place: str
    at: datetime
    is_read: bool
    conversation_id: int | None

    @property
    def whole(self) -> str:
        """The title with how many more there are."""
        return f"{self.title} {self.more}".rstrip()


def lines_of(rows: Sequence[Notification], *, plain: bool = True) -> list[Line]:
    """The rows in words; their conversations and contacts are at hand. A query for the colleagues, one for titles.

    Without `plain` no customer is named, and nothing is said of what it is about unless that is ours.
    """
    names = _names(rows)
    titles = _titles([row for row in rows if plain or KINDS[row.kind].is_ours])
    return [_line(row, names, titles, plain=plain) for row in rows]


def _line(row: Notification, names: Mapping[int, str], titles: Mapping[tuple[str, int], str], *, plain: bool) -> Line:
    kind = KINDS[row.kind]
    is_of_several = row.conversation_id is None and row.count > 1 and bool(kind.many)
    words = {"who": _who(row, names, plain=plain), "count": row.count}
    more = row.count - 1 if not is_of_several and kind.folds == "conversation" else 0
    about = "" if is_of_several else titles.get((row.kind, row.subject_id or 0), "")
    if row.conversation is not None and plain:
        about = row.conversation.subject or _("(no subject)")
    return Line(
        id=row.id,
        kind=kind,
        title=str(kind.many if is_of_several else kind.words) % words,
        more=ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more} if more else "",
        about=about,
        place=place_of(row),
        at=row.at,
        is_read=row.read_at is not None,
        conversation_id=row.conversation_id,
    )


def place_of(row: Notification) -> str:
    """Where it opens: at the message, at what it is about, at the list of several."""
    if row.conversation_id is not None:
        at = f"#message-{row.message_id}" if row.message_id else ""
        return f"/desk/conversations/{row.conversation_id}/{at}"
    if row.subject_id is not None:
        kind = KINDS[row.kind]
        return kind.pages if kind.pages and row.count > 1 else kind.page % row.subject_id
    return "/desk/settings/notifications/" if row.kind == "test" else f"/desk/views/{KINDS[row.kind].place}/"


def _names(rows: Iterable[Notification]) -> dict[int, str]:
    ids = {int(row.actor.removeprefix("person:")) for row in rows if row.actor.startswith("person:")}
    return dict(Person.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}


def _titles(rows: Sequence[Notification]) -> dict[tuple[str, int], str]:
    """By the kind and the id of what is told of: ids of two tables may be the same."""
    wanted: dict[Titles, set[int]] = {}
    for row in rows:
        if row.subject_id is not None and row.kind in TITLES:
            wanted.setdefault(TITLES[row.kind], set()).add(row.subject_id)
    found = {titles: titles(ids) for titles, ids in wanted.items()}
    return {
        (row.kind, row.subject_id): title
        for row in rows
        if row.subject_id is not None and row.kind in TITLES and (title := found[TITLES[row.kind]].get(row.subject_id))
    }


def _who(row: Notification, names: Mapping[int, str], *, plain: bool) -> str:
    kind, _colon, key = row.actor.partition(":")
    if kind == "person":
        name = names.get(int(key), "")
        return pgettext("who did it", "%(name)s") % {"name": name} if name else _("Somebody")
    if kind == "token":
        return _("A program (API)")
    if row.kind in ("customer_wrote", "unassigned"):
        return (plain and row.conversation is not None and _customer(row.conversation)) or _("A customer")
    return "Madoguchi"


def _customer(conversation: Conversation) -> str:
    return "" if conversation.contact.erased_at else addressed(conversation.contact)
