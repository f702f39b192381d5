"""The pages of an import, whatever kind of files they come in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from madoguchi.base.errors import Refused
from madoguchi.features.articles.importing import html_pages, markdown, table
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.markdown import at
from madoguchi.features.articles.importing.pages import Page, Read

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))
LINK = re.compile(r"(?<!\\)\]\(<?([^()\s<>#:]+)(#[^()\s<>]*)?>?\)")
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
    keys = {page.path: page.key for page in made.pages}
    made.pages = [_linked(page, keys) for page in made.pages]
    return made


def _linked(page: Page, keys: Mapping[str, str]) -> Page:
    """The page with its links to other files of the import as links to their pages."""
    links: list[str] = []

    def led(match: re.Match[str]) -> str:
        path = at(match[1], page.path, keys)
        if not path:
            return match[0]
        links.append(keys[path])
        return f"](page:{len(links) - 1}{match[2] or ''})"

    return replace(page, body=LINK.sub(led, page.body), links=tuple(links))


def _pages(file: File, pictures: dict[str, bytes]) -> Iterator[Page]:
    if file.ending in TABLES:
        yield from table.pages_of(file)
    elif file.ending in MARKDOWN:
        yield markdown.page_of(file, pictures)
    elif page := html_pages.page_of(file, pictures):
        yield page
