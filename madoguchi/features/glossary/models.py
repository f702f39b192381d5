"""Our words, the words of customers for them, and the words of one person."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.models import Contact
from madoguchi.core.workspaces.models import LANGUAGES


class Term(TenantModel):
    """A thing by our name for it, in one language or both. `name` is what it is listed by; `words` what it is found
    by."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    ja = models.CharField(max_length=80, blank=True, default="")
    en = models.CharField(max_length=80, blank=True, default="")
    definition = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    words = models.TextField(default="")

    class Meta:
        db_table = "terms"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="terms_anchor"),
            models.UniqueConstraint("workspace_id", Lower("ja"), condition=~Q(ja=""), name="terms_ja_once"),
            models.UniqueConstraint("workspace_id", Lower("en"), condition=~Q(en=""), name="terms_en_once"),
            models.CheckConstraint(condition=~Q(name="") & (~Q(ja="") | ~Q(en="")), name="terms_have_a_name"),
        ]
        indexes = [models.Index(fields=["workspace_id", "name", "id"], name="terms_by_name")]

    def __str__(self) -> str:
        return self.name


class Synonym(TenantModel):
    """What customers call a term. `key` is the word in the form in which it is compared. One that was learnt from
    conversations is suggested first, with how many of them (`times`) and how strongly (`weight`) they speak for it;
    rejected, it stays, and is not suggested again."""

    class State(models.TextChoices):
        USED = "used"
        SUGGESTED = "suggested"
        REJECTED = "rejected"

    class Source(models.TextChoices):
        TYPED = "typed"
        LEARNT = "learnt"

    id = models.BigAutoField(primary_key=True)
    term = models.ForeignKey(
        Term, on_delete=models.CASCADE, related_name="synonyms", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10, choices=LANGUAGES)
    word = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.USED)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.TYPED)
    times = models.PositiveIntegerField(default=0)
    weight = models.FloatField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "synonyms"
        constraints = [
            models.UniqueConstraint(fields=["term", "language", "key"], name="synonyms_once"),
            models.CheckConstraint(condition=~Q(word="") & ~Q(key=""), name="synonyms_say_something"),
            models.CheckConstraint(condition=Q(language__in=("ja", "en")), name="synonyms_language_known"),
            models.CheckConstraint(
                condition=Q(state__in=("used", "suggested", "rejected"), source__in=("typed", "learnt")),
                name="synonyms_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "-weight", "id"], name="synonyms_suggested", condition=Q(state="suggested")
            ),
        ]

    def __str__(self) -> str:
        return self.word


class ContactWord(TenantModel):
    """A word that a person has used for a term of ours: how often, when last, and in which message (counted once)."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    word = models.CharField(max_length=80)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    last_message_id = models.BigIntegerField()

    class Meta:
        db_table = "contact_words"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "contact", "term", "word"], name="contact_words_once"),
            models.CheckConstraint(condition=~Q(word="") & Q(times__gte=1), name="contact_words_were_said"),
        ]


class Learning(TenantModel):
    """When conversations were last looked through for words, and how many."""

    id = models.BigAutoField(primary_key=True)
    learnt_at = models.DateTimeField()
    conversations = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "glossary_learnings"
        constraints = [models.UniqueConstraint(fields=["workspace_id"], name="glossary_learnings_one_a_workspace")]
