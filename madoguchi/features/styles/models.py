"""The style of answers: what inboxes and segments want, and what was wanted of one conversation."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox

MOST_TRIAL = 50  # percent: with half of them it is known soonest


class Style(models.TextChoices):
    COMPREHENSIVE = "comprehensive", _("Comprehensive")
    CONVERSATIONAL = "conversational", _("Conversational")


def other(style: str) -> str:
    """The one that it is not."""
    return Style.CONVERSATIONAL if style == Style.COMPREHENSIVE else Style.COMPREHENSIVE


class InboxStyle(TenantModel):
    """What an inbox wants; no row, or `style` "": nobody has decided. `trial`: so many of a hundred contacts get the
    other style, always the same ones."""

    id = models.BigAutoField(primary_key=True)
    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="style", db_constraint=False)
    style = models.CharField(max_length=16, choices=Style.choices, blank=True, default="")
    trial = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "inbox_styles"
        constraints = [
            models.CheckConstraint(condition=Q(style__in=["", *Style.values]), name="inbox_styles_known"),
            models.CheckConstraint(condition=Q(trial__lte=MOST_TRIAL), name="inbox_styles_trial_half_at_most"),
            models.CheckConstraint(condition=Q(trial=0) | ~Q(style=""), name="inbox_styles_trial_of_something"),
        ]


class SegmentStyle(TenantModel):
    """What a segment wants, whatever its inbox does: people of an `audience` whose attribute `key`, of themselves or
    of their company (`on`), is `value` ("" for any attribute). `inbox` NULL: at every inbox."""

    class On(models.TextChoices):
        NOTHING = "", _("Any attributes")
        CONTACT = "contact", _("Contact")
        COMPANY = "company", _("Company")

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(
        Inbox, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ALL)
    on = models.CharField(max_length=10, choices=On.choices, blank=True, default="")
    key = models.CharField(max_length=60, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    style = models.CharField(max_length=16, choices=Style.choices)

    class Meta:
        db_table = "segment_styles"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "inbox", "audience", "on", "key", "value"],
                name="segment_styles_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(style__in=Style.values), name="segment_styles_known"),
            models.CheckConstraint(
                condition=Q(audience__in=["all", "companies", "others"]) & Q(on__in=["", "contact", "company"]),
                name="segment_styles_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(on="", key="", value="") | ~Q(on="") & ~Q(key="") & ~Q(value=""),
                name="segment_styles_attribute_whole",
            ),
            models.CheckConstraint(condition=~Q(audience="all", on=""), name="segment_styles_narrow"),
        ]


class ConversationStyle(TenantModel):
    """What was wanted of a conversation when it began; it stays, whatever is set later. `by` says why. In a trial
    `arm` is "usual" or "other"; "" for those that no lot was drawn for."""

    class By(models.TextChoices):
        INBOX = "inbox", _("set at the inbox")
        SEGMENT = "segment", _("set for these customers")
        TRIAL = "trial", _("drawn by lot in a trial")

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="style", db_constraint=False
    )
    style = models.CharField(max_length=16, choices=Style.choices)
    by = models.CharField(max_length=10, choices=By.choices)
    arm = models.CharField(max_length=6, blank=True, default="")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "conversation_styles"
        constraints = [
            models.CheckConstraint(condition=Q(style__in=Style.values), name="conversation_styles_known"),
            models.CheckConstraint(
                condition=Q(by="trial", arm__in=["usual", "other"]) | Q(by__in=["inbox", "segment"], arm=""),
                name="conversation_styles_by",
            ),
        ]
