"""The language model that a workspace may connect, and each call of it."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.base.secrets import seal, unseal
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person

SHORTEST, LONGEST = 1, 60  # seconds
KEPT_LEAST, KEPT_MOST = 35, 3650  # days; what a month has cost is counted from its calls


class LanguageModel(TenantModel):
    """Where a workspace's language model is, and what it may be asked; one row each, made when it is first set.

    `address` is the base of an OpenAI-compatible API ("https://api.example.com/v1"; "": none); `secrets` the sealed
    key. `timeout` in seconds. Budgets are in tokens and in the workspace's own money, None for no limit; prices are for
    a million tokens. Calls are kept for `calls_kept` days. `failures` in a row; until `rests_until` it is not asked.
    `embedding_model` at the same address ("": none) has a price and failures of its own.
    """

    id = models.BigAutoField(primary_key=True)
    address = models.CharField(max_length=300, blank=True, default="")
    model = models.CharField(max_length=120, blank=True, default="")
    secrets = models.TextField(blank=True, default="")
    timeout = models.PositiveSmallIntegerField(default=8)
    daily_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    monthly_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    monthly_cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    price_in = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    price_out = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    writes_articles = models.BooleanField(default=False)
    checks_answers = models.BooleanField(default=False)
    reads_aims = models.BooleanField(default=False)
    reads_meaning = models.BooleanField(default=False)
    calls_kept = models.PositiveSmallIntegerField(default=400)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    embedding_model = models.CharField(max_length=120, blank=True, default="")
    embedding_price = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    embedding_failures = models.PositiveIntegerField(default=0)
    embedding_rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "language_models"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], name="language_models_once"),
            models.CheckConstraint(condition=Q(timeout__range=(SHORTEST, LONGEST)), name="language_models_end_in_time"),
            models.CheckConstraint(
                condition=Q(price_in__gte=0, price_out__gte=0, embedding_price__gte=0), name="language_models_cost"
            ),
            models.CheckConstraint(
                condition=Q(calls_kept__range=(KEPT_LEAST, KEPT_MOST)), name="language_models_calls_kept"
            ),
        ]

    @property
    def key(self) -> str:
        """The opened key; never to be shown or logged."""
        return str(unseal(self.secrets).get("key", ""))

    def keep_key(self, key: str) -> None:
        """Seal it (the row is not saved); "" takes it away."""
        self.secrets = seal({"key": key} if key else {})


class ModelCall(TenantModel):
    """One call: for what, of what size, and what became of it; never what was asked or said.

    `size` is of what went out, in characters, `masked` how many personal data were replaced in it. As long as a call
    goes on, its tokens are the most that it may take, so that a budget holds whatever happens. `outcome` is "" until it
    is over, then one of wording.OUTCOMES.
    """

    class Purpose(models.TextChoices):
        TRIAL = "trial", _("Trial")
        ARTICLE = "article", _("Draft of an article")
        CHECK = "check", _("Check of an answer")
        AIM = "aim", _("What a customer wants to do")
        MEANING = "meaning", _("Meaning of texts")
        MEANING_TRIAL = "meaning_trial", _("Trial of the embedding model")

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    article_id = models.BigIntegerField(null=True, blank=True)
    model = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=12, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    masked = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=4, default=Decimal(0))
    took_ms = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "language_model_calls"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="language_model_calls_anchor"),
            models.CheckConstraint(
                condition=Q(purpose__in=["trial", "article", "check", "aim", "meaning", "meaning_trial"]),
                name="language_model_calls_purpose_known",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "at"], name="language_model_calls_spent")]
