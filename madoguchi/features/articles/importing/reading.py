"""The pages of an import, whatever kind of files they come in."""

from collections.abc import Iterable, Iterator

from madoguchi.base.errors import Refused
from madoguchi.features.articles.importing import html_pages, markdown, table
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.pages import Page, Read

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))
MARKDOWN, TABLES = frozenset((".md", ".markdown")), frozenset((".csv", ".tsv"))


def read(files: Iterable[File]) -> Read:
    """The articles of some files; a file that cannot be read is a problem, and keeps no other from coming in."""
    found = list(files)
    pictures = {file.path: file.content for file in found if file.ending in PICTURES}
    made = Read()
    for file in found:
        if file.ending in PICTURES:
            continue
        try:
            made.pages += _pages(file, pictures)
        except Refused as refusal:
            made.problems.append((file.path, refusal.text))
    return made


def _pages(file: File, pictures: dict[str, bytes]) -> Iterator[Page]:
    if file.ending in TABLES:
        yield from table.pages_of(file)
    elif file.ending in MARKDOWN:
        yield markdown.page_of(file, pictures)
    elif page := html_pages.page_of(file, pictures):
        yield page
