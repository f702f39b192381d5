"""What an actor may see. Not visible looks like not there."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.rows import row_by_id
from madoguchi.core.conversations.models import Attachment, Conversation, Message
from madoguchi.core.people.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Conversation]:
    """The conversations of the inboxes that the actor sees."""
    found = Conversation.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("conversation.read"):
        return found.none()
    if actor.inbox_ids is not None:
        found = found.filter(inbox_id__in=actor.inbox_ids)
    return found


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """The messages of the conversations that the actor sees."""
    found = Message.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("conversation.read"):
        return found.none()
    if actor.inbox_ids is not None:
        found = found.filter(conversation__inbox_id__in=actor.inbox_ids)
    return found


def attachments_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The files of those messages, and of the actor's own drafts."""
    found = Attachment.objects.filter(workspace_id=actor.workspace_id)
    of_messages = found.filter(message__in=messages_visible_to(actor))
    return of_messages | found.filter(message__isnull=True, draft__person_id=actor.own_id)


def one_visible(conversation_id: int, actor: Actor, *, lock: bool = False) -> Conversation | None:
    """One of visible_to(actor) by its id, its row alone."""
    if not actor.may("conversation.read"):
        return None
    found = row_by_id(Conversation, actor.workspace_id, conversation_id, lock=lock)
    return found if found is not None and actor.sees_inbox(found.inbox_id) else None


def locked(conversation_id: int, actor: Actor) -> Conversation:
    """One visible conversation, its row locked until the end of the transaction.

    Raises NotAllowed when it is not there for this actor, Refused("merged") when it went into another.
    """
    found = one_visible(conversation_id, actor, lock=True)
    if found is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    if found.merged_into_id is not None:
        raise Refused("merged", _("This conversation was merged into another one."))
    return found
