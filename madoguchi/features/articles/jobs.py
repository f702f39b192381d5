"""Jobs of the help centre; each may run twice."""

from datetime import datetime

from procrastinate import JobContext, RetryStrategy

from madoguchi.base.jobs import BULK, LAST, defer, job
from madoguchi.features.articles.models import ArticleImport, ArticleText
from madoguchi.features.llm.models import ModelCall

TRIES = 6  # of an import, after the first one; then it is closed


def publish_later(text: ArticleText, *, at: datetime) -> None:
    """Publish a text when its time has come."""
    defer(publish_article, at=at, workspace_id=text.workspace_id, text_id=text.id)


def write_later(call: ModelCall, language: str) -> None:
    """Have the language model write a text."""
    defer(write_article, workspace_id=call.workspace_id, call_id=call.id, language=language)


def bring_in_later(row: ArticleImport) -> None:
    """Bring articles in, one file of a workspace at a time, behind what somebody waits for."""
    defer(import_articles, lock=f"articles:{row.workspace_id}", workspace_id=row.workspace_id, import_id=row.id)


@job(
    "import_articles",
    queue=BULK,
    priority=LAST,
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, wait=5, exponential_wait=2),
)
def import_articles(context: JobContext, workspace_id: int, import_id: int) -> None:
    """A file was uploaded."""
    from madoguchi.features.articles.bringing_later import try_to_bring_in  # actions defer these jobs

    try_to_bring_in(import_id, workspace_id=workspace_id, tried=context.job.attempts)


@job("write_article")
def write_article(workspace_id: int, call_id: int, language: str) -> None:
    """Somebody has asked for it, and goes on without it meanwhile."""
    from madoguchi.features.articles.by_model import write_by_model  # it writes by actions, which defer these jobs

    write_by_model(call_id, language, workspace_id=workspace_id)


@job("publish_article")
def publish_article(workspace_id: int, text_id: int) -> None:
    """A text that was planned for now."""
    from madoguchi.features.articles.actions.publishing import publish_scheduled  # it defers this job

    publish_scheduled(text_id, workspace_id=workspace_id)
