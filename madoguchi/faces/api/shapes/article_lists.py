"""What the help centre does for its visitors and for us, as the API shows it."""

from typing import Any, Literal

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.faces.api.shapes.articles import HelpLanguage
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import ArticleImport, ArticleImportItem, ArticleSuggestion, ArticleVerdict
from madoguchi.features.articles.queries.beginnings import Beginning
from madoguchi.features.articles.queries.figures import ReadBefore, Service, Unanswered
from madoguchi.features.deflection.queries import Deflection

ImportOutcome = Literal["added", "changed", "unchanged", "kept", "refused", "left_out"]


class SureShareShown(Shown):
    """`count` of `of`; the share lies between `low` and `high` with a certainty of 95 percent."""

    count: int
    of: int
    value: float | None
    low: float
    high: float


class UnansweredShown(Shown):
    query: str
    language: HelpLanguage
    searches: int
    visitors: int
    last_at: Time


class UnansweredPage(Shown):
    data: list[UnansweredShown]
    next: None


class ReadBeforeShown(Shown):
    """How many of those who read it wrote to us afterwards."""

    article_id: int
    language: HelpLanguage
    title: str
    wrote: SureShareShown


class ReadBeforePage(Shown):
    data: list[ReadBeforeShown]
    next: None


class ServiceShown(Shown):
    """How a text serves: its readers of the last 28 days, how many say that it helped, and why it did not."""

    language: HelpLanguage
    readers: int
    helpful: SureShareShown
    reasons: dict[str, int]


class ServicePage(Shown):
    data: list[ServiceShown]
    next: None


class VerdictShown(Shown):
    """What a reader said of a `version`."""

    article_id: int
    language: HelpLanguage
    helpful: bool
    reason: Literal["", "unclear", "wrong", "old", "other_question", "does_not_work"]
    comment: str
    version: int
    at: Time


class VerdictPage(Shown):
    data: list[VerdictShown]
    next: str | None


class EditSuggestedShown(Shown):
    """What a colleague says should be different in an article."""

    id: int
    article_id: int
    language: HelpLanguage
    text: str
    person_id: int | None
    conversation_id: int | None
    at: Time
    settled_at: Time | None


class EditSuggestedPage(Shown):
    data: list[EditSuggestedShown]
    next: str | None


class DifferenceShown(Shown):
    value: float | None
    low: float
    high: float


class SparedShown(Shown):
    """Of those who began to write to us, who did: of those who were shown articles that may answer it, and of the
    hold-out, who were shown none. `difference` is what the articles spare, null where one of them is empty."""

    shown: SureShareShown
    held_out: SureShareShown
    difference: DifferenceShown


class AlikeShown(Shown):
    article_id: int
    language: HelpLanguage
    title: str


class ArticleBeginningShown(Shown):
    """What an article from a conversation begins with; `alike` are articles that may say the same already, `made` those
    that came from it."""

    language: Literal["ja", "en"]
    title: str
    body: str
    alike: list[AlikeShown]
    made: list[int]


class ArticleReadShown(Shown):
    article_id: int
    language: HelpLanguage
    title: str


class ArticleReadPage(Shown):
    data: list[ArticleReadShown]
    next: None


class ImportShown(Shown):
    """Of `total` pages and files (0 until the file was read) so many texts were added and changed, said the same, were
    kept because somebody wrote here since, were refused, or held no article. `failure`: why it could not be read."""

    id: int
    file_name: str
    state: Literal["running", "done", "stopped", "failed"]
    failure: str
    total: int
    added: int
    changed: int
    unchanged: int
    kept: int
    refused: int
    left_out: int
    created_at: Time
    ended_at: Time | None


class ImportPage(Shown):
    data: list[ImportShown]
    next: str | None


class ImportItemShown(Shown):
    """What became of one page, or of a file that was none; `reason` says why where it did not come in."""

    path: str
    title: str
    language: str
    outcome: ImportOutcome
    reason: str
    article_id: int | None


class ImportItemPage(Shown):
    data: list[ImportItemShown]
    next: str | None


def import_of(row: ArticleImport) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ImportShown.model_fields}


def import_item_of(row: ArticleImportItem) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ImportItemShown.model_fields}


def share_of(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "value": share.value, "low": share.low, "high": share.high}


def unanswered_of(row: Unanswered) -> dict[str, Any]:
    return {name: getattr(row, name) for name in UnansweredShown.model_fields}


def read_before_of(row: ReadBefore) -> dict[str, Any]:
    return {**read_of(row.text), "wrote": share_of(row.wrote)}


def read_of(text: Any) -> dict[str, Any]:
    return {"article_id": text.article_id, "language": text.language, "title": text.title}


def service_of(row: Service) -> dict[str, Any]:
    helpful = share_of(row.opinion.helpful)
    return {
        "language": row.text.language,
        "readers": row.readers,
        "helpful": helpful,
        "reasons": row.opinion.reasons,
    }


def verdict_of(row: ArticleVerdict) -> dict[str, Any]:
    names = ("helpful", "reason", "comment", "version", "at")
    where = {"article_id": row.text.article_id, "language": row.text.language}
    return {**where, **{name: getattr(row, name) for name in names}}


def edit_suggested_of(row: ArticleSuggestion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EditSuggestedShown.model_fields}


def spared_of(found: Deflection) -> dict[str, Any]:
    less = found.difference
    return {
        "shown": share_of(found.shown),
        "held_out": share_of(found.held_out),
        "difference": {"value": less.value, "low": less.low, "high": less.high},
    }


def beginning_of(begun: Beginning) -> dict[str, Any]:
    return {
        "language": begun.drafted.language,
        "title": begun.drafted.title,
        "body": begun.drafted.body(),
        "alike": [read_of(found.text) for found in begun.alike],
        "made": [article.id for article in begun.made],
    }
