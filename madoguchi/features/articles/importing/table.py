"""Articles in a table: CSV or TSV with a header line.

Columns: title and body (Markdown) are needed; id, language, collection, summary, slug, visibility and published may be
there, by these names or those of NAMES.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.pages import Page
from madoguchi.features.articles.importing.written import text_in

MOST_LETTERS = 400_000  # of one cell
NAMES: Mapping[str, tuple[str, ...]] = {
    "key": ("id", "key", "article_id"),
    "title": ("title", "question", "タイトル", "質問", "件名"),
    "body": ("body", "content", "answer", "text", "本文", "回答", "内容"),
    "language": ("language", "lang", "locale", "言語"),
    "collection": ("collection", "category", "section", "コレクション", "カテゴリ", "カテゴリー"),
    "summary": ("summary", "description", "要約", "説明"),
    "slug": ("slug",),
    "visibility": ("visibility", "公開範囲"),
    "published": ("published", "公開"),
}
FALSE = frozenset({"false", "no", "0", "draft", "下書き", "非公開"})


def pages_of(file: File) -> Iterator[Page]:
    """The rows of a table. Raises Refused("no-columns", "too-long", "not-text")."""
    text = text_in(file.content)
    csv.field_size_limit(MOST_LETTERS)
    delimiter = "\t" if file.ending == ".tsv" or "\t" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        places = _places([name.strip().lower() for name in next(rows, [])])
        for number, row in enumerate(rows, 2):
            given = {name: row[place].strip() for name, place in places.items() if place < len(row)}
            if given.get("title") or given.get("body"):
                yield _page(file, number, given)
    except csv.Error as error:
        raise Refused("too-long", _("This table cannot be read: %(why)s") % {"why": error}, field="file") from error


def _page(file: File, number: int, given: Mapping[str, str]) -> Page:
    published = given.get("published", "").lower()
    return Page(
        key=given.get("key", "") or f"{file.path}:{given.get('slug') or given.get('title') or number}"[:300],
        title=given.get("title", ""),
        body=given.get("body", ""),
        language=given.get("language", "").lower(),
        collection=given.get("collection", ""),
        summary=given.get("summary", ""),
        slug=given.get("slug", ""),
        visibility=given.get("visibility", ""),
        published=None if not published else published not in FALSE,
    )


def _places(header: list[str]) -> dict[str, int]:
    places = {
        name: header.index(next(known for known in names if known in header))
        for name, names in NAMES.items()
        if set(names) & set(header)
    }
    if not {"title", "body"} <= places.keys():
        raise Refused("no-columns", _("The table needs the columns title and body."), field="file")
    return places
