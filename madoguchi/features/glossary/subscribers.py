"""Remembering how a person calls our things."""

from collections.abc import Sequence

from django.db.models import F

from madoguchi.core.conversations.models import Message
from madoguchi.core.events.models import Event
from madoguchi.features.glossary.models import ContactWord
from madoguchi.features.glossary.queries import spoken
from madoguchi.features.glossary.spotting import spotted

HEARD = ("message.received",)
LOOKED_AT = 20_000  # letters of a message


def note_words(events: Sequence[Event]) -> None:
    """Count the words of what people wrote, each once a message. May run twice: a message that is no newer than the
    last one counted is passed over."""
    ids = {event.payload["message_id"] for event in events if not event.payload.get("automatic")}
    known = spoken() if ids else {}
    if not known:
        return
    for message in Message.objects.filter(id__in=ids, contact__isnull=False).order_by("id"):
        _count(message, known)


def _count(message: Message, known: dict[str, list[tuple[int, str]]]) -> None:
    words = {word: key for key, said in known.items() for _term_id, word in said}
    for word in spotted(message.visible_text[:LOOKED_AT], words):
        for term_id, written in known[words[word]]:
            row, is_new = ContactWord.objects.select_for_update().get_or_create(
                contact=message.contact,
                term_id=term_id,
                word=written,
                defaults={
                    "workspace_id": message.workspace_id,
                    "last_at": message.at,
                    "last_message_id": message.id,
                },
            )
            if not is_new:
                ContactWord.objects.filter(id=row.id, last_message_id__lt=message.id).update(
                    times=F("times") + 1, last_at=message.at, last_message_id=message.id
                )
