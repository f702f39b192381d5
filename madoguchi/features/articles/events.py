"""What can happen to the help centre and its articles. Their texts stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class HelpCentreChanged(Fact):
    """`changed` names the settings; all of them when it was set up."""

    type: ClassVar[str] = "help_centre.changed"
    changed: list[str]


@dataclass(frozen=True, slots=True)
class CollectionCreated(Fact):
    type: ClassVar[str] = "article_collection.created"
    collection_id: int


@dataclass(frozen=True, slots=True)
class CollectionChanged(Fact):
    """`changed` names the fields, and languages as "text.ja"."""

    type: ClassVar[str] = "article_collection.changed"
    collection_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class CollectionDeleted(Fact):
    type: ClassVar[str] = "article_collection.deleted"
    collection_id: int


@dataclass(frozen=True, slots=True)
class ArticleCreated(Fact):
    type: ClassVar[str] = "article.created"
    article_id: int
    language: str


@dataclass(frozen=True, slots=True)
class ArticleChanged(Fact):
    """Settings of an article were changed; `changed` names them."""

    type: ClassVar[str] = "article.changed"
    article_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class ArticleVersionRestored(Fact):
    """What a text said before is its draft again."""

    type: ClassVar[str] = "article.version_restored"
    article_id: int
    text_id: int
    language: str
    number: int


@dataclass(frozen=True, slots=True)
class ArticleReviewRequested(Fact):
    """`reviewer_id` null: anybody who may."""

    type: ClassVar[str] = "article.review_requested"
    article_id: int
    text_id: int
    language: str
    edition: int
    reviewer_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleReviewWithdrawn(Fact):
    """Nobody need look at it: it was taken back, written on or published."""

    type: ClassVar[str] = "article.review_withdrawn"
    article_id: int
    text_id: int
    language: str


@dataclass(frozen=True, slots=True)
class ArticleReviewed(Fact):
    """A second person approved a draft, or gave it back to `asked_by_id`."""

    type: ClassVar[str] = "article.reviewed"
    article_id: int
    text_id: int
    language: str
    edition: int
    approved: bool
    asked_by_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleScheduled(Fact):
    """It is published then by itself (ISO 8601); null: no more."""

    type: ClassVar[str] = "article.scheduled"
    article_id: int
    text_id: int
    language: str
    publish_at: str | None


@dataclass(frozen=True, slots=True)
class ArticlePublished(Fact):
    """`minor`: translations need not follow."""

    type: ClassVar[str] = "article.published"
    article_id: int
    text_id: int
    language: str
    version: int
    minor: bool


@dataclass(frozen=True, slots=True)
class ArticleUnpublished(Fact):
    type: ClassVar[str] = "article.unpublished"
    article_id: int
    text_id: int
    language: str


@dataclass(frozen=True, slots=True)
class ArticleTranslationConfirmed(Fact):
    """A translation says what the default language says since `source_version`."""

    type: ClassVar[str] = "article.translation_confirmed"
    article_id: int
    text_id: int
    language: str
    source_version: int


@dataclass(frozen=True, slots=True)
class ArticleAddressChanged(Fact):
    """The old address leads on to the new one."""

    type: ClassVar[str] = "article.address_changed"
    article_id: int
    text_id: int
    language: str


@dataclass(frozen=True, slots=True)
class ArticleArchived(Fact):
    type: ClassVar[str] = "article.archived"
    article_id: int


@dataclass(frozen=True, slots=True)
class ArticleUnarchived(Fact):
    type: ClassVar[str] = "article.unarchived"
    article_id: int


@dataclass(frozen=True, slots=True)
class ArticleDrafted(Fact):
    """An article was begun from a conversation."""

    type: ClassVar[str] = "article.drafted"
    article_id: int


@dataclass(frozen=True, slots=True)
class ArticleUsed(Fact):
    """An article was put into an answer, be it sent later or not."""

    type: ClassVar[str] = "article.used"
    article_id: int


@dataclass(frozen=True, slots=True)
class ArticleSuggested(Fact):
    """A colleague said what should be different; `owner_id` is who looks after the article."""

    type: ClassVar[str] = "article.suggested"
    article_id: int
    suggestion_id: int
    language: str
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleSuggestionSettled(Fact):
    type: ClassVar[str] = "article.suggestion_settled"
    article_id: int
    suggestion_id: int


@dataclass(frozen=True, slots=True)
class ArticleOutdated(Fact):
    """Something else is said now of a feature that an article is about, which was published before; `owner_id` is who
    looks after the article."""

    type: ClassVar[str] = "article.outdated"
    article_id: int
    feature_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class ArticleCameDue(Fact):
    """The day (ISO 8601) has come on which an article is to be looked over; `owner_id` is who looks after it."""

    type: ClassVar[str] = "article.came_due"
    article_id: int
    owner_id: int | None
    review_due_on: str


@dataclass(frozen=True, slots=True)
class SnippetChanged(Fact):
    """A part of many articles was written, or changed."""

    type: ClassVar[str] = "article_snippet.changed"
    key: str
    language: str


@dataclass(frozen=True, slots=True)
class SnippetDeleted(Fact):
    type: ClassVar[str] = "article_snippet.deleted"
    key: str
    language: str


@dataclass(frozen=True, slots=True)
class ImportBegun(Fact):
    """Articles are being brought in from elsewhere."""

    type: ClassVar[str] = "article_import.begun"
    import_id: int
    publish: bool


@dataclass(frozen=True, slots=True)
class ImportEnded(Fact):
    """It is through, or was stopped, or could not be read (`state`: "done", "stopped", "failed")."""

    type: ClassVar[str] = "article_import.ended"
    import_id: int
    state: str
    added: int
    changed: int
    refused: int
