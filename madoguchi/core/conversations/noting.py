"""Writing a note into a locked conversation. No step opens a transaction or asks for permission."""

from collections.abc import Collection

from madoguchi.base.clock import now
from madoguchi.base.saving import insert
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import NoteAdded
from madoguchi.core.conversations.models import Conversation, Mention, Message
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person


def write_note(
    conversation: Conversation,
    text: str,
    *,
    mentioned: Collection[int] = (),
    attachment_ids: Collection[int] = (),
    key: str = "",
    actor: Actor,
) -> Message:
    """A note with its files and the people named in it, by id and as `@Name`; the conversation is not saved.

    Raises Refused("no-such-file").
    """
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.NOTE,
        channel="note",
        person_id=actor.person_id,
        text=text.strip(),
        dedupe_key=key,
        at=now(),
    )
    insert(message)
    steps.take_files(message, attachment_ids, actor.own_id)
    people = _named_people(text, mentioned)
    Mention.objects.bulk_create(
        Mention(workspace_id=conversation.workspace_id, message=message, conversation=conversation, person_id=person_id)
        for person_id in people
    )
    steps.touch(conversation, message)
    steps.note_fact(conversation, NoteAdded(message.id, people), actor)
    return message


def _named_people(text: str, mentioned: Collection[int]) -> list[int]:
    people = Person.objects.filter(deactivated_at__isnull=True)
    found = set(people.filter(id__in=mentioned).values_list("id", flat=True)) if mentioned else set[int]()
    if "@" in text:
        joined = text.replace(" ", "").replace("\u3000", "")
        for person_id, name in people.values_list("id", "name"):
            if f"@{name.replace(' ', '')}" in joined:
                found.add(person_id)
    return sorted(found)
