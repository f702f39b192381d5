"""Notes: said among ourselves, never sent."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import insert, update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import NoteAdded
from madoguchi.core.conversations.models import Draft, Mention, Message
from madoguchi.core.conversations.queries.visible import locked, visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require


def add_note(
    conversation_id: int,
    *,
    text: str,
    mentioned: tuple[int, ...] = (),
    attachment_ids: tuple[int, ...] = (),
    once: str = "",
    actor: Actor,
) -> Message:
    """Write a note and name people in it (by id; `@Name` in the text names them too).

    The same `once` again gives the note that was made the first time. Raises Refused("empty", "no-such-file").
    """
    require(actor, "conversation.note")
    if not text.strip() and not attachment_ids:
        raise Refused("empty", _("Write something first."), field="text")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        key = digest(f"note:{actor}:{conversation.id}:{once}") if once else ""
        known = Message.objects.filter(dedupe_key=key).first() if key else None
        if known is not None:
            return known
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
            Mention(
                workspace_id=conversation.workspace_id, message=message, conversation=conversation, person_id=person_id
            )
            for person_id in people
        )
        steps.touch(conversation, message)
        update(conversation, "last_activity_at")
        if actor.kind != "token":  # a program that notes for a person leaves what they are writing
            Draft.objects.filter(conversation=conversation, person_id=actor.own_id, kind=Draft.Kind.NOTE).delete()
        steps.note_fact(conversation, NoteAdded(message.id, people), actor)
        return message


def read_mentions(conversation_id: int, *, actor: Actor) -> int:
    """The actor has read what they were named for. Returns how many mentions that were."""
    with tenant(actor.workspace_id):
        if not visible_to(actor).filter(id=conversation_id).exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        mine = Mention.objects.filter(conversation_id=conversation_id, person_id=actor.own_id)
        return mine.filter(read_at__isnull=True).update(read_at=now())


def _named_people(text: str, mentioned: tuple[int, ...]) -> list[int]:
    people = Person.objects.filter(deactivated_at__isnull=True)
    found = set(people.filter(id__in=mentioned).values_list("id", flat=True)) if mentioned else set[int]()
    if "@" in text:
        joined = text.replace(" ", "").replace("\u3000", "")
        for person_id, name in people.values_list("id", "name"):
            if f"@{name.replace(' ', '')}" in joined:
                found.add(person_id)
    return sorted(found)
