"""What is said, its files, and what became of each reply."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models.conversation import Conversation
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.models import Person


class Message(TenantModel):
    """Something said: by a contact (inbound), to them (reply), or among ourselves (note).

    `text` is all of it, `reply_text` what is left without quote and signature ("" means: the same).
    Replies and notes hold Markdown in `text`. `html` is as it came and cleaned each time it is shown.
    `automatic` is "" for what a person wrote: else what kind of mail it is (core/conversations/arrival.py), or as what
    it was said without one ("assistant", and what chats say: features/chat).
    `before_it` is what undoing a reply restores. `scheduled` is what a reply that goes out later does then ({"then",
    "until"}), until it goes: so long it answers nobody. `forwards` is the message that a reply hands on to somebody
    else; it answers nobody either. `addresses` has lists of [address, name] under "from", "to", "cc", "bcc" and
    "reply_to".
    """

    class Kind(models.TextChoices):
        INBOUND = "inbound", _("Inbound")
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Note")

    has_files: bool  # where queries/timeline.py read it and the next, and set what follows
    version: str
    files_on: "list[Attachment]"
    deliveries_on: "list[Delivery]"

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=20, default="email")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_constraint=False,
        db_index=False,
    )
    subject = models.CharField(max_length=400, blank=True, default="")
    text = models.TextField(blank=True, default="")
    reply_text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    addresses = models.JSONField(default=dict, blank=True)
    mail_id = models.CharField(max_length=998, blank=True, default="")
    in_reply_to = models.CharField(max_length=998, blank=True, default="")
    dedupe_key = models.CharField(max_length=64, blank=True, default="")
    automatic = models.CharField(max_length=20, blank=True, default="")
    authentication = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(db_default=Now())
    sent_date = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    before_it = models.JSONField(null=True, blank=True)
    scheduled = models.JSONField(null=True, blank=True)
    forwards = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,  # the database empties it
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "messages"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="messages_anchor"),
            models.UniqueConstraint(
                fields=["workspace_id", "dedupe_key"], condition=~Q(dedupe_key=""), name="messages_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="inbound", contact__isnull=False, person__isnull=True)
                | (Q(kind__in=["reply", "note"]) & Q(contact__isnull=True)),
                name="messages_have_the_right_author",
            ),
            models.CheckConstraint(
                condition=Q(scheduled__isnull=True) | Q(kind="reply", send_at__isnull=False),
                name="messages_scheduled_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(forwards__isnull=True) | Q(kind="reply"), name="messages_forward_is_a_reply"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "conversation", "id"], name="messages_thread"),
            models.Index(
                fields=["workspace_id", "contact", "-id"],
                name="messages_of_contact",
                condition=Q(contact__isnull=False),
            ),
            # Whoever takes a held reply back must not look through all messages for what hands it on.
            models.Index(fields=["forwards"], name="messages_forwarding", condition=Q(forwards__isnull=False)),
        ]

    @property
    def visible_text(self) -> str:
        """What is shown unfolded."""
        return self.reply_text or self.text

    @property
    def is_folded(self) -> bool:
        return bool(self.reply_text) and self.reply_text != self.text

    @property
    def folded_text(self) -> str:
        """What unfolding adds: the rest, or all of it where the answer stands between or below what it quotes."""
        text = self.text.strip("\r\n")
        rest = text.removeprefix(self.reply_text.strip("\r\n"))
        return rest.lstrip("\r\n") if rest.startswith(("\r", "\n")) else text


class MessageReference(TenantModel):
    """A Message-ID of this conversation: of one of its mails, or one that they refer to, arrived or not.

    `address`: it was sent to this address alone; who answers it from there has read it, and is part of the conversation
    as far as that answer goes.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    mail_id = models.CharField(max_length=998)
    address = models.CharField(max_length=320, blank=True, default="", db_default="")

    class Meta:
        db_table = "message_references"
        constraints = [models.UniqueConstraint(fields=["conversation", "mail_id"], name="message_references_once")]
        indexes = [models.Index(fields=["workspace_id", "mail_id"], name="message_references_by_id")]


class Attachment(TenantModel):
    """A file of a message, or of a draft until it is sent. `name_in_url` is random (128 bits)."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        db_constraint=False,
    )
    draft = models.ForeignKey("Draft", on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=255, blank=True, default="")
    inline = models.BooleanField(default=False)
    name_in_url = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "attachments"
        constraints = [models.UniqueConstraint(fields=["workspace_id", "id"], name="attachments_anchor")]


class Delivery(TenantModel):
    """The ledger of one reply to one recipient."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        DEFERRED = "deferred", _("Deferred")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Bounced")

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    address = models.CharField(max_length=320)
    role = models.CharField(max_length=3, choices=[("to", "To"), ("cc", "CC"), ("bcc", "BCC")], default="to")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(db_default=Now())
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=20, blank=True, default="")
    response = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "deliveries"
        constraints = [
            models.UniqueConstraint("message", Upper("address"), name="deliveries_one_a_recipient"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "deferred", "failed", "bounced"]),
                name="deliveries_state_known",
            ),
        ]
        indexes = [
            # By equality: under row-level security upper() is not leakproof, and an index on it would not be used.
            models.Index(fields=["workspace_id", "address", "-id"], name="deliveries_by_address"),
            models.Index(
                fields=["workspace_id", "-id"],
                name="deliveries_unsettled",
                condition=Q(state__in=["queued", "deferred"]),
            ),
        ]


class Draft(TenantModel):
    """What a person has begun to write: one reply, one note and one forward a conversation, or a new conversation.

    "held" is no writing: the files that programs sent ahead with the person's tokens hang on it.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Note")
        NEW = "new", _("New conversation")
        FORWARD = "forward", _("Forward")
        HELD = "held", _("Files of a program")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REPLY)
    text = models.TextField(blank=True, default="")
    fields = models.JSONField(default=dict, blank=True)  # to, cc, bcc, subject, inbox, forwards
    last_seen_message_id = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "drafts"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="drafts_anchor"),
            models.UniqueConstraint(
                fields=["person", "conversation", "kind"], nulls_distinct=False, name="drafts_one_each"
            ),
        ]
