"""Making and changing the chats of sites."""

from collections.abc import Sequence

from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxCreated
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.saving import language_of, saved_inbox, typed_name
from madoguchi.core.inboxes.sites import typed_sites
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Directory


def create_chat(name: str, *, sites: Sequence[str], language: str = "", sender_name: str = "", actor: Actor) -> Inbox:
    """A chat that may stand on these sites ("https://shop.example.jp"); none yet is allowed. No `language`: that of
    the workspace.

    Raises Refused("name-taken", "empty", "bad-site", "too-many-sites").
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        key = random_name(96)
        inbox = Inbox(
            workspace_id=actor.workspace_id,
            name=typed_name(name),
            channel="chat",
            address=key,
            language=language or language_of(actor.workspace_id),
            sender_name=sender_name,
            settings={"sites": typed_sites(sites)},
        )
        saved_inbox(inbox)
        Directory.objects.create(key=f"chat:{key}", workspace_id=actor.workspace_id, target_id=inbox.id)
        record(InboxCreated(inbox.id), actor=actor, about=Subject())
        return inbox
