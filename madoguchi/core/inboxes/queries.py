"""Reading inboxes and finding them by a secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.text import digest
from madoguchi.core.inboxes.actions.accept import Address
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Directory

REREAD = "reread"  # the name of the cursor of a period that is read again


@dataclass(frozen=True, slots=True)
class Reread:
    """How the reading of the period that was asked for last goes.

    `state` is "reading", "waiting" (a fault, it is tried again), "failed" or "done"; `reason` that of ImapError, a
    colon and the words of the server. `unreadable` are those of the new and the known that came without their body.
    """

    since: datetime
    until: datetime
    asked_at: datetime
    state: str
    reason: str = ""
    new: int = 0
    known: int = 0
    unreadable: int = 0

    @property
    def last(self) -> datetime:
        """The last second of the period."""
        return self.until - timedelta(seconds=1)

    @property
    def found(self) -> int:
        """Mails of the period on the server."""
        return self.new + self.known

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to wait for."""
        return self.state in ("reading", "waiting")


def visible_to(actor: Actor) -> QuerySet[Inbox]:
    """The inboxes that the actor sees."""
    found = Inbox.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("inbox.read"):
        return found.none()
    return found if actor.inbox_ids is None else found.filter(id__in=actor.inbox_ids)


def fetched_by(actor: Actor) -> QuerySet[Inbox]:
    """Those whose mailbox is fetched from a server, by name."""
    return visible_to(actor).filter(disabled_at__isnull=True, settings__imap_host__gt="").order_by("name", "id")


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


def found_reread(inbox: Inbox) -> Reread | None:
    """How the newest reading of a period goes; None when nobody ever asked for one."""
    row = ChannelCursor.objects.filter(inbox=inbox, name=REREAD).first()
    if row is None:
        return None
    since, until, asked_at = (datetime.fromisoformat(row.position[name]) for name in ("since", "until", "asked_at"))
    told = row.position
    return Reread(
        since,
        until,
        asked_at,
        told["state"],
        told.get("reason", ""),
        told.get("stored", 0),
        told.get("duplicates", 0),
        told.get("unreadable", 0),
    )
