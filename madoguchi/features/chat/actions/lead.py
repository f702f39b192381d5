"""What who leads does in the chats of others: a word that only those inside read, and looking on unseen."""

from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Draft, Message
from madoguchi.core.conversations.noting import write_note
from madoguchi.core.conversations.queries.visible import locked, visible_to
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.chat.events import ChatWatchedUnseen

WHISPER = "whisper"  # the channel of such a note
ONCE_IN = timedelta(hours=1)


def whisper(conversation_id: int, *, text: str, once: str = "", actor: Actor) -> Message:
    """A note in a chat to whoever has it, who hears of it at once. The same `once` again gives the first one's note.

    Raises Refused("empty", "no-chat", "nobodys"), NotAllowed.
    """
    require(actor, "team.watch")
    require(actor, "conversation.note")
    if not text.strip():
        raise Refused("empty", _("Write something first."), field="text")
    with tenant(actor.workspace_id), gathering():
        conversation = locked(conversation_id, actor)
        if not conversation.is_chat:
            raise Refused("no-chat", _("Only in a chat can something be whispered."))
        if conversation.assignee_id in (None, actor.own_id):
            raise Refused("nobodys", _("There is nobody to whisper to: the chat is nobody else's."))
        key = digest(f"note:{actor}:{conversation.id}:{once}") if once else ""
        if key and (known := steps.written_before(actor.workspace_id, key)):
            return known
        note = write_note(conversation, text, mentioned=(conversation.assignee_id,), key=key, actor=actor)
        note.channel = WHISPER
        note.save(update_fields=["channel"])
        update(conversation, "last_activity_at")
        if actor.kind != "token":
            steps.drop_draft(conversation.id, Draft.Kind.NOTE, actor.own_id)
        return note


def watched_unseen(conversation_id: int, *, actor: Actor) -> None:
    """Write down that somebody reads a chat without being shown; of one chat once an hour. Raises NotAllowed where the
    workspace does not let them."""
    require(actor, "presence.hide")
    with tenant(actor.workspace_id):
        lets = Workspace.objects.filter(id=actor.workspace_id, unseen_watching=True).exists()
        if not lets or not visible_to(actor).filter(id=conversation_id, inbox__channel="chat").exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        steps.take_turns(actor.workspace_id, [f"chat watched:{actor}:{conversation_id}"])
        known = Event.objects.filter(
            type=ChatWatchedUnseen.type, actor=str(actor), at__gt=now() - ONCE_IN, payload__watched_id=conversation_id
        )
        if not known.exists():
            record(
                ChatWatchedUnseen(conversation_id), actor=actor, about=Subject()
            )  # about nobody: no page hears of it
