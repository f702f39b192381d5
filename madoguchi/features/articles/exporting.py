"""Articles as a zip of Markdown with front matter, which an import reads again: <language>/<collection>/<slug>.md, and
the pictures beside."""

import zipfile
from collections.abc import Iterator
from typing import IO

from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.articles.models import ArticlePicture, ArticleText
from madoguchi.features.articles.queries.articles import texts_readable_by
from madoguchi.features.articles.queries.public import collections_named
from madoguchi.features.articles.rendering import pictures_in
from madoguchi.features.articles.slugs import slug_of

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
PART = 200


def write_zip(to: IO[bytes], *, actor: Actor) -> int:
    """Write every article that is not archived, in all its languages; what is only a draft is marked so. Returns how
    many texts. Raises NotAllowed."""
    require(actor, "article.publish")
    written = 0
    files = _files()
    wanted: set[str] = set()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text, shelf in _texts(actor):
            body = text.body if text.is_live else text.draft_body
            for name in pictures_in(body) & files.keys():
                body = body.replace(f"(picture:{name})", f"({'../' * path.count('/')}pictures/{files[name]})")
                wanted.add(name)
            packed.writestr(path, f"{_front(text, shelf)}\n{body}\n")
            written += 1
        for picture in ArticlePicture.objects.filter(name__in=wanted).select_related("blob").iterator(PART):
            packed.writestr(f"pictures/{files[picture.name]}", content_of(picture.blob))
    return written


def _files() -> dict[str, str]:
    """What each picture is called as a file."""
    rows = ArticlePicture.objects.values_list("name", "content_type")
    return {name: f"{name}.{ENDINGS.get(kind, 'png')}" for name, kind in rows}


def _texts(actor: Actor) -> Iterator[tuple[str, ArticleText, str]]:
    """The path of each, what it is, and how its collection is called."""
    shelves: dict[str, dict[int, str]] = {}
    known: set[str] = set()
    rows = texts_readable_by(actor).filter(article__archived_at__isnull=True).select_related("article__collection")
    for text in rows.order_by("id").iterator(PART):
        if text.language not in shelves:
            named = collections_named(actor.workspace_id, text.language)
            shelves[text.language] = {row.collection_id: row.title for row in named}
        shelf = shelves[text.language].get(text.article.collection_id, "")
        name = text.slug or slug_of(text.draft_title) or f"article-{text.article_id}"
        path = f"{text.language}/{slug_of(shelf) or 'articles'}/{name}.md"
        if path in known:
            path = f"{path[:-3]}-{text.id}.md"
        known.add(path)
        yield path, text, shelf


def _front(text: ArticleText, shelf: str) -> str:
    about = {
        "title": text.title if text.is_live else text.draft_title,
        "key": text.article.import_key or f"article-{text.article_id}",
        "language": text.language,
        "collection": shelf,
        "summary": text.summary if text.is_live else text.draft_summary,
        "slug": text.slug,
        "visibility": text.article.visibility,
        "published": "true" if text.is_live else "false",
    }
    return "\n".join(("---", *(f"{name}: {_quoted(value)}" for name, value in about.items() if value), "---"))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
