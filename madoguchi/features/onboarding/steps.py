"""The steps from sign-in to the first answered mail, and the facts that say that one is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.core.conversations.actions.check import LOOKED_AT
from madoguchi.core.conversations.actions.check import NAME as CHECK
from madoguchi.core.conversations.models import Delivery, Message
from madoguchi.core.inboxes.models import ChannelCursor, Inbox, RawIntake
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.invitations import open_invitations
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.onboarding.models import SkippedStep

# A test mail whose token stands in the subject of something that came in soon after it, as found_check() finds it.
ARRIVED = """
EXISTS (
  SELECT FROM channel_cursors test CROSS JOIN LATERAL (
    SELECT summary FROM raw_intake item WHERE item.workspace_id = test.workspace_id AND item.inbox_id = test.inbox_id
    AND item.id > (test.position ->> 'after')::bigint ORDER BY item.id LIMIT %s
  ) came
  WHERE test.workspace_id = %s AND test.name = %s
  AND strpos(came.summary ->> 'subject', test.position ->> 'token') > 0
)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `to` is the address of the very place by its name; "inbox" stands for the page of the first inbox."""

    name: str
    label: str | Promise
    why: str | Promise
    to: str


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step(
            "workspace",
            _("Name and time zone"),
            _("The name stands at the top of the desk and on invitations; due times and days follow the time zone."),
            "desk:workspace",
        ),
        Step(
            "inbox",
            _("The address that customers write to"),
            _("An inbox stands for one address, such as support@example.com. Mail to it becomes conversations."),
            "desk:inboxes",
        ),
        Step(
            "incoming",
            _("How mail comes in"),
            _("Your mail server forwards to us, or we fetch your mailbox by IMAP. Done when one mail is in."),
            "inbox",
        ),
        Step(
            "outgoing",
            _("How mail goes out"),
            _("Name the server that sends for your address (SMTP). Done when it has taken a mail."),
            "inbox",
        ),
        Step(
            "sign_of_life",
            _("A test mail, out and back"),
            _("Send a test mail from the inbox to itself and watch it arrive: then both ways are open."),
            "inbox",
        ),
        Step(
            "colleague",
            _("Invite a colleague"),
            _("Nobody should be alone at the counter. Each person has a role, which says what they may do."),
            "desk:people",
        ),
        Step(
            "answer",
            _("Answer the first mail"),
            _("Open a conversation, write, and send. For ten seconds you can take it back."),
            "desk:list unassigned",
        ),
        Step(
            "demo",
            _("Remove the demo data"),
            _("The demo workspaces and their people go for good; your own data is not touched."),
            "desk:demo_removal",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Stand:
    """How a step stands."""

    step: Step
    is_done: bool
    is_skipped: bool

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_skipped)


@dataclass(frozen=True, slots=True)
class Checklist:
    """All steps that concern the workspace; `inbox_id` is its first inbox, 0 without one."""

    stands: list[Stand]
    inbox_id: int

    @property
    def done(self) -> int:
        return sum(not stand.is_open for stand in self.stands)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.stands)


def checklist(actor: Actor, *, has_own_server: bool, has_demo: bool) -> Checklist:
    """How far the workspace has come; one query. `has_own_server`: the installation names one that sends;
    `has_demo`: whether the demo data is the workspace's business, where there is any."""
    require(actor, "workspace.manage")
    inboxes = Inbox.objects.filter(channel="email", disabled_at__isnull=True).order_by("id")
    checks = ChannelCursor.objects.filter(name=CHECK, inbox__in=inboxes)
    sent = Exists(checks.filter(position__state="sent")) | Exists(Delivery.objects.filter(state="sent"))
    through_server = Value(True, output_field=BooleanField()) if has_own_server else Exists(_with_server(inboxes))
    row = (
        Workspace.objects.filter(id=actor.workspace_id)
        .annotate(
            inbox=Exists(inboxes),
            incoming=Exists(RawIntake.objects.all()),
            outgoing=sent & through_server,
            sign_of_life=RawSQL(ARRIVED, [LOOKED_AT, actor.workspace_id, CHECK]),  # noqa: S611 (a constant and its parameters)
            colleague=Exists(Person.objects.exclude(id=actor.own_id)) | Exists(open_invitations()),
            answer=Exists(Message.objects.filter(kind="reply")),
            has_demo=Exists(Workspace.objects.filter(is_demo=True)),
            skipped=ArraySubquery(SkippedStep.objects.order_by().values("step")),
            inbox_ids=ArraySubquery(inboxes.values("id")[:1]),
        )
        .get()
    )
    stands = [
        Stand(step, name == "workspace" or (name != "demo" and getattr(row, name)), name in row.skipped)
        for name, step in STEPS.items()
        if name != "demo" or (has_demo and row.has_demo)
    ]
    return Checklist(stands, next(iter(row.inbox_ids), 0))


def _with_server(inboxes: QuerySet[Inbox]) -> QuerySet[Inbox]:
    return inboxes.filter(Q(settings__has_key="smtp_host") | Q(settings__has_key="anymail_backend"))
