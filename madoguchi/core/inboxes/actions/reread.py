"""Reading a period of a mailbox once more: after an outage, or when something seems to be missing."""

from datetime import datetime

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import MailboxRereadAsked
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import locked
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
        app.configure_task("madoguchi.reread", lock=f"reread:{inbox.id}").defer(
            workspace_id=inbox.workspace_id,
            inbox_id=inbox.id,
            since=since.isoformat(),
            until=until.isoformat(),
        )
        return inbox
