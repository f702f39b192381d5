"""What visitors looked for and read long ago is thrown away, and pictures that no text has named for long; what was
said of articles stays."""

from datetime import timedelta

from django.db import connection

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.steps import forget
from madoguchi.features.articles.models import ArticleImport, ArticlePicture, ArticleRead, HelpSearch

KEPT = timedelta(days=400)  # a year, and the same season to compare it with
REPORTED = timedelta(days=30)
BATCH = 1_000
UNNAMED = timedelta(days=30)  # a picture that was put in by mistake, or waits for its text
LOOKED_AT = 100  # pictures at once

NAMED = """
SELECT DISTINCT found[1] FROM (
  SELECT body || ' ' || draft_body AS said FROM article_texts WHERE workspace_id = %(workspace_id)s
  UNION ALL SELECT body FROM article_versions WHERE workspace_id = %(workspace_id)s
  UNION ALL SELECT body FROM article_snippets WHERE workspace_id = %(workspace_id)s
  UNION ALL SELECT 'picture:' || logo FROM help_centres WHERE workspace_id = %(workspace_id)s
) AS texts, regexp_matches(said, 'picture:([A-Za-z0-9_-]{1,40})', 'g') AS found
WHERE found[1] = ANY(%(names)s)
"""


def forget_visits(workspace_id: int) -> int:
    """Throw away some of what is older than KEPT. Returns how many rows."""
    gone = 0
    with tenant(workspace_id):
        for rows in (ArticleRead.objects.all(), HelpSearch.objects.all()):
            old = rows.filter(at__lt=now() - KEPT).order_by("at").values_list("id", flat=True)[:BATCH]
            gone += rows.filter(id__in=list(old)).delete()[0]
    return gone


def forget_imports(workspace_id: int) -> None:
    """Throw away the reports of what was brought in REPORTED ago; the ledger stays."""
    with tenant(workspace_id):
        ArticleImport.objects.filter(ended_at__lt=now() - REPORTED).delete()


def forget_pictures(workspace_id: int) -> int:
    """Throw away pictures that no text, no version of one, no reusable part and no logo has named for UNNAMED; returns
    how many. Each is looked for once in UNNAMED: the texts are read for many of them at once."""
    with tenant(workspace_id):
        old = ArticlePicture.objects.filter(named_at__lt=now() - UNNAMED).select_for_update()
        rows = dict(old.order_by("named_at").values_list("name", "blob_id")[:LOOKED_AT])
        if not rows:
            return 0
        named = _named(workspace_id, list(rows))
        ArticlePicture.objects.filter(name__in=named).update(named_at=now())
        gone = rows.keys() - named
        ArticlePicture.objects.filter(name__in=gone).delete()
        forget({rows[name] for name in gone})
        return len(gone)


def _named(workspace_id: int, names: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"workspace_id": workspace_id, "names": names})
        return {name for (name,) in cursor.fetchall()}
