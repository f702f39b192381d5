"""The pages of the desk, found as a person finds them: by links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.working import NOTHING_AWAITED, Working

ENDS = re.compile(r"/(logout|raw|original|body|export|download|files|static|media)/|/outbox/.|\.eml$")
NUMBERS = re.compile(r"\d+")
VIEWS = re.compile(r"/views/[\w-]+/")


def crawled(desk: Working, begin: list[str]) -> Iterator[str]:
    """Each kind of page that links lead to, opened; addresses that differ in numbers alone are one kind."""
    seen: set[str] = set()
    ahead = list(begin)
    while ahead:
        path = ahead.pop(0)
        kind = NUMBERS.sub("0", VIEWS.sub("/views/x/", path.partition("?")[0].partition("#")[0]))
        if kind in seen or ENDS.search(path):
            continue
        seen.add(kind)
        desk.go(path)
        settled(desk.page)
        links = "(links) => links.filter((link) => !link.download).map((link) => link.getAttribute('href'))"
        ahead += [to for to in desk.page.locator("a[href^='/']").evaluate_all(links) if to not in seen]
        yield path


def settled(page: Page) -> None:
    """Nothing is on its way that the page asks for by itself."""
    page.wait_for_function(NOTHING_AWAITED)
