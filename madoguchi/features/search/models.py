"""The words of everything that is searched, in volumes; how far they are written down; and what people looked for."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.people.models import Person


class Volume(TenantModel):
    """The entries of one source from a time on, until the next volume begins. Searching goes from volume to volume, the
    newest first, so that a common word costs one of them and no more."""

    id = models.BigAutoField(primary_key=True)
    source = models.SmallIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # of its newest entry
    entries = models.IntegerField(default=0)

    class Meta:
        db_table = "search_volumes"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="search_volumes_anchor"),
            models.UniqueConstraint(fields=["workspace_id", "source", "begins_at"], name="search_volumes_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("begins_at")), name="search_volumes_in_order"
            ),
        ]


class Entry(TenantModel):
    """The words of one message, contact or company (`thing_id` of `source`).

    The GIN index stands on search_keys(volume_id, words): each word behind the number of its volume. Found by the
    functions of migrations/0001 alone; why: docs/adr/0010.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source", "thing_id")
    thing_id = models.BigIntegerField()
    at = models.DateTimeField()
    conversation_id = models.BigIntegerField(null=True)
    inbox_id = models.BigIntegerField(null=True)
    volume = models.ForeignKey(Volume, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    source = models.SmallIntegerField()
    words = SearchVectorField()

    class Meta:
        db_table = "search_entries"


class KnownWord(TenantModel):
    """How a word that is found may be typed: its reading in hiragana, or as it stood, in small letters."""

    pk = models.CompositePrimaryKey("workspace_id", "typed", "word")
    typed = models.CharField(max_length=64, db_collation="C")
    word = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "search_words"


class Reindex(TenantModel):
    """How far the words of a source are written down that were there before their index was. `upto` and `last` are
    ids of things; `rules` is the version of the rules by which texts are taken apart."""

    pk = models.CompositePrimaryKey("workspace_id", "source")
    source = models.SmallIntegerField()
    rules = models.CharField(max_length=40)
    upto = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "search_reindexes"
        constraints = [
            models.CheckConstraint(condition=models.Q(upto__lte=models.F("last")), name="search_reindexes_within"),
        ]


class RecentSearch(TenantModel):
    """What a person looked for and found."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    text = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "recent_searches"
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], name="recent_searches_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="recent_searches_not_empty"),
        ]
