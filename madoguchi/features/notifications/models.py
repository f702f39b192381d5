"""What people were told, how each of them wants to be told, and the devices that may ring."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person


class Notification(TenantModel):
    """One person, one thing. While it is unread, more of the same (`key`) is counted into it.

    `event_ids` are the newest of the facts that it tells of, so that none counts twice. `message_id` is where it
    opens; `conversation` is None where it tells of several, `subject_id` the row that a kind without one is about.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, db_index=False
    )
    message_id = models.BigIntegerField(null=True, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    event_ids = ArrayField(models.BigIntegerField(), default=list)
    began_at = models.DateTimeField(db_default=Now())
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    in_page = models.BooleanField(default=True)
    sounds = models.BooleanField(default=False)
    to_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notifications"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "person", "key"],
                condition=Q(read_at__isnull=True),
                name="notifications_one_unread",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="notifications_tell_of_something"),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "person", "-at", "-id"], name="notifications_list", condition=Q(in_page=True)
            ),
            models.Index(
                fields=["workspace_id", "person", "conversation"],
                name="notifications_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(fields=["workspace_id", "person", "key"], name="notifications_by_key"),
            models.Index(
                fields=["workspace_id", "began_at"],
                name="notifications_to_mail",
                condition=Q(read_at__isnull=True, to_mail=True, mailed_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "read_at"], name="notifications_read", condition=Q(read_at__isnull=False)
            ),
        ]


class Preference(TenantModel):
    """How one person wants to be told. Without a row everything is as it stands here.

    `channels` maps a kind to its channels where they are not the default. Nothing rings, and no mail goes, each day
    between the two times and on the whole of `quiet_days` (0 is Monday), in the person's own time zone.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    channels = models.JSONField(default=dict, blank=True)
    quiet_from = models.TimeField(null=True, blank=True, default=time(22))
    quiet_to = models.TimeField(null=True, blank=True, default=time(8))
    quiet_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    mail_after = models.PositiveSmallIntegerField(default=10)
    follow_when_mentioned = models.BooleanField(default=True)
    follow_when_answering = models.BooleanField(default=False)
    active_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notification_preferences"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "person"], name="notification_preferences_one_a_person"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=F("quiet_to"))),
                name="notification_preferences_quiet_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(quiet_days__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="notification_preferences_days_of_the_week",
            ),
            models.CheckConstraint(
                condition=Q(mail_after__gte=1, mail_after__lte=1440), name="notification_preferences_mail_within_a_day"
            ),
        ]


class PushDevice(TenantModel):
    """A browser that may ring for a person. `secrets` seals its address, its keys, and the session it belongs to."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    secrets = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "push_devices"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "digest"], name="push_devices_once"),
            models.CheckConstraint(condition=~Q(secrets=""), name="push_devices_sealed"),
        ]
        indexes = [models.Index(fields=["workspace_id", "person", "id"], name="push_devices_of_person")]


class NotificationRule(TenantModel):
    """What holds for all of a workspace. `shows_texts`: push and mail may say who wrote, and the beginning of it."""

    id = models.BigAutoField(primary_key=True)
    shows_texts = models.BooleanField(default=False)

    class Meta:
        db_table = "notification_rules"
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="notification_rules_one_a_workspace")]


class PushKey(models.Model):
    """The key by which push services know this installation (RFC 8292): one, made once. `secrets` is sealed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    public = models.CharField(max_length=100)
    secrets = models.TextField()

    class Meta:
        db_table = "push_keys"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="push_keys_one")]

    def __str__(self) -> str:
        return self.public
