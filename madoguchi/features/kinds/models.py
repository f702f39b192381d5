"""Types of questions with what each must be asked, and the type of each conversation."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation

LEAST = 60  # percent: of what it is less sure of, the classifier says nothing


class Kind(TenantModel):
    """A type of question. `examples`, a line each, are what people write of this type: the classifier learns from them.
    `changed_at`: since when they are what they are. `name_ja` and `name_en` are what it is called for who reads that
    language, "" where `name` is."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    name_ja = models.CharField(max_length=60, blank=True, default="", db_default="")
    name_en = models.CharField(max_length=60, blank=True, default="", db_default="")
    examples = models.TextField(blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)  # to who writes to us by the form
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "kinds"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="kinds_anchor"),
            models.UniqueConstraint("workspace_id", Lower("name"), name="kinds_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="kinds_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def called_in(self, language: str) -> str:
        return {"ja": self.name_ja, "en": self.name_en}.get(language, "") or self.name

    @property
    def called(self) -> str:
        """For who reads it now."""
        return self.called_in((get_language() or "")[:2])

    @property
    def names(self) -> set[str]:
        """All that it is called."""
        return {self.name, self.name_ja, self.name_en} - {""}


class KindField(TenantModel):
    """Something that a question of a type must be asked. `ask_ja` and `ask_en` are how the customer is asked for it,
    within a sentence; `is_required`: without it nobody can go on."""

    class Type(models.TextChoices):
        TEXT = "text", _("A line")
        LONG = "long", _("Several lines")
        DATE = "date", _("Date")

    id = models.BigAutoField(primary_key=True)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="fields", db_constraint=False, db_index=False)
    label = models.CharField(max_length=80)
    ask_ja = models.CharField(max_length=200, blank=True, default="")
    ask_en = models.CharField(max_length=200, blank=True, default="")
    type = models.CharField(max_length=10, choices=Type.choices, default=Type.TEXT)
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "kind_fields"
        constraints = [
            models.UniqueConstraint("kind", Lower("label"), name="kind_fields_label_once"),
            models.CheckConstraint(condition=~Q(label=""), name="kind_fields_have_a_label"),
            models.CheckConstraint(condition=Q(type__in=("text", "long", "date")), name="kind_fields_type_known"),
        ]
        indexes = [models.Index(fields=["workspace_id", "kind", "position", "id"], name="kind_fields_of_kind")]


class ConversationKind(TenantModel):
    """The type of one conversation. `guess` and `sure` (percent) are what the classifier said, whatever `kind` is
    now; `kind` NULL: it was not sure enough, and nobody has said. `values` by the id of a field."""

    class By(models.TextChoices):
        MACHINE = "machine", _("Recognised")
        CUSTOMER = "customer", _("Chosen by the customer")
        PERSON = "person", _("Said by a colleague")

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="kind_of", db_constraint=False
    )
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, db_index=False)
    guess = models.ForeignKey(
        Kind, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    sure = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=10, choices=By.choices, default=By.MACHINE)
    values = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "conversation_kinds"
        constraints = [
            models.CheckConstraint(condition=Q(by__in=("machine", "customer", "person")), name="conversation_kinds_by"),
            models.CheckConstraint(
                condition=Q(sure__isnull=True) | Q(sure__lte=100), name="conversation_kinds_sure_percent"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "kind", "conversation"], name="conversation_kinds_of_kind"),
            models.Index(
                fields=["workspace_id", "-at", "-id"], name="conversation_kinds_said", condition=Q(by="person")
            ),
        ]
