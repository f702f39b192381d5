"""Reading what customers ask out of their messages."""

from collections.abc import Collection

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.aims.jobs import look_up_later, place_later
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.queries import no_such_conversation
from madoguchi.features.aims.steps import TURN, read_message

KEPT = ("asked", "wish", "source")


def read_messages(message_ids: Collection[int], *, workspace_id: int) -> None:
    """Those of customers, in their order; spam asks nothing. May run twice."""
    with tenant(workspace_id):
        said = Message.objects.filter(id__in=message_ids, kind=Message.Kind.INBOUND, automatic="")
        messages = list(said.filter(conversation__is_spam=False).order_by("id"))
        ids = sorted({one.conversation_id for one in messages})
        list(Conversation.objects.filter(id__in=ids).order_by("id").select_for_update().values_list("id"))
        rows = Aim.objects.filter(conversation_id__in=ids).order_by("id").select_for_update()
        known = {row.conversation_id: row for row in rows}
        new: dict[int, Aim] = {}
        for message in messages:
            home_id = message.conversation_id
            row = read_message(known.get(home_id) or new.get(home_id), message)
            if row is not None and home_id not in known:
                new[home_id] = row
        Aim.objects.bulk_create(new.values(), ignore_conflicts=True)
        if new:
            place_later(workspace_id)
        Aim.objects.bulk_update(known.values(), KEPT)


def begin_look_up(conversation_id: int, *, actor: Actor) -> None:
    """Somebody has it open: the worker looks for what is not known of it yet. Raises NotAllowed."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        if one_visible(conversation_id, actor, lock=True) is None:  # before its aim is made, as read_messages() does
            raise no_such_conversation()
        said = Message.objects.filter(conversation_id=conversation_id, kind=Message.Kind.INBOUND, automatic="")
        row = Aim.objects.filter(conversation_id=conversation_id).first()
        if row is None:
            for message in said.order_by("id")[:TURN]:
                row = read_message(row, message) or row
            Aim.objects.bulk_create([row] if row else [], ignore_conflicts=True)
        if row is not None and not row.is_looked_up and not row.is_settled:
            look_up_later(actor.workspace_id, conversation_id)
