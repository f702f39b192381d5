"""What the product can do and how it is combined, and the questions that only its owners can answer."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import LANGUAGES


class State(models.TextChoices):
    """How far something can be done; what follows from it is said in verdict.py."""

    AVAILABLE = "available", _("Available")
    FROM_PLAN = "from_plan", _("From a plan on")
    LIMITED = "limited", _("Limited")
    PLANNED = "planned", _("Planned")
    NOT_AVAILABLE = "not_available", _("Not available")


class Feature(TenantModel):
    """One thing that somebody may want the product to do. `name` is what it is listed by, in the workspace's language
    if it has one there; `reviewed_at` is when somebody last said that this is true, `told_due_on` the day of review of
    which somebody was told last.

    `words` and `forms` are what it is found by (finding.py)."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=20, choices=State.choices)
    since = models.CharField(max_length=40, blank=True, default="")
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    review_due_on = models.DateField()
    told_due_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    words = models.TextField(default="")
    forms = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "features"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="features_anchor"),
            models.CheckConstraint(condition=~Q(name=""), name="features_have_a_name"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="features_state_known"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "area", "name", "id"], name="features_by_area"),
            models.Index(fields=["workspace_id", "review_due_on", "id"], name="features_to_review"),
            GinIndex(fields=["forms"], name="features_by_forms"),
        ]

    def __str__(self) -> str:
        return self.name


class FeatureText(TenantModel):
    """What a feature is called in one language, and what else is said of it there. `aliases` are the other names by
    which people ask, a line each; `reason` says why not, and is only told to who asks for it."""

    id = models.BigAutoField(primary_key=True)
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="texts", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10, choices=LANGUAGES)
    name = models.CharField(max_length=120)
    aliases = models.TextField(blank=True, default="")
    plan = models.CharField(max_length=200, blank=True, default="")
    limits = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "feature_texts"
        constraints = [
            models.UniqueConstraint(fields=["feature", "language"], name="feature_texts_one_a_language"),
            models.UniqueConstraint("workspace_id", "language", Lower("name"), name="feature_texts_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="feature_texts_have_a_name"),
            models.CheckConstraint(condition=Q(language__in=("ja", "en")), name="feature_texts_language_known"),
        ]


class FeatureChange(TenantModel):
    """A field of a feature was changed: who, when, from what, to what. `person` None: the product, or who is gone."""

    id = models.BigAutoField(primary_key=True)
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="changes", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=Now())
    field = models.CharField(max_length=30)
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")

    class Meta:
        db_table = "feature_changes"
        indexes = [models.Index(fields=["workspace_id", "feature", "-id"], name="feature_changes_newest")]


class Recipe(TenantModel):
    """How a goal is reached by several features, in the customers' words. `steps` in Markdown."""

    id = models.BigAutoField(primary_key=True)
    goal = models.CharField(max_length=200)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    steps = models.TextField()
    limits = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    words = models.TextField(default="")
    forms = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "recipes"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="recipes_anchor"),
            models.UniqueConstraint("workspace_id", "language", Lower("goal"), name="recipes_goal_once"),
            models.CheckConstraint(condition=~Q(goal="") & ~Q(steps=""), name="recipes_say_something"),
            models.CheckConstraint(condition=Q(language__in=("ja", "en")), name="recipes_language_known"),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "goal", "id"], name="recipes_by_goal"),
            GinIndex(fields=["forms"], name="recipes_by_forms"),
        ]

    def __str__(self) -> str:
        return self.goal


class RecipeFeature(TenantModel):
    """A feature that a recipe uses, or (`instead`) one that it stands in for."""

    id = models.BigAutoField(primary_key=True)
    recipe = models.ForeignKey(
        Recipe, on_delete=models.CASCADE, related_name="links", db_constraint=False, db_index=False
    )
    feature = models.ForeignKey(
        Feature, on_delete=models.CASCADE, related_name="recipe_links", db_constraint=False, db_index=False
    )
    instead = models.BooleanField(default=False)

    class Meta:
        db_table = "recipe_features"
        constraints = [models.UniqueConstraint(fields=["recipe", "feature"], name="recipe_features_once")]
        indexes = [models.Index(fields=["workspace_id", "feature", "recipe"], name="recipe_features_of_feature")]


class FeatureQuestion(TenantModel):
    """Something that the registry does not say, asked of who must know. Open until it is answered; `feature` is the
    entry that it is about, or that its answer became."""

    id = models.BigAutoField(primary_key=True)
    text = models.CharField(max_length=500)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, db_index=False
    )
    feature = models.ForeignKey(
        Feature,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        db_constraint=False,
        db_index=False,
    )
    asked_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    due_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "feature_questions"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="feature_questions_anchor"),
            models.CheckConstraint(condition=~Q(text=""), name="feature_questions_ask_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="feature_questions_answered_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "due_on", "id"],
                name="feature_questions_open",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(fields=["workspace_id", "-id"], name="feature_questions_newest"),
            models.Index(fields=["workspace_id", "conversation", "-id"], name="feature_questions_of_matter"),
        ]

    def __str__(self) -> str:
        return self.text
