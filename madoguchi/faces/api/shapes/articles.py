"""The help centre and its articles, as the API shows them."""

from datetime import date
from typing import Any, Literal

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.features.articles.models import (
    Article,
    ArticlePicture,
    ArticleSource,
    ArticleText,
    ArticleVersion,
    Collection,
    HelpCentre,
    Snippet,
)
from madoguchi.features.articles.queries.searching import Found

Visibility = Literal["public", "customers", "agents"]
State = Literal["draft", "in_review", "scheduled", "published"]
HelpLanguage = Literal["ja", "en", "zh-hans", "zh-hant", "ko", "vi", "th", "id", "es", "pt", "fr", "de"]


class CentreText(Shown):
    name: str
    welcome: str


class HelpCentreShown(Shown):
    """`languages`: the default one first. `held_out_percent` of the visitors are offered no articles before they write,
    so that what articles spare is known."""

    slug: str
    host: str
    texts: dict[str, CentreText]
    languages: list[HelpLanguage]
    colour: str
    logo: str
    is_public: bool
    needs_review: bool
    held_out_percent: int
    contact_inbox_id: int | None


class CollectionTextShown(Shown):
    title: str
    description: str
    slug: str


class CollectionShown(Shown):
    """`texts` by language. A manual is for agents alone."""

    id: int
    parent_id: int | None
    position: int
    icon: str
    is_manual: bool
    texts: dict[str, CollectionTextShown]


class CollectionPage(Shown):
    data: list[CollectionShown]
    next: str | None


class TextRow(Shown):
    """How far an article is in one language. `live`: it can be read; `state` is that of its draft."""

    language: HelpLanguage
    title: str
    slug: str
    state: State
    live: bool
    edition: int
    published_at: Time | None
    publish_at: Time | None


class TextShown(TextRow):
    """`title`, `body` (Markdown) and `summary` are what is read, "" until it is first published; `draft_…` is what is
    being written. Who writes names the `edition` that they saw."""

    body: str
    summary: str
    draft_title: str
    draft_body: str
    draft_summary: str
    draft_by_id: int | None
    draft_at: Time
    version: int
    published_version: int
    source_version: int
    reviewer_id: int | None
    review_asked_by_id: int | None
    review_asked_at: Time | None
    review_note: str
    approved: bool


class ArticleRow(Shown):
    """`screens` are paths of the customer's product beside which it is offered, `stage` the part of a customer's way
    that it belongs to."""

    id: int
    collection_id: int
    visibility: Visibility
    position: int
    owner_id: int | None
    created_by_id: int | None
    needs_review: bool
    review_due_on: date | None
    stage: str
    screens: list[str]
    created_at: Time
    archived_at: Time | None
    texts: list[TextRow]


class ArticleShown(ArticleRow):
    texts: list[TextShown]  # type: ignore[assignment]  # the same, and more of each


class ArticlePage(Shown):
    data: list[ArticleRow]
    next: str | None


class TextVersionRow(Shown):
    """`what`: "saved", "published", "restored", or "aside": written on another edition than stood there."""

    number: int
    what: Literal["saved", "published", "restored", "aside"]
    title: str
    author_id: int | None
    at: Time


class TextVersionShown(TextVersionRow):
    body: str
    summary: str


class TextVersionPage(Shown):
    data: list[TextVersionRow]
    next: str | None


class SnippetShown(Shown):
    """{{snippet:key}} stands for `body` in articles of its language."""

    key: str
    language: HelpLanguage
    body: str
    changed_at: Time


class SnippetPage(Shown):
    data: list[SnippetShown]
    next: str | None


class PictureShown(Shown):
    """![what it shows](picture:name) shows it in an article."""

    name: str
    file_name: str
    content_type: str
    size: int
    at: Time


class PicturePage(Shown):
    data: list[PictureShown]
    next: str | None


class FoundShown(Shown):
    """The score means nothing but beside others of the same search."""

    article_id: int
    language: HelpLanguage
    title: str
    summary: str
    slug: str
    score: float


class FoundPage(Shown):
    data: list[FoundShown]
    next: None


class SourceShown(Shown):
    conversation_id: int
    kind: Literal["origin", "used"]
    by_id: int | None
    at: Time


class SourcePage(Shown):
    data: list[SourceShown]
    next: str | None


def centre_of(row: HelpCentre) -> dict[str, Any]:
    return {name: getattr(row, name) for name in HelpCentreShown.model_fields}


def collection_of(row: Collection) -> dict[str, Any]:
    """With its texts at hand."""
    texts = {
        text.language: {"title": text.title, "description": text.description, "slug": text.slug}
        for text in row.texts.all()
    }
    names = ("id", "parent_id", "position", "icon", "is_manual")
    return {**{name: getattr(row, name) for name in names}, "texts": texts}


def row_of(row: Article) -> dict[str, Any]:
    """With its texts at hand."""
    names = [name for name in ArticleRow.model_fields if name not in ("texts", "review_due_on")]
    return {
        **{name: getattr(row, name) for name in names},
        "review_due_on": row.review_due_on.isoformat() if row.review_due_on else None,
        "texts": [text_row_of(text) for text in row.texts.all()],
    }


def article_of(row: Article, *, drafts: bool) -> dict[str, Any]:
    """With its texts at hand. Without `drafts` it shows only what is read."""
    return {**row_of(row), "texts": [text_of(text, drafts=drafts) for text in row.texts.all()]}


def text_row_of(row: ArticleText) -> dict[str, Any]:
    return {
        "language": row.language,
        "title": row.title or row.draft_title,
        "slug": row.slug,
        "state": row.state,
        "live": row.is_live,
        "edition": row.edition,
        "published_at": row.published_at,
        "publish_at": row.publish_at,
    }


def text_of(row: ArticleText, *, drafts: bool = True) -> dict[str, Any]:
    kept = ("draft_title", "draft_body", "draft_summary", "review_note")
    names = [name for name in TextShown.model_fields if name not in (*TextRow.model_fields, *kept, "approved")]
    return {
        **text_row_of(row),
        **{name: getattr(row, name) for name in names},
        **{name: getattr(row, name) if drafts else "" for name in kept},
        "title": row.title,
        "approved": row.is_approved,
    }


def version_row_of(row: ArticleVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TextVersionRow.model_fields}


def version_of(row: ArticleVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TextVersionShown.model_fields}


def snippet_of(row: Snippet) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SnippetShown.model_fields}


def picture_of(row: ArticlePicture) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PictureShown.model_fields}


def found_of(found: Found) -> dict[str, Any]:
    text = found.text
    return {
        "article_id": text.article_id,
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "slug": text.slug,
        "score": round(found.score, 4),
    }


def source_of(row: ArticleSource) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SourceShown.model_fields}
