"""Reading a period of a mailbox once more: after an outage, or when something seems to be missing."""

from datetime import datetime

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import MailboxReread, MailboxRereadAsked
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from madoguchi.core.inboxes.queries import REREAD, locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def ask_reread(inbox_id: int, *, since: datetime, until: datetime, actor: Actor) -> Inbox:
    """Let a worker read what arrived between two moments; what we have already is not taken twice.

    Raises Refused("no-mailbox", "period").
    """
    require(actor, "intake.reread")
    if since >= until:
        raise Refused("period", _("The period must end after it begins."), field="until")
    with tenant(actor.workspace_id):
        inbox = locked(inbox_id, actor)
        if not inbox.settings.get("imap_host"):
            raise Refused("no-mailbox", _("This inbox fetches no mailbox."), field="since")
        record(MailboxRereadAsked(inbox.id, since.isoformat(), until.isoformat()), actor=actor, about=Subject())
        period = {"since": since.isoformat(), "until": until.isoformat()}
        position = {**period, "asked_at": now().isoformat(), "state": "reading"}
        ChannelCursor.objects.update_or_create(
            inbox=inbox, name=REREAD, defaults={"workspace_id": inbox.workspace_id, "position": position}
        )
        app.configure_task("madoguchi.reread", lock=f"reread:{inbox.id}").defer(
            workspace_id=inbox.workspace_id, inbox_id=inbox.id, **period
        )
        return inbox


def tell_reread(inbox_id: int, *, period: tuple[str, str], found: dict[str, int], actor: Actor) -> None:
    """The period was read: `found` has "stored", "duplicates" and "unreadable", mails each."""
    with tenant(actor.workspace_id):
        record(MailboxReread(inbox_id, **found), actor=actor, about=Subject())
        _write(inbox_id, period, {"state": "done", "reason": "", **found})


def tell_reread_trouble(inbox_id: int, *, period: tuple[str, str], reason: str, is_over: bool, actor: Actor) -> None:
    """The mailbox could not be read; unless it `is_over` it is tried again."""
    with tenant(actor.workspace_id):
        _write(inbox_id, period, {"state": "failed" if is_over else "waiting", "reason": reason[:300]})


def _write(inbox_id: int, period: tuple[str, str], news: dict[str, object]) -> None:
    """Only of what was asked for last: another period has been asked for meanwhile."""
    row = ChannelCursor.objects.select_for_update().filter(inbox_id=inbox_id, name=REREAD).first()
    if row is not None and (row.position.get("since"), row.position.get("until")) == period:
        row.position = {**row.position, **news}
        row.checked_at = now()
        row.save(update_fields=["position", "checked_at"])
