"""Answers that are given again and again, kept to be used."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Person, Team
from madoguchi.core.workspaces.models import LANGUAGES


class SavedReply(TenantModel):
    """A text in Markdown with variables, its owner's own or shared: `is_everywhere`, or in some places. `words` is what
    it is found by (finding.py); an archived one is kept, and offered to nobody."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=80)
    shortcut = models.CharField(max_length=30, blank=True, default="")
    folder = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, choices=LANGUAGES)
    text = models.TextField()
    words = models.TextField(default="")
    is_shared = models.BooleanField(default=False)
    is_everywhere = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "saved_replies"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="saved_replies_anchor"),
            models.UniqueConstraint(
                "workspace_id",
                "person",
                Lower("name"),
                condition=Q(is_shared=False, archived_at__isnull=True),
                name="saved_replies_name_once",
            ),
            models.UniqueConstraint(
                "workspace_id",
                Lower("name"),
                condition=Q(is_shared=True, archived_at__isnull=True),
                name="saved_replies_shared_name_once",
            ),
            models.UniqueConstraint(
                "workspace_id",
                "person",
                Lower("shortcut"),
                condition=Q(is_shared=False, archived_at__isnull=True) & ~Q(shortcut=""),
                name="saved_replies_shortcut_once",
            ),
            models.UniqueConstraint(
                "workspace_id",
                Lower("shortcut"),
                condition=Q(is_shared=True, archived_at__isnull=True) & ~Q(shortcut=""),
                name="saved_replies_shared_shortcut_once",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="saved_replies_say_something"),
            models.CheckConstraint(condition=Q(language__in=("ja", "en")), name="saved_replies_language_known"),
        ]
        indexes = [models.Index(fields=["workspace_id", "name", "id"], name="saved_replies_by_name")]

    def __str__(self) -> str:
        return self.name


class SavedReplyPlace(TenantModel):
    """A team or an inbox that a shared reply is for. When the last one is gone, only those who may share see it."""

    id = models.BigAutoField(primary_key=True)
    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="places", db_constraint=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False)

    class Meta:
        db_table = "saved_reply_places"
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "team", "inbox"], nulls_distinct=False, name="saved_reply_places_once"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True, inbox__isnull=False) | Q(team__isnull=False, inbox__isnull=True),
                name="saved_reply_places_one_thing",
            ),
        ]
