"""Articles as a zip of Markdown with front matter, which an import reads again: <language>/<collection>/<slug>.md, and
the pictures beside."""

import re
import zipfile
from collections.abc import Mapping
from typing import IO

from django.db.models import QuerySet

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
UNNAMED = "article-"  # begins the key of an article that was written here, its id follows
LINK = re.compile(r"\]\(article:(\d{1,18})(#[^\s()]{1,200})?\)")


def write_zip(to: IO[bytes], *, actor: Actor) -> int:
    """Write every article that is not archived, in all its languages; what is only a draft is marked so. Returns how
    many texts. Raises NotAllowed."""
    require(actor, "article.publish")
    files, wanted = _files(), set[str]()
    rows = texts_readable_by(actor).filter(article__archived_at__isnull=True).select_related("article__collection")
    shelves = _shelves(actor, rows)
    paths = _paths(rows, shelves)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for text in rows.order_by("id").iterator(PART):
            path = paths[text.article_id, text.language]
            body = _linked(text.body if text.is_live else text.draft_body, path, text.language, paths)
            for name in pictures_in(body) & files.keys():
                body = body.replace(f"(picture:{name})", f"({'../' * path.count('/')}pictures/{files[name]})")
                wanted.add(name)
            shelf = shelves[text.language].get(text.article.collection_id, "")
            packed.writestr(path, f"{_front(text, shelf)}\n{body}\n")
        for picture in ArticlePicture.objects.filter(name__in=wanted).select_related("blob").iterator(PART):
            packed.writestr(f"pictures/{files[picture.name]}", content_of(picture.blob))
    return len(paths)


def _files() -> dict[str, str]:
    """What each picture is called as a file."""
    rows = ArticlePicture.objects.values_list("name", "content_type")
    return {name: f"{name}.{ENDINGS.get(kind, 'png')}" for name, kind in rows}


def _shelves(actor: Actor, rows: QuerySet[ArticleText]) -> dict[str, dict[int, str]]:
    """How the collections are called in each language, by their ids."""
    languages = rows.order_by("language").values_list("language", flat=True).distinct()
    named = {language: collections_named(actor.workspace_id, language) for language in languages}
    return {language: {row.collection_id: row.title for row in found} for language, found in named.items()}


def _paths(rows: QuerySet[ArticleText], shelves: Mapping[str, Mapping[int, str]]) -> dict[tuple[int, str], str]:
    """The file of each text, by article and language."""
    made: dict[tuple[int, str], str] = {}
    known: set[str] = set()
    for text in rows.defer("body", "draft_body").order_by("id").iterator(PART):
        shelf = shelves[text.language].get(text.article.collection_id, "")
        name = text.slug or slug_of(text.draft_title) or f"article-{text.article_id}"
        path = f"{text.language}/{slug_of(shelf) or 'articles'}/{name}"
        path = f"{path}-{text.id}.md" if f"{path}.md" in known else f"{path}.md"
        known.add(path)
        made[text.article_id, text.language] = path
    return made


def _linked(body: str, path: str, language: str, paths: Mapping[tuple[int, str], str]) -> str:
    """Links to articles as links to their files."""

    def led(match: re.Match[str]) -> str:
        to = paths.get((int(match[1]), language))
        return f"]({'../' * path.count('/')}{to}{match[2] or ''})" if to else match[0]

    return LINK.sub(led, body)


def _front(text: ArticleText, shelf: str) -> str:
    about = {
        "title": text.title if text.is_live else text.draft_title,
        "key": text.article.import_key or f"{UNNAMED}{text.article_id}",
        "language": text.language,
        "collection": shelf,
        "summary": text.summary if text.is_live else text.draft_summary,
        "slug": text.slug,
        "visibility": text.article.visibility,
        "published": "true" if text.is_live else "false",
        "edition": "" if text.is_live and text.has_draft else str(text.edition),
    }
    return "\n".join(("---", *(f"{name}: {_quoted(value)}" for name, value in about.items() if value), "---"))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
