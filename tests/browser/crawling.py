"""The pages of the desk, found as a person finds them: by links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.working import NOTHING_AWAITED, Working

ENDS = re.compile(r"/(logout|raw|original|body|export|download|files|static|media)/|/outbox/.|\.eml$")
NUMBERS = re.compile(r"\d+")
NAMES = re.compile(r"(/views|/reports/speed)/[\w-]+/|(/articles/\d+)/(?:ja|en)/")


def crawled(desk: Working, begin: list[str]) -> Iterator[str]:
    """Each kind of page that links lead to, opened; addresses that differ in numbers alone, in the name of a view or
    a figure, or in the language of an article are one kind, and so is what leads to a page that was seen."""
    seen: set[str] = set()
    ahead = list(begin)
    while ahead:
        path = ahead.pop(0)
        if _kind(path) in seen or ENDS.search(path):
            continue
        desk.go(path)
        settled(desk.page)
        seen |= {_kind(path), _kind(desk.page.url.removeprefix(desk.address))}
        links = "(links) => links.filter((link) => !link.download).map((link) => link.getAttribute('href'))"
        ahead += [to for to in desk.page.locator("a[href^='/']").evaluate_all(links) if to not in seen]
        yield path


def _kind(path: str) -> str:
    bare = path.partition("?")[0].partition("#")[0]
    return NUMBERS.sub("0", NAMES.sub(r"\1\2/x/", bare))


def settled(page: Page) -> None:
    """Nothing is on its way that the page asks for by itself."""
    page.wait_for_function(NOTHING_AWAITED)
