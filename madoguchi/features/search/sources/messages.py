"""Messages: what is said, of whom and about what, and what is attached. Each has the names of its conversation too, so
that words of both are found together."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.search.document import NAME, REST, SUBJECT, TEXT, Document, Part
from madoguchi.features.search.sources.contacts import company_parts, name_parts

MOST_ADDRESSES = 20
_ANSWER = re.compile(r"^(?:(?:re|fwd?|aw|返信|転送)\s*[:：]\s*)+", re.IGNORECASE)
_READ = ("workspace_id", "conversation_id", "contact_id", "kind", "at", "subject", "text", "reply_text", "addresses")
_NAMES = ("family_name", "given_name", "family_name_kana", "given_name_kana", "display_name", "company_id")


def documents(ids: Collection[int]) -> Iterator[Document]:
    """Those that are there and were not erased, in seven queries.

    Each asks for rows by their ids. As one join they are planned by what a table is believed to hold, and in a young
    installation that is next to nothing: every message was compared with every contact.
    """
    messages = Message.objects.filter(id__in=ids, erased_at__isnull=True).only(*_READ)
    files: dict[int, list[str]] = defaultdict(list)
    for message_id, name in Attachment.objects.filter(message_id__in=ids).values_list("message_id", "name"):
        files[message_id].append(name)
    for message in messages.order_by("id").prefetch_related(*_beside()):
        conversation = message.conversation
        parts = (*_subjects(message), *_names(message), *_said(message))
        attached = tuple(Part(name, NAME) for name in files[message.id])
        yield Document(message.id, message.at, (*parts, *attached), conversation.id, conversation.inbox_id)


def _beside() -> Iterator["Prefetch[Any]"]:
    yield Prefetch("conversation", Conversation.objects.only("subject", "inbox_id", "contact_id"))
    yield Prefetch("conversation__inbox", Inbox.objects.only("address"))
    yield Prefetch("conversation__contact", Contact.objects.only(*_NAMES))
    yield Prefetch("conversation__contact__company", Company.objects.only("name", "name_kana"))
    yield Prefetch("contact", Contact.objects.only(*_NAMES))


def ids_behind(message_id: int, most: int) -> list[int]:
    return list(Message.objects.filter(id__gt=message_id).order_by("id").values_list("id", flat=True)[:most])


def last_id() -> int:
    return Message.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _subjects(message: Message) -> Iterator[Part]:
    subject = message.conversation.subject
    yield Part(subject, SUBJECT)
    own = _ANSWER.sub("", message.subject)
    if own and own != _ANSWER.sub("", subject):
        yield Part(own, SUBJECT)


def _names(message: Message) -> Iterator[Part]:
    people: list[Contact] = [message.conversation.contact]
    if message.contact is not None and message.contact_id != message.conversation.contact_id:
        people.append(message.contact)
    for one in people:
        yield from name_parts(one)
    if message.conversation.contact.company is not None:
        yield from company_parts(message.conversation.contact.company)
    for address, name in outside(message)[:MOST_ADDRESSES]:
        yield Part(address, NAME, is_personal=True)
        if name:
            yield Part(name, REST)


def outside(message: Message) -> list[tuple[str, str]]:
    """Address and name of those who wrote it or got it, ourselves left out."""
    main = "from" if message.kind == Message.Kind.INBOUND else "to"
    pairs = [pair for line in (main, "cc") for pair in message.addresses.get(line, [])]
    return [(address, name) for address, name in pairs if address != message.conversation.inbox.address]


def _said(message: Message) -> Iterator[Part]:
    yield Part(message.visible_text, TEXT)
    if message.is_folded:
        yield Part(below(message.text, message.reply_text.splitlines()), REST)


def below(text: str, said: Sequence[str]) -> str:
    """Signature and forwarded words. What is quoted is found where it was said."""
    known = set(said)
    return "\n".join(line for line in text.splitlines() if line not in known and not line.startswith((">", "＞")))
