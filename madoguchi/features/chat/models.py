"""Who is in the chat of a site, and which conversations are theirs."""

from django.db import models
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Attachment, Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Person


class Visitor(TenantModel):
    """Somebody in the chat of an inbox, on one device.

    `name` is the value of their identity, by which their contact is found, also after a merge. `digest` is that of the
    token which their device keeps: whoever has it is them. `site` is the origin that they were on, `language` what the
    panel speaks to them, `facts` what their device tells with their consent (page, browser, screen, errors). `mail` is
    an address that they gave; only since `mail_proved_at` is it known to be theirs; `proving` is the code that is to
    prove one (proving.py). `last_seen_at` is when a page of theirs last began to listen, `listened_at` when one was
    last known to; `left_at` since when none does any more, None while one does (actions/come_and_go.py).
    """

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    site = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    mail = models.CharField(max_length=320, blank=True, default="", db_default="")
    mail_proved_at = models.DateTimeField(null=True, blank=True)
    proving = models.JSONField(default=dict, blank=True, db_default={})
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    listened_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "visitors"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="visitors_anchor"),
            models.UniqueConstraint(fields=["workspace_id", "name"], name="visitors_name_once"),
            models.UniqueConstraint(fields=["workspace_id", "digest"], name="visitors_digest_once"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(digest=""), name="visitors_can_be_recognised"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """As the messages of their chats name them."""
        return f"visitor:{self.name}"


class Chat(TenantModel):
    """A conversation that a visitor began: they alone may read it. `read_id` is the newest message that they saw,
    `delivered_id` the newest of theirs that has reached us, `answerer_read_id` the newest of theirs that somebody who
    may answer has seen.

    `promised_until` is by when they were told, without a person, that they would hear again; `updates` how often that
    time has come since they wait. `alarmed_for` is the beginning of the wait in which steps were done last,
    `steps_done` how many of them (escalation.py). `abandoned_at`: they left before anybody had answered, and had not
    come back when somebody did. `is_message`: it began as a message that was left while nobody was there, and is
    answered by mail.
    """

    id = models.BigAutoField(primary_key=True)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="chats", db_constraint=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    read_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    delivered_id = models.BigIntegerField(default=0, db_default=0)
    answerer_read_id = models.BigIntegerField(default=0, db_default=0)
    promised_until = models.DateTimeField(null=True, blank=True)
    updates = models.PositiveSmallIntegerField(default=0, db_default=0)
    alarmed_for = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_message = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "chats"
        constraints = [
            models.UniqueConstraint(fields=["visitor", "conversation"], name="chats_once"),
        ]


class Upload(TenantModel):
    """A file that a device in the chat of an inbox has sent ahead of its message.

    `owner` is the digest by which its visitor is found, or will be: a file alone makes nobody a visitor. `once` is the
    device's own name for it; its `attachment` has no message, and is nobody else's, until it is said.
    """

    id = models.BigAutoField(primary_key=True)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    owner = models.CharField(max_length=64)
    once = models.CharField(max_length=80)
    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "chat_uploads"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "owner", "once"], name="chat_uploads_once"),
        ]
        indexes = [models.Index(fields=["workspace_id", "created_at"], name="chat_uploads_by_age")]


class ChatMail(TenantModel):
    """Replies of a chat that go on by mail, because who it is with has left: those with ids from behind `after_id` to
    `up_to_id`, in one mail to `address`. `mail_id` is its Message-ID, by which the answer finds the conversation.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        DEFERRED = "deferred", "deferred"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        SEEN = "seen", "seen"  # in the chat, before it was sent

    OPEN = (State.QUEUED, State.DEFERRED)

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    address = models.CharField(max_length=320)
    mail_id = models.CharField(max_length=998)
    after_id = models.BigIntegerField()
    up_to_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=20, blank=True, default="")
    response = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "chat_mails"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "address", "up_to_id"], name="chat_mails_once"),
            models.CheckConstraint(
                condition=models.Q(after_id__lt=models.F("up_to_id")), name="chat_mails_carry_something"
            ),
        ]


class MailAsked(TenantModel):
    """When somebody outside last had a mail sent to an address; `key` is the digest of what for, and of the address."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "mails_asked"
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="mails_asked_once")]


class ChatOffer(TenantModel):
    """A chat that was offered to somebody. `since` is the beginning of the wait that it was for; `until` it can be
    accepted; `how` it ended is "accepted", "declined", "missed" or "withdrawn", "" while it stands."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        db_table = "chat_offers"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(ended_at__isnull=True), name="chat_offers_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, how="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(how="")),
                name="chat_offers_end_somehow",
            ),
        ]


class ChatSeat(TenantModel):
    """Somebody's place at the chats: whether they take any just now, and how many at once.

    `handed_at` is when they were given one last: among those with as much room the one who has rested longest is next.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="chat_seat", db_constraint=False)
    is_available = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=4)
    handed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "chat_seats"
        constraints = [
            models.CheckConstraint(condition=models.Q(capacity__range=(1, 20)), name="chat_seats_capacity_in_reason"),
        ]
