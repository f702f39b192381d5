"""Jobs of the help centre; each may run twice."""

from datetime import datetime

from madoguchi.base.jobs import defer, job
from madoguchi.features.articles.models import ArticleText


def publish_later(text: ArticleText, *, at: datetime) -> None:
    """Publish a text when its time has come."""
    defer(publish_article, at=at, workspace_id=text.workspace_id, text_id=text.id)


@job("publish_article")
def publish_article(workspace_id: int, text_id: int) -> None:
    """A text that was planned for now."""
    from madoguchi.features.articles.actions.publishing import publish_scheduled  # it defers this job

    publish_scheduled(text_id, workspace_id=workspace_id)
