"""Notes: said among ourselves, never sent."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Draft, Mention, Message
from madoguchi.core.conversations.noting import write_note
from madoguchi.core.conversations.queries.visible import locked, visible_to
from madoguchi.core.people.actor import Actor
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
        if key and (known := steps.written_before(actor.workspace_id, key)):
            return known
        message = write_note(
            conversation, text, mentioned=mentioned, attachment_ids=attachment_ids, key=key, actor=actor
        )
        update(conversation, "last_activity_at")
        if actor.kind != "token":  # a program that notes for a person leaves what they are writing
            steps.drop_draft(conversation.id, Draft.Kind.NOTE, actor.own_id)
        return message


def read_mentions(conversation_id: int, *, actor: Actor) -> int:
    """The actor has read what they were named for. Returns how many mentions that were."""
    with tenant(actor.workspace_id):
        if not visible_to(actor).filter(id=conversation_id).exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        mine = Mention.objects.filter(conversation_id=conversation_id, person_id=actor.own_id)
        return mine.filter(read_at__isnull=True).update(read_at=now())
