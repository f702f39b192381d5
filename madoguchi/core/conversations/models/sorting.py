"""By what conversations are sorted, and who was named in them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models.conversation import Conversation
from madoguchi.core.conversations.models.message import Message
from madoguchi.core.people.models import Person


class Tag(TenantModel):
    """A word that conversations are sorted by."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    colour = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "tags"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="tags_anchor"),
            models.UniqueConstraint("workspace_id", Lower("name"), name="tags_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ConversationTag(TenantModel):
    """A tag on a conversation."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="taggings", db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        db_table = "conversation_tags"
        constraints = [models.UniqueConstraint(fields=["conversation", "tag"], name="conversation_tags_once")]
        indexes = [models.Index(fields=["workspace_id", "tag", "-conversation"], name="conversation_tags_by_tag")]


class Follow(TenantModel):
    """A person who wants to hear of a conversation that need not be theirs."""

    class Why(models.TextChoices):
        BY_HAND = "by_hand", _("By hand")
        MENTIONED = "mentioned", _("Because they were mentioned")
        ANSWERED = "answered", _("Because they wrote in it")

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="follows", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.BY_HAND)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "follows"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="follows_once"),
            models.CheckConstraint(condition=Q(why__in=["by_hand", "mentioned", "answered"]), name="follows_why_known"),
        ]
        indexes = [models.Index(fields=["workspace_id", "person", "-conversation"], name="follows_of_person")]


class Mention(TenantModel):
    """A person named in a note."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="mentions", db_constraint=False, db_index=False
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "mentions"
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mentions_once")]
        indexes = [
            models.Index(
                fields=["workspace_id", "person", "-id"],
                name="mentions_unread",
                condition=Q(read_at__isnull=True),
            )
        ]
