"""The test mail of an inbox: sent through its server to its own address, and watched until it comes in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.conversations.arrival import Party
from madoguchi.core.conversations.jobs import check_inbox_later
from madoguchi.core.conversations.outgoing import CHANNELS, Outgoing
from madoguchi.core.conversations.tokens import new_token
from madoguchi.core.inboxes.models import ChannelCursor, Inbox, RawIntake
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace

NAME = "check"
GIVE_UP_AFTER = 300  # seconds
LOOKED_AT = 200  # items that came in since


@dataclass(frozen=True, slots=True)
class Check:
    """How far a test mail has come. `state` is "sending", "sent", "kept" (in our outbox), "failed" or "arrived"."""

    begun_at: datetime
    state: str
    detail: str = ""
    seconds: float = 0.0

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to wait for."""
        return self.state in ("sending", "sent") and (now() - self.begun_at).total_seconds() < GIVE_UP_AFTER


def begin_check(inbox_id: int, *, actor: Actor) -> None:
    """Send a test mail by a job. A check that is running is given up for the new one."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = Inbox.objects.filter(id=inbox_id, channel="email").first()
        if inbox is None or not actor.sees_inbox(inbox_id):
            raise NotAllowed("not-found", _("This inbox does not exist."))
        if inbox.disabled_at is not None:
            raise Refused("disabled", _("This inbox is stopped. Start it first."))
        newest = RawIntake.objects.order_by("-id").values_list("id", flat=True).first() or 0
        position = {"token": random_name(48), "begun_at": now().isoformat(), "after": newest, "state": "sending"}
        ChannelCursor.objects.update_or_create(
            inbox=inbox,
            name=NAME,
            defaults={"workspace_id": actor.workspace_id, "position": position, "checked_at": now(), "problem": ""},
        )
        check_inbox_later(actor.workspace_id, inbox_id)


def send_check(workspace_id: int, inbox_id: int) -> None:
    """The job: hand the mail to the channel outside of any transaction, and write down what it said."""
    with tenant(workspace_id):
        inbox = Inbox.objects.get(id=inbox_id)
        row = ChannelCursor.objects.get(inbox=inbox, name=NAME)
        outgoing = _letter(inbox, row.position["token"])
    result = CHANNELS[inbox.channel](outgoing)[0]
    with tenant(workspace_id):
        row = ChannelCursor.objects.select_for_update().get(inbox_id=inbox_id, name=NAME)
        if row.position["token"] in outgoing.subject:
            row.position = {
                **row.position,
                "state": "failed" if result.state != "sent" else "kept" if result.kept else "sent",
                "detail": f"{result.code} {result.text}".strip()[:300],
            }
            row.save(update_fields=["position"])


def found_check(inbox: Inbox) -> Check | None:
    """The newest check of an inbox, looked up among what has come in since; None when there was none."""
    row = ChannelCursor.objects.filter(inbox=inbox, name=NAME).first()
    begun_at = parse_datetime(row.position["begun_at"]) if row else None
    if row is None or begun_at is None:
        return None
    came = RawIntake.objects.filter(id__gt=row.position["after"], inbox=inbox).order_by("id")[:LOOKED_AT]
    for item in came:
        if row.position["token"] in item.summary.get("subject", ""):
            return Check(begun_at, "arrived", seconds=(item.received_at - begun_at).total_seconds())
    return Check(begun_at, row.position["state"], row.position.get("detail", ""))


def _letter(inbox: Inbox, token: str) -> Outgoing:
    own = Party(inbox.address, inbox.sender_name or inbox.name)
    domain = inbox.address.rpartition("@")[2]
    workspace = Workspace.objects.get(id=inbox.workspace_id)
    return Outgoing(
        workspace_id=inbox.workspace_id,
        inbox_id=inbox.id,
        settings=inbox.settings,
        secrets=inbox.secret_values,
        sender=own,
        to=(own,),
        cc=(),
        bcc=(),
        recipients=(inbox.address,),
        subject=f"Madoguchi test {token}",
        markdown=_("This mail tests the way out and in. It needs no answer."),
        signature="",
        language=inbox.language,
        charset=inbox.charset,
        time_zone=workspace.time_zone,
        mail_id=f"{new_token(inbox.workspace_id)}@{domain}",
        in_reply_to="",
        references=(),
        written_at=now(),
    )
