"""What was found, as it is shown: with its words in the text around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.conversations.queries.visible import messages_visible_to, visible_to
from madoguchi.core.conversations.steps import said_plainly
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.marking import Marker, Segment
from madoguchi.features.search.query.ranking import Ranked
from madoguchi.features.search.sources.messages import outside

BEGINNING = 160  # letters of a message in which no word stands
MOST_MARKS = 12
BESIDE = ("contact__company", "assignee", "inbox")
_UNREAD = ("html", "mail_id", "in_reply_to", "authentication", "before_it")


@dataclass(frozen=True, slots=True)
class FoundConversation:
    """A conversation with the message that fits best, None where there were conditions alone.

    `subject`, `name`, `company` and `snippet` are in pieces; `file` is the name of an attachment that was found.
    `missing` are words that are nowhere in it, `marks` the words as they stand in the message.
    """

    conversation: Conversation
    message: Message | None = None
    subject: Sequence[Segment] = ()
    name: Sequence[Segment] = ()
    company: Sequence[Segment] = ()
    snippet: Sequence[Segment] = ()
    file: Sequence[Segment] = ()
    count: int = 1
    score: float = 0.0
    missing: Sequence[str] = ()
    marks: Sequence[str] = ()

    @property
    def at(self) -> datetime:
        return self.message.at if self.message else self.conversation.last_activity_at


def listed(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With all that a row shows."""
    return conversations.select_related(*BESIDE)


def by_number(number: int, actor: Actor) -> FoundConversation | None:
    """The conversation of this number."""
    found = listed(visible_to(actor)).filter(id=number).first()
    return FoundConversation(found) if found else None


def shown(rows: Sequence[Ranked], marker: Marker, actor: Actor, *, with_spam: bool) -> list[FoundConversation]:
    """Those that may be shown, in their order. One query."""
    messages = _messages([row.thing_id for row in rows], actor, with_spam=with_spam)
    return [_found(messages[row.thing_id], row, marker, actor) for row in rows if row.thing_id in messages]


def _messages(ids: Sequence[int], actor: Actor, *, with_spam: bool) -> dict[int, Message]:
    if not ids:
        return {}
    messages = messages_visible_to(actor).filter(id__in=ids, conversation__merged_into__isnull=True)
    if not with_spam:
        messages = messages.filter(conversation__is_spam=False)
    files = Attachment.objects.filter(message=OuterRef("pk")).order_by("id").values("name")
    beside = [f"conversation__{name}" for name in BESIDE]
    rows = messages.select_related(*beside, "person", "contact").defer(*_UNREAD)
    return {message.id: message for message in rows.annotate(file_names=ArraySubquery(files))}


def _found(message: Message, row: Ranked, marker: Marker, actor: Actor) -> FoundConversation:
    conversation = message.conversation
    text = said_plainly(message)
    snippet = marker.snippet(text) or marker.snippet(message.text)
    beside = _first([message.subject], marker) if message.subject != conversation.subject else ()
    beside = beside or _address(message, marker, actor)
    names: list[str] = message.file_names  # type: ignore[attr-defined]  # by _messages
    return FoundConversation(
        conversation,
        message,
        subject=marker.marked(conversation.subject),
        name=marker.marked(conversation.contact.name),
        company=marker.marked(conversation.contact.company.name) if conversation.contact.company else (),
        snippet=snippet or beside or [Segment(_beginning(text), False)],
        file=() if snippet else _first(names, marker),
        count=row.count,
        score=row.score,
        missing=row.missing,
        marks=list(dict.fromkeys([*marker.surfaces(text), *marker.surfaces(conversation.subject)]))[:MOST_MARKS],
    )


def _address(message: Message, marker: Marker, actor: Actor) -> Sequence[Segment]:
    if not actor.may("personal_data.read"):
        return ()
    return _first([address for address, _name in outside(message)], marker)


def _first(texts: Iterable[str], marker: Marker) -> Sequence[Segment]:
    """The first of some texts in which a word stands."""
    marked = (marker.marked(text) for text in texts)
    return next((one for one in marked if any(segment.is_found for segment in one)), ())


def _beginning(text: str) -> str:
    return " ".join(text[: BEGINNING * 2].split())[:BEGINNING]
