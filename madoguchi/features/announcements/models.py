"""What is said to everybody, a team or a role, its versions and files, and who has read it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.models import Person, Role, Team


class Announcement(TenantModel):
    """`version` counts the changes; who has read one from `read_from` on has read it. `words` is for searching."""

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("Announcement")
        HAND_OVER = "hand_over", _("Hand-over note")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ANNOUNCEMENT)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    to_everybody = models.BooleanField(default=True)
    must_confirm = models.BooleanField(default=False)
    pinned = models.BooleanField(default=False)
    shown_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    read_from = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "announcements"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="announcements_anchor"),
            models.CheckConstraint(
                condition=Q(kind__in=["announcement", "hand_over"]), name="announcements_kind_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="announcements_have_a_title"),
            models.CheckConstraint(
                condition=Q(read_from__gte=1, version__gte=F("read_from")), name="announcements_versions_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "-pinned", "-published_at", "-id"],
                name="announcements_board",
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementAudience(TenantModel):
    """A team or a role that it is for; none where it is for everybody."""

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="audiences", db_constraint=False, db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, db_index=False)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default="")

    class Meta:
        db_table = "announcement_audiences"
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "team", "role"], nulls_distinct=False, name="announcement_audiences_once"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False, role="") | (Q(team__isnull=True) & ~Q(role="")),
                name="announcement_audiences_team_or_role",
            ),
        ]


class AnnouncementVersion(TenantModel):
    """What an earlier version said, and who wrote it when."""

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "announcement_versions"
        constraints = [models.UniqueConstraint(fields=["announcement", "number"], name="announcement_versions_once")]


class AnnouncementFile(TenantModel):
    """A file that goes with it. `name_in_url` is random (128 bits)."""

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="files", db_constraint=False, db_index=False
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    name_in_url = models.CharField(max_length=40, unique=True)

    class Meta:
        db_table = "announcement_files"
        indexes = [models.Index(fields=["workspace_id", "announcement", "id"], name="announcement_files_of")]


class AnnouncementRead(TenantModel):
    """A person has read a version, and confirmed it where that was asked for."""

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="reads", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    version = models.PositiveIntegerField()
    read_at = models.DateTimeField()
    confirmed_version = models.PositiveIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "announcement_reads"
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="announcement_reads_once"),
            models.CheckConstraint(
                condition=Q(confirmed_version__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_version__isnull=False, confirmed_at__isnull=False, confirmed_version__lte=F("version")),
                name="announcement_reads_confirm_what_was_read",
            ),
        ]
