"""Saying things in the shared world, and looking for them: the rows as actions leave them, and the lane run at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import Person
from madoguchi.features.search.queries.conversations import Found, Order, conversations_found
from madoguchi.features.search.query.asking import ask
from madoguchi.features.search.sources import SOURCES
from madoguchi.features.search.steps import write_down
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")


def say(
    conversation: Conversation, text: str, *, kind: str = "inbound", at: datetime | None = None, **fields: object
) -> Message:
    """One more message, its words not yet written down."""
    author = {"contact_id": conversation.contact_id} if kind == "inbound" else {}
    with tenant(conversation.workspace_id):
        return Message.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            kind=kind,
            text=text,
            at=at or now(),
            **{**author, **fields},
        )


def begin(world: World, contact: Contact, subject: str, *texts: str, days: int = 0, **fields: object) -> Conversation:
    """A conversation of こよみワークス in the inbox サポート, `days` ago."""
    with tenant(contact.workspace_id):
        made = Conversation.objects.create(
            workspace_id=contact.workspace_id,
            contact=contact,
            subject=subject,
            **{"inbox": world.support, "last_activity_at": now() - timedelta(days=days), **fields},
        )
    for text in texts:
        say(made, text, at=now() - timedelta(days=days))
    return made


def write_all(*workspace_ids: int) -> None:
    """Everything that is there, as a reindex does."""
    for workspace_id in workspace_ids:
        with tenant(workspace_id):
            for source in SOURCES.values():
                write_down(source, source.ids_behind(0, 10_000))


def look(
    world: World, text: str, *, of: Person | None = None, order: Order = Order.BEST, cursor: str = "", limit: int = 20
) -> Found:
    """What somebody (Misaki) finds."""
    actor = world.actor(of or world.misaki)
    with tenant(actor.workspace_id):
        asked = ask(text, actor=actor, zone=TOKYO)
        return conversations_found(asked, actor=actor, order=order, cursor=cursor, limit=limit)


def subjects(world: World, text: str, *, of: Person | None = None, order: Order = Order.BEST) -> list[str]:
    return [row.conversation.subject for row in look(world, text, of=of, order=order).rows]
