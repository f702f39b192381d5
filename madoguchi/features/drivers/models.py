"""What drives people to write, which conversation it drove, and by how many customers that is divided."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation, Tag
from madoguchi.core.people.models import Person


class Avoidable(models.TextChoices):
    """Why a conversation need not have been."""

    UNCLEAR = "unclear", _("The product or a text was unclear")
    DEFECT = "defect", _("Something did not work")
    NOT_TOLD = "not_told", _("They were not told beforehand")
    LATE = "late", _("We or a delivery were late")
    NO_WAY = "no_way", _("They cannot do it by themselves")
    AGAIN = "again", _("Our earlier answer did not settle it")
    OTHER = "other", _("Another reason")


class Driver(TenantModel):
    """A cause or topic of conversations. `tag`: what wears it is driven by this, unless a person says otherwise.
    `minutes` that one takes us; NULL: as the workspace reckons (AnswerPolicy). The fix is planned until `planned_on`,
    and at work from `done_on` on."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False)
    minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    fix = models.CharField(max_length=400, blank=True, default="")
    fix_url = models.CharField(max_length=500, blank=True, default="")
    planned_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "drivers"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="drivers_anchor"),
            models.UniqueConstraint("workspace_id", Lower("name"), name="drivers_name_once"),
            models.UniqueConstraint(
                fields=["workspace_id", "tag"], condition=Q(tag__isnull=False), name="drivers_tag_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="drivers_have_a_name"),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(minutes__gte=0), name="drivers_take_time"),
            models.CheckConstraint(
                condition=~Q(fix="") | Q(planned_on__isnull=True, done_on__isnull=True), name="drivers_say_their_fix"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cause(TenantModel):
    """Why one conversation came: by which driver, and whether it could have been avoided ("" for: nobody says so).
    `by_tag`: a tag said it, and no person has yet."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="cause", db_constraint=False
    )
    driver = models.ForeignKey(
        Driver, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    avoidable = models.CharField(max_length=10, blank=True, default="", choices=Avoidable.choices)
    by_tag = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "causes"
        constraints = [
            models.CheckConstraint(condition=Q(avoidable__in=["", *Avoidable.values]), name="causes_avoidable_known"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "driver", "conversation"], name="causes_of_driver"),
            models.Index(fields=["workspace_id", "conversation"], name="causes_avoidable", condition=~Q(avoidable="")),
        ]


class ActiveCustomers(TenantModel):
    """How many customers were active in a month, as the workspace counts them."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    number = models.PositiveIntegerField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "active_customers"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "month"], name="active_customers_once_a_month"),
            models.CheckConstraint(condition=Q(number__gte=1), name="active_customers_are_some"),
        ]


class ContactGoal(TenantModel):
    """To how many avoidable contacts per 100 active customers a month they are to be brought down, from one month to
    another. `counted_as` says whom the workspace calls an active customer."""

    id = models.BigAutoField(primary_key=True)
    counted_as = models.CharField(max_length=400, blank=True, default="")
    from_month = models.DateField(null=True, blank=True)
    from_rate = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    until_month = models.DateField(null=True, blank=True)
    until_rate = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        db_table = "contact_goals"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], name="contact_goals_one"),
            models.CheckConstraint(
                condition=Q(
                    from_month__isnull=True, from_rate__isnull=True, until_month__isnull=True, until_rate__isnull=True
                )
                | Q(
                    from_month__isnull=False,
                    from_rate__isnull=False,
                    from_rate__gte=0,
                    until_month__isnull=False,
                    until_month__gt=models.F("from_month"),
                    until_rate__isnull=False,
                    until_rate__gte=0,
                ),
                name="contact_goals_whole",
            ),
        ]
