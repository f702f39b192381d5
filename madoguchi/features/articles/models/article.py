"""Articles: one for each question, its texts by language, what they said before, and by what they are found."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.models import Person
from madoguchi.features.articles.models.centre import Collection


class Visibility(models.TextChoices):
    """Who may read an article."""

    PUBLIC = "public", _("Everybody")
    CUSTOMERS = "customers", _("Signed-in customers")
    AGENTS = "agents", _("Agents only")


class State(models.TextChoices):
    """How far the draft of a text is. A text may be read (`is_live`) while a newer draft of it is in any of these."""

    DRAFT = "draft", _("Draft text")
    IN_REVIEW = "in_review", _("In review")
    SCHEDULED = "scheduled", _("To be published")
    PUBLISHED = "published", _("Published")


class Article(TenantModel):
    """One article in all its languages. `screens` are paths of the customer's product beside which it is offered
    ("/settings/*"), `stage` is the part of a customer's way that it belongs to; both as somebody typed them.
    `import_key` is what it was called where it was imported from. `told_due_on` is the day of review of which somebody
    was told last."""

    id = models.BigAutoField(primary_key=True)
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="articles", db_constraint=False, db_index=False
    )
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    position = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    created_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    needs_review = models.BooleanField(default=False)
    review_due_on = models.DateField(null=True, blank=True)
    told_due_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True, default="")
    screens = models.JSONField(default=list, blank=True)
    import_key = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "articles"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="articles_anchor"),
            models.UniqueConstraint(
                fields=["workspace_id", "import_key"], condition=~Q(import_key=""), name="articles_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "customers", "agents"]), name="articles_visibility_known"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "collection", "position", "id"], name="articles_of_collection"),
            models.Index(
                fields=["workspace_id", "review_due_on", "id"],
                name="articles_due_for_review",
                condition=Q(review_due_on__isnull=False, archived_at__isnull=True),
            ),
        ]


class ArticleText(TenantModel):
    """An article in one language: what is read (`title`, `body`, `summary`, all "" until it is first published) beside
    what is being written (`draft_*`, the same as what is read where nobody is writing). Bodies are Markdown.

    `edition` counts the writings: whoever writes names the one that they saw. `version` is the number of the newest
    ArticleVersion, `published_version` of the one that is read. `source_version` of a text in the default language is
    its last publication that translations must follow, of another text the one that it follows. `approved_edition` is
    the edition that a second person has approved; `draft_authors` are the people who wrote since the last publication.
    `import_digest` is of what an import last wrote.
    """

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="texts", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10)
    slug = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    draft_title = models.CharField(max_length=200)
    draft_body = models.TextField(blank=True, default="")
    draft_summary = models.CharField(max_length=300, blank=True, default="")
    draft_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    draft_at = models.DateTimeField(db_default=Now())
    draft_authors = models.JSONField(default=list, blank=True)
    edition = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)
    published_version = models.PositiveIntegerField(default=0)
    source_version = models.PositiveIntegerField(default=0)
    first_published_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    review_asked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=1000, blank=True, default="")
    approved_edition = models.PositiveIntegerField(null=True, blank=True)
    import_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "article_texts"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="article_texts_anchor"),
            models.UniqueConstraint(fields=["article", "language"], name="article_texts_once"),
            models.UniqueConstraint(
                fields=["workspace_id", "language", "slug"], condition=~Q(slug=""), name="article_texts_slug_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "scheduled", "published"]),
                name="article_texts_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="article_texts_published_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", publish_at__isnull=False)
                | (~Q(state="scheduled") & Q(publish_at__isnull=True)),
                name="article_texts_scheduled_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(title="") & ~Q(slug="")),
                name="article_texts_say_something",
            ),
            models.CheckConstraint(
                condition=Q(published_version__lte=F("version")), name="article_texts_versions_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "language", "-published_at", "id"],
                name="article_texts_newest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "article", "language"],
                name="article_texts_counted",  # so that their bodies are not read for it
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "state", "-draft_at", "id"],
                name="article_texts_in_work",
                condition=~Q(state="published"),
            ),
        ]

    def __str__(self) -> str:
        return self.draft_title

    @property
    def is_live(self) -> bool:
        """Whether it can be read."""
        return self.published_at is not None

    @property
    def has_draft(self) -> bool:
        """Whether something is being written that cannot be read yet."""
        return self.state != State.PUBLISHED

    @property
    def is_approved(self) -> bool:
        """Whether a second person has approved what stands there now."""
        return self.approved_edition == self.edition


class ArticleVersion(TenantModel):
    """What a text said at some time. Insert-only. `what` "aside": written by somebody whose base had changed meanwhile,
    kept so that it is not lost."""

    class What(models.TextChoices):
        SAVED = "saved", _("Draft text")
        PUBLISHED = "published", _("Published")
        RESTORED = "restored", _("Restored")
        ASIDE = "aside", _("Kept beside")

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(
        ArticleText, on_delete=models.CASCADE, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    author = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_versions"
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="article_versions_once"),
            models.CheckConstraint(
                condition=Q(what__in=["saved", "published", "restored", "aside"]), name="article_versions_what_known"
            ),
        ]


class ArticleSlug(TenantModel):
    """An address that a text had before; who asks for it is sent on."""

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(ArticleText, on_delete=models.CASCADE, related_name="old_slugs", db_constraint=False)
    language = models.CharField(max_length=10)
    slug = models.CharField(max_length=80)

    class Meta:
        db_table = "article_slugs"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "language", "slug"], name="article_slugs_once"),
        ]


class ArticleWord(TenantModel):
    """A word by which a published text is found: `weight` is its part of BM25, all but how rare the word is.

    Words are compared with "=" and ranges alone, which reach the index under row-level security (docs/adr/0005). The
    index has the texts of a word in the order of their weights, so that a common word costs no more than a rare one.
    """

    pk = models.CompositePrimaryKey("workspace_id", "text_id", "word")
    text = models.ForeignKey(
        ArticleText, on_delete=models.CASCADE, related_name="words", db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10)
    word = models.CharField(max_length=64, db_collation="C")
    weight = models.FloatField()

    class Meta:
        db_table = "article_words"
        indexes = [
            models.Index(fields=["workspace_id", "language", "word", "-weight", "text"], name="article_words_found")
        ]


class Snippet(TenantModel):
    """A part that many articles say alike: {{snippet:key}} stands for it in their Markdown."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    body = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_snippets"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "key", "language"], name="article_snippets_once"),
            models.CheckConstraint(condition=~Q(key=""), name="article_snippets_have_a_key"),
        ]

    def __str__(self) -> str:
        return self.key


class ArticlePicture(TenantModel):
    """A picture that texts show: ![what it shows](picture:name). `name` is random (128 bits). `named_at` is when it was
    last known that a text names it, or that somebody meant to."""

    id = models.BigAutoField(primary_key=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False)
    name = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())
    named_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_pictures"
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="article_pictures_once")]
        indexes = [models.Index(fields=["workspace_id", "named_at"], name="article_pictures_looked_over")]


class ArticleSource(TenantModel):
    """A conversation that an article came from, or was answered with."""

    class Kind(models.TextChoices):
        ORIGIN = "origin", _("Written from it")
        USED = "used", _("Answered with it")

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="sources", db_constraint=False, db_index=False
    )
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "article_sources"
        constraints = [
            models.UniqueConstraint(fields=["article", "conversation", "kind"], name="article_sources_once"),
            models.CheckConstraint(condition=Q(kind__in=["origin", "used"]), name="article_sources_kind_known"),
        ]
        indexes = [models.Index(fields=["workspace_id", "article", "kind", "-at"], name="article_sources_of")]
