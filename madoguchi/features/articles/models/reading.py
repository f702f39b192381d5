"""What visitors of the help centre do: look for something, read, say whether it helped, write to us all the same.

A visitor is a key that holds for one day (visitors.py); who wrote to us while signed in is a contact besides.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.articles.models.article import ArticleText


class Place(models.TextChoices):
    """Where a visitor met the help centre."""

    PORTAL = "portal", _("Help centre")
    WIDGET = "widget", _("Chat")
    FORM = "form", _("Contact form")
    REPLY = "reply", _("A reply of ours")
    API = "api", "API"


class Reason(models.TextChoices):
    """Why an article did not help."""

    UNCLEAR = "unclear", _("Hard to understand")
    WRONG = "wrong", _("It says something wrong")
    OLD = "old", _("It is out of date")
    OTHER_QUESTION = "other_question", _("It answers another question")
    DOES_NOT_WORK = "does_not_work", _("I did as it says, and it does not work")


class HelpSearch(TenantModel):
    """Something was looked for; `results` is how many were found, `opened` the first one that was read."""

    id = models.BigAutoField(primary_key=True)
    query = models.CharField(max_length=200)
    words = models.CharField(max_length=200)  # of the query, in one form: the same question in other letters is one
    language = models.CharField(max_length=10)
    results = models.PositiveIntegerField()
    opened = models.ForeignKey(
        ArticleText, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    place = models.CharField(max_length=10, choices=Place.choices)
    visitor = models.CharField(max_length=40)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "help_searches"
        constraints = [models.CheckConstraint(condition=~Q(query=""), name="help_searches_ask_something")]
        indexes = [
            models.Index(fields=["workspace_id", "-at", "-id"], name="help_searches_newest"),
            models.Index(fields=["workspace_id", "visitor", "at"], name="help_searches_of_visitor"),
        ]


class ArticleRead(TenantModel):
    """A text was read, or (`is_held_out`) would have been offered to a visitor of the hold-out, who was shown none."""

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(
        ArticleText, on_delete=models.CASCADE, related_name="reads", db_constraint=False, db_index=False
    )
    place = models.CharField(max_length=10, choices=Place.choices)
    visitor = models.CharField(max_length=40)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    is_held_out = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_reads"
        constraints = [
            models.UniqueConstraint(fields=["text", "visitor", "is_held_out"], name="article_reads_once_a_day"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "-at", "-id"], name="article_reads_newest"),
            models.Index(fields=["workspace_id", "visitor", "at"], name="article_reads_of_visitor"),
        ]


class ArticleVerdict(TenantModel):
    """A reader said whether a text helped, and why it did not. `version` is what they read."""

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(
        ArticleText, on_delete=models.CASCADE, related_name="verdicts", db_constraint=False, db_index=False
    )
    helpful = models.BooleanField()
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    comment = models.CharField(max_length=1000, blank=True, default="")
    version = models.PositiveIntegerField()
    visitor = models.CharField(max_length=40)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_verdicts"
        constraints = [
            models.UniqueConstraint(fields=["text", "visitor"], name="article_verdicts_once_a_day"),
            models.CheckConstraint(
                condition=Q(reason__in=["", "unclear", "wrong", "old", "other_question", "does_not_work"]),
                name="article_verdicts_reason_known",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "-at", "-id"], name="article_verdicts_newest")]


class HelpContact(TenantModel):
    """A visitor of the help centre wrote to us after all."""

    id = models.BigAutoField(primary_key=True)
    visitor = models.CharField(max_length=40)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "help_contacts"
        indexes = [
            models.Index(fields=["workspace_id", "visitor", "at"], name="help_contacts_of_visitor"),
            models.Index(fields=["workspace_id", "-at", "-id"], name="help_contacts_newest"),
        ]
