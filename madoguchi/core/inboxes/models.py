"""Addresses on channels, and what came in at them, raw."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower, Now, Upper
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.base.secrets import seal, unseal
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import LANGUAGES


class Inbox(TenantModel):
    """An address on a channel. `settings` and the sealed secrets belong to the channel's adapter.

    `signature` is in the inbox's language; `signatures` holds others by language, for customers who read that one.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=320)
    sender_name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="ja")
    charset = models.CharField(
        max_length=20, default="utf-8", choices=[("utf-8", "UTF-8"), ("iso-2022-jp", "ISO-2022-JP")]
    )
    signature = models.TextField(blank=True, default="")
    signatures = models.JSONField(default=dict, db_default={}, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    disabled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "inboxes"
        verbose_name_plural = "inboxes"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="inboxes_anchor"),
            models.UniqueConstraint("workspace_id", Lower("name"), name="inboxes_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where customers find it: its mail address, or the sites of a chat."""
        return ", ".join(self.settings.get("sites", [])) if self.channel == "chat" else self.address

    def language_for(self, reader: str) -> str:
        """The language in which a customer who reads `reader` ("" where that is not known) is written to."""
        return reader if reader in dict(LANGUAGES) else self.language

    def signature_in(self, language: str) -> str:
        """What stands under a mail in that language."""
        other = self.signatures.get(language, "") if language != self.language else ""
        return other or self.signature

    @property
    def secret_values(self) -> dict[str, Any]:
        """The opened secrets; never to be shown or logged."""
        return unseal(self.secrets)

    def keep_secrets(self, values: dict[str, Any]) -> None:
        """Seal `values` as this inbox's secrets (the row is not saved)."""
        self.secrets = seal(values)


class InboxAddress(TenantModel):
    """Every address that leads to an inbox: its own and its aliases. Mirrored in the directory."""

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(
        Inbox, on_delete=models.CASCADE, related_name="addresses", db_constraint=False, db_index=False
    )
    address = models.CharField(max_length=320)

    class Meta:
        db_table = "inbox_addresses"
        constraints = [models.UniqueConstraint(Upper("address"), name="inbox_addresses_once")]


class InboxAccess(TenantModel):
    """A person who does not see every inbox sees this one."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="inbox_access", db_constraint=False, db_index=False
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        db_table = "inbox_access"
        constraints = [models.UniqueConstraint(fields=["person", "inbox"], name="inbox_access_once")]


class ChannelCursor(TenantModel):
    """Where a poller of an inbox stopped (for IMAP: folder -> uidvalidity and last UID), and how it fares."""

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=200)
    position = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "channel_cursors"
        constraints = [models.UniqueConstraint(fields=["inbox", "name"], name="channel_cursors_once")]


class Blob(TenantModel):
    """Bytes, once by content. Small ones live in the row, large ones in the storage under their digest."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "blobs"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="blobs_anchor"),
            models.UniqueConstraint(fields=["workspace_id", "digest"], name="blobs_once"),
        ]


class RawIntake(TenantModel):
    """One accepted item, as it came. Exactly one of the end states says what became of it."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting to be read")
        MESSAGE = "message", _("Became a message")
        SUSPENDED = "suspended", _("Set aside")
        QUARANTINED = "quarantined", _("Could not be read")
        SUPPRESSED = "suppressed", _("Stopped as a mail loop")

    class Route(models.TextChoices):
        SMTP = "smtp", "SMTP"
        IMAP = "imap", "IMAP"
        HTTP = "http", "HTTP"
        PIPE = "pipe", _("Pipe")

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    digest = models.CharField(max_length=64)
    route = models.CharField(max_length=10, choices=Route.choices)
    envelope = models.JSONField(default=dict)
    received_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=20, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=60, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    summary = models.JSONField(default=dict)
    message_id = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "raw_intake"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "inbox", "digest"], name="raw_intake_once"),
            models.CheckConstraint(
                condition=(models.Q(state="message") & models.Q(message_id__isnull=False))
                | (~models.Q(state="message") & models.Q(message_id__isnull=True)),
                name="raw_intake_message_means_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "message", "suspended", "quarantined", "suppressed"]),
                name="raw_intake_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "-id"],
                name="raw_intake_aside",
                condition=models.Q(state__in=["suspended", "quarantined", "suppressed"]),
            ),
            models.Index(
                fields=["message_id"],
                name="raw_intake_of_message",
                condition=models.Q(message_id__isnull=False),
            ),
        ]
