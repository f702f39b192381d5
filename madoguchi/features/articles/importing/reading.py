"""The pages of an import, whatever kind of files they come in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import structlog
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.features.articles.importing import html_pages, markdown, table
from madoguchi.features.articles.importing.files import WANTED, File
from madoguchi.features.articles.importing.markdown import at
from madoguchi.features.articles.importing.pages import Page, Read

log = structlog.get_logger(__name__)

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp"))
LINK = re.compile(r"(?<!\\)\]\(<?([^()\s<>#:]+)(#[^()\s<>]*)?>?\)")
MARKDOWN, TABLES = frozenset((".md", ".markdown")), frozenset((".csv", ".tsv"))


def read(files: Iterable[File]) -> Read:
    """The articles of some files; a file that cannot be read is a problem, and keeps no other from coming in."""
    found = list(files)
    pictures = {file.path: file.content for file in found if file.ending in PICTURES}
    made = Read()
    for file in found:
        if file.problem:
            made.problems.append((file.path, file.problem))
        elif file.ending not in WANTED:
            made.left_out.append((file.path, _("Files of this kind are not read.")))
        elif file.ending not in PICTURES:
            _read_one(file, pictures, made)
    if not (made.pages or made.problems or made.left_out):
        made.left_out += [(path, _("There is no article in this file.")) for path in pictures]
    keys = {page.path: page.key for page in made.pages}
    made.pages = [_linked(page, keys) for page in made.pages]
    return made


def _read_one(file: File, pictures: Mapping[str, bytes], made: Read) -> None:
    """What was read of a table before it broke off stays."""
    before = len(made.pages)
    try:
        made.pages += _pages(file, pictures)
        if len(made.pages) == before:
            made.left_out.append((file.path, _("There is no article in this file.")))
    except Refused as refusal:
        made.problems.append((file.path, refusal.text))
    except Exception as error:
        log.error("a file of an import could not be read", ending=file.ending, exc_info=error)
        made.problems.append((file.path, _("Something went wrong")))


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


def _pages(file: File, pictures: Mapping[str, bytes]) -> Iterator[Page]:
    if file.ending in TABLES:
        yield from table.pages_of(file)
    elif file.ending in MARKDOWN:
        yield markdown.page_of(file, pictures)
    elif page := html_pages.page_of(file, pictures):
        yield page
