"""A matter with one person: its state, and who takes part in it."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least, Now, Upper
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Person, Team


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")


class Priority(models.IntegerChoices):
    LOW = 0, _("Low")
    NORMAL = 1, _("Normal")
    HIGH = 2, _("High")
    URGENT = 3, _("Urgent")


class WaitingOn(models.TextChoices):
    US = "us", _("Us")
    CUSTOMER = "customer", _("The customer")
    THIRD = "third", _("Somebody else")


class Conversation(TenantModel):
    """One matter with one person. `waiting_since` is set while the customer waits for us.

    `is_live`: who wrote last is there, in a chat, and is answered in seconds; they did not leave a message or mail.
    `unanswered_since` is made by the database: since when something is owed (the customer waits, a due time has come, a
    snooze is over), or from when on it will be; NULL for nothing.
    """

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="conversations", db_constraint=False, db_index=False
    )
    subject = models.CharField(max_length=400, blank=True, default="")
    preview = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    waiting_since = models.DateTimeField(null=True, blank=True)
    is_live = models.BooleanField(default=False, db_default=False)
    waiting_on = models.CharField(max_length=10, choices=WaitingOn.choices, default=WaitingOn.US)
    next_action = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    is_spam = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    last_activity_at = models.DateTimeField(db_default=Now())
    first_replied_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    unanswered_since = models.GeneratedField(
        expression=Case(
            When(is_spam=True, then=None),
            When(status=Status.OPEN, then=Least("waiting_since", "due_at")),
            When(status=Status.SNOOZED, then=F("snoozed_until")),
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "conversations"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="conversations_anchor"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="conversations_status_known"),
            models.CheckConstraint(
                condition=Q(status="snoozed", snoozed_until__isnull=False)
                | (~Q(status="snoozed") & Q(snoozed_until__isnull=True)),
                name="conversations_snoozed_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(status="resolved", resolved_at__isnull=False)
                | (~Q(status="resolved") & Q(resolved_at__isnull=True)),
                name="conversations_resolved_has_a_time",
            ),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="conversations_priority_known"),
            models.CheckConstraint(condition=Q(waiting_on__in=WaitingOn.values), name="conversations_waiting_on_known"),
        ]
        # One partial index a built-in view, newest or longest waiting first (STACK.md, Lists).
        indexes = [
            models.Index(
                fields=["workspace_id", "-last_activity_at", "-id"],
                name="conv_all",
                condition=Q(is_spam=False),
            ),
            models.Index(
                fields=["workspace_id", "assignee", "-last_activity_at", "-id"],
                name="conv_mine",
                condition=Q(status="open", is_spam=False),
            ),
            models.Index(
                fields=["workspace_id", "-last_activity_at", "-id"],
                name="conv_unassigned",
                condition=Q(status="open", is_spam=False, assignee__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "-last_activity_at", "-id"],
                name="conv_open",
                condition=Q(status="open", is_spam=False),
            ),
            models.Index(
                fields=["workspace_id", "waiting_since", "id"],
                name="conv_live",
                condition=Q(status="open", is_spam=False, is_live=True, waiting_since__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "waiting_since", "id"],
                name="conv_waiting",
                condition=Q(status="open", is_spam=False, waiting_since__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "snoozed_until", "id"],
                name="conv_snoozed",
                condition=Q(status="snoozed"),
            ),
            models.Index(fields=["snoozed_until"], name="conv_wake", condition=Q(status="snoozed")),
            models.Index(
                fields=["workspace_id", "inbox", "-last_activity_at", "-id"],
                name="conv_inbox_open",
                condition=Q(status="open", is_spam=False),
            ),
            models.Index(
                fields=["workspace_id", "team", "-last_activity_at", "-id"],
                name="conv_team_open",
                condition=Q(status="open", is_spam=False, team__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "-last_activity_at", "-id"],
                name="conv_spam",
                condition=Q(is_spam=True),
            ),
            models.Index(
                fields=["workspace_id", "-resolved_at", "-id"],
                name="conv_resolved",
                condition=Q(status="resolved", is_spam=False),
            ),
            models.Index(fields=["workspace_id", "contact", "-last_activity_at", "-id"], name="conv_contact"),
            models.Index(
                fields=["workspace_id", "unanswered_since", "id"],
                name="conv_unanswered",
                condition=Q(unanswered_since__isnull=False),
            ),
            # Other orders of a list (features/views/orders.py).
            models.Index(
                fields=["workspace_id", "-created_at", "-id"],
                name="conv_created",
                condition=Q(is_spam=False),
            ),
            models.Index(
                fields=["workspace_id", "due_at", "id"],
                name="conv_due",
                condition=Q(status="open", is_spam=False, due_at__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "-priority", "-last_activity_at", "-id"],
                name="conv_urgent",
                condition=Q(status="open", is_spam=False, priority__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def is_chat(self) -> bool:
        """Whether it came by a chat; `is_live` says whether the customer is there."""
        return self.inbox.channel == "chat"

    @property
    def number(self) -> int:
        """The number of the case: for the people inside; no customer sees it."""
        return self.id


class Participant(TenantModel):
    """A contact who gets the replies of a conversation beside its main person."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.CASCADE,
        related_name="participants",
        db_constraint=False,
        db_index=False,
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    address = models.CharField(max_length=320)

    class Meta:
        db_table = "participants"
        constraints = [
            models.UniqueConstraint("conversation", Upper("address"), name="participants_once"),
        ]


class ConversationLink(TenantModel):
    """Two conversations that belong together. first < second."""

    class Why(models.TextChoices):
        BY_HAND = "by_hand", _("Linked by a person")
        STRANGER = "stranger", _("Answered by somebody who was not part of it")
        SPLIT = "split", _("Split off")

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    second = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    why = models.CharField(max_length=20, choices=Why.choices, default=Why.BY_HAND)

    class Meta:
        db_table = "conversation_links"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="conversation_links_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="conversation_links_in_order"),
        ]
