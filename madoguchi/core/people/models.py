"""Who signs in, and which seat they have in which workspace."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.addresses import mail_key
from madoguchi.base.models import TenantModel
from madoguchi.base.names import in_order
from madoguchi.core.workspaces.models import LANGUAGES


class Role(models.TextChoices):
    """Six seats (DESIGN.md, who it serves). What each may do is decided in policies.py alone."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")
    LIGHT = "light", _("Product member")
    PARTNER = "partner", _("Partner")


THEMES = [("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
DENSITIES = [("comfortable", _("Comfortable")), ("compact", _("Compact"))]
MOTIONS = [("system", _("As the device")), ("none", _("No motion"))]


class FirstPage(models.TextChoices):
    """What a person sees first; "" for that of their role."""

    OF_ROLE = "", _("That of my role")
    DAY = "day", _("My day")
    TEAM = "team", _("The team now")
    WEEK = "week", _("The week")
    MENTIONS = "notes", _("Mentions and notes")
    INBOXES = "inboxes", _("My inboxes")
    SETUP = "setup", _("Setup and health")
    MINE = "mine", _("List: mine")
    UNASSIGNED = "unassigned", _("List: unassigned")


class UserManager(BaseUserManager["User"]):
    """Accounts are found by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=mail_key(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=mail_key(email), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person's account on this installation; what it may see hangs on its seats."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    family_name = models.CharField(max_length=60, blank=True, default="")
    given_name = models.CharField(max_length=60, blank=True, default="")
    family_name_kana = models.CharField(max_length=60, blank=True, default="")
    given_name_kana = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="ja")
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")
    theme = models.CharField(
        max_length=10,
        default="system",
        choices=THEMES,
    )
    density = models.CharField(max_length=12, default="comfortable", db_default="comfortable", choices=DENSITIES)
    motion = models.CharField(max_length=10, default="system", db_default="system", choices=MOTIONS)
    keys = models.JSONField(default=dict, db_default={})  # command to key, where it is not the default; "" for none
    character_keys = models.BooleanField(default=True, db_default=True)  # whether a plain sign may be a key
    enter_sends = models.BooleanField(null=True, blank=True)  # and Shift+Enter makes a line; None: in chats alone
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="users_email_lower_case"),
            models.CheckConstraint(
                condition=models.Q(density__in=("comfortable", "compact")), name="users_density_known"
            ),
            models.CheckConstraint(condition=models.Q(motion__in=("system", "none")), name="users_motion_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as its writing or the person's language orders it; the address where there is none."""
        return in_order(self.family_name, self.given_name, family_first=self.language == "ja") or self.email


class Person(TenantModel):
    """A seat: one user in one workspace, with a role."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats", null=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    name = models.CharField(max_length=130)
    name_kana = models.CharField(max_length=130, blank=True, default="")
    title = models.CharField(max_length=60, blank=True, default="")
    email = models.EmailField(max_length=254)
    all_inboxes = models.BooleanField(default=True)
    first_page = models.CharField(max_length=40, choices=FirstPage.choices, blank=True, default="", db_default="")
    list_orders = models.JSONField(default=dict, db_default={})  # order by list (features/views), where it was chosen
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="people_anchor"),
            models.UniqueConstraint(fields=["workspace_id", "user"], name="people_one_seat_a_user"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="people_role_known"),
            models.CheckConstraint(
                condition=~models.Q(role="partner") | models.Q(all_inboxes=False),
                name="people_partner_sees_named_inboxes",
            ),
            models.CheckConstraint(condition=models.Q(first_page__in=FirstPage.values), name="people_first_page_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None


class Team(TenantModel):
    """A group that conversations can be given to."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    people = models.ManyToManyField(Person, through="TeamMember", related_name="teams")

    class Meta:
        db_table = "teams"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="teams_anchor"),
            models.UniqueConstraint("workspace_id", Lower("name"), name="teams_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    """A person in a team."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        db_table = "team_members"
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="team_members_once")]


class Token(TenantModel):
    """A bearer token of the API. Only its digest is kept; it acts with its person's rights and fewer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False)
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "tokens"


class Invitation(TenantModel):
    """An invitation by mail, good once and for seven days. Only the digest of its secret is kept. `sent_at`: a server
    took its mail; `problem`: what kept the last try from it, "" for nothing."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role.choices)
    inbox_ids = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10, blank=True, default="", db_default="")  # of its mail
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="", db_default="")
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, db_constraint=False, db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "invitations"
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitations_role_known"),
        ]


class AuditEntry(TenantModel):
    """Who did what that a security officer asks about. Insert-only.

    `event_id` is set for what the ledger knows too: the subscriber that copies it may run twice.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True, default="")
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, blank=True)
    event_id = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        db_table = "audit_entries"
        indexes = [
            models.Index(fields=["workspace_id", "-id"], name="audit_newest"),
            models.Index(fields=["workspace_id", "actor", "subject", "-at"], name="audit_of_actor"),
        ]


class IdempotencyKey(TenantModel):
    """An answer that was given once to a write with this key, kept for a day."""

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "idempotency_keys"
        constraints = [models.UniqueConstraint(fields=["workspace_id", "scope", "key"], name="idempotency_keys_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_keys_by_age")]
