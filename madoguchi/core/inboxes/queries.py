"""Reading inboxes and finding them by a secret."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.text import digest
from madoguchi.core.inboxes.actions.accept import Address
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Directory


def visible_to(actor: Actor) -> QuerySet[Inbox]:
    """The inboxes that the actor sees."""
    found = Inbox.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("inbox.read"):
        return found.none()
    return found if actor.inbox_ids is None else found.filter(id__in=actor.inbox_ids)


def inbox_of_secret(secret: str) -> Address | None:
    """Whose secret for mail over HTTP this is; needs no tenant."""
    entry = Directory.objects.filter(key=f"intake:{digest(secret)}").first()
    return Address(entry.workspace_id, entry.target_id) if entry else None


def locked(inbox_id: int, actor: Actor) -> Inbox:
    """One visible inbox, its row locked."""
    inbox = Inbox.objects.select_for_update().filter(id=inbox_id).first()
    if inbox is None or not actor.sees_inbox(inbox_id):
        raise NotAllowed("not-found", _("This inbox does not exist."))
    return inbox


def locked_on(channel: str, inbox_id: int, actor: Actor) -> Inbox:
    """The same where it has to be of a channel. Raises Refused("other-channel")."""
    inbox = locked(inbox_id, actor)
    if inbox.channel != channel:
        raise Refused("other-channel", _("This inbox is of another channel."))
    return inbox
