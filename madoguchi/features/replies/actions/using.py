"""Putting a saved reply into what somebody writes."""

from django.db.models import F
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.replies.filling import Filled, fill, values_for
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import reply_for


def use_reply(reply_id: int, *, conversation_id: int | None, actor: Actor) -> Filled:
    """Count a use, and give the text for the conversation (None: one that is yet to begin). No event: the reply that
    is sent has its own."""
    require(actor, "conversation.note")
    with tenant(actor.workspace_id):
        reply = reply_for(reply_id, actor)
        conversation = one_visible(conversation_id, actor) if conversation_id else None
        if conversation_id and conversation is None:
            raise NotAllowed("not-found", _("This conversation does not exist."))
        SavedReply.objects.filter(id=reply.id).update(used=F("used") + 1, last_used_at=now())
        return fill(reply, values_for(reply, conversation, actor))
