"""Reading in the chat: what a visitor has seen, the agent sees; what has reached us and was seen, the visitor."""

from collections.abc import Iterable

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.live import tell
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.chat.models import Chat

REACHED = """
UPDATE chats SET delivered_id = one.message_id FROM unnest(%s::bigint[], %s::bigint[]) AS one (home_id, message_id)
WHERE workspace_id = %s AND conversation_id = one.home_id AND delivered_id < one.message_id
RETURNING conversation_id, delivered_id
"""


def read_up_to(chat: Chat, message_id: int) -> int:
    """They have seen everything up to a message; what they saw before stays seen. Returns the newest they saw."""
    with tenant(chat.workspace_id):
        newer = Chat.objects.filter(Q(read_id__lt=message_id), id=chat.id)
        if newer.update(read_id=message_id, read_at=now()):
            inbox_id = Conversation.objects.values_list("inbox_id", flat=True).get(id=chat.conversation_id)
            tell(chat.workspace_id, [f"conversation:{chat.conversation_id}@{inbox_id}"])
            return message_id
        return Chat.objects.values_list("read_id", flat=True).get(id=chat.id)


def seen_by_us(conversation_id: int, message_id: int, *, actor: Actor) -> int:
    """Somebody who may answer has what was said up to a message before them. Returns the newest that was seen; 0 where
    it is no chat. Raises NotAllowed."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        if not visible_to(actor).filter(id=conversation_id).exists():
            raise NotAllowed("not-found", _("This conversation does not exist."))
        theirs = Message.objects.filter(conversation_id=conversation_id, kind=Message.Kind.INBOUND, id__lte=message_id)
        newest = theirs.order_by("-id").values_list("id", flat=True).first() or 0
        newer = Chat.objects.filter(conversation_id=conversation_id, answerer_read_id__lt=newest)
        if newer.update(answerer_read_id=newest):
            tell(actor.workspace_id, [f"chat:{conversation_id}:seen:{newest}"])
        chats = Chat.objects.filter(conversation_id=conversation_id)
        return chats.aggregate(newest=Max("answerer_read_id"))["newest"] or 0


def reached_us(said: Iterable[tuple[int, int]], *, workspace_id: int) -> None:
    """What visitors said has been taken up (conversations and messages); one statement, in the running tenant."""
    newest = dict(sorted(said))
    if not newest:
        return
    with prepared() as cursor:
        cursor.execute(REACHED, [[*newest], [*newest.values()], workspace_id])
        tell(workspace_id, [f"chat:{home}:delivered:{message_id}" for home, message_id in cursor.fetchall()])
