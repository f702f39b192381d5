"""Changes of a locked import. Steps: no transaction, no permission."""

from madoguchi.base.clock import now
from madoguchi.base.live import tell as tell_pages
from madoguchi.core.inboxes.steps import forget
from madoguchi.features.articles.events import ImportEnded
from madoguchi.features.articles.models import ArticleImport
from madoguchi.features.articles.steps import tell

LIVE = "article_imports"


def end_import(row: ArticleImport, state: str, actor: object, *, failure: str = "") -> None:
    """It is over, in this state; what was uploaded is needed no longer."""
    blob_id = row.blob_id
    row.state, row.failure, row.ended_at, row.blob = state, failure[:300], now(), None
    row.save()
    if blob_id is not None:
        forget({blob_id})
    tell(ImportEnded(row.id, state, row.added, row.changed, row.refused), actor)
    tell_progress(row)


def tell_progress(row: ArticleImport) -> None:
    """Let the pages that show it ask again."""
    tell_pages(row.workspace_id, [LIVE])
