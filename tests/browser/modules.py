"""Our own modules in a page of nothing else: what they make of texts, without a server."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).parents[2] / "madoguchi/faces/desk/static/desk"
DOCUMENTS = Path(__file__).parent / "documents.js"
ORIGIN = "http://modules.example"


@contextmanager
def alone(browser: Browser) -> Iterator[Page]:
    """An empty page that may import /js/…; it fails on any error of a script, and when it asks for anything else."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.route("**/*", lambda route: _serve(route, complaints))
    page.goto(f"{ORIGIN}/page.html")
    yield page
    context.close()
    assert complaints == []


def called(page: Page, module: str, function: str, texts: list[str]) -> list[Any]:
    """What a function of a module of the editor makes of each text."""
    script = """async ([module, name, texts]) => {
      const found = await import(`/js/editor/${module}.js`);
      return texts.map((text) => found[name](text));
    }"""
    answer: list[Any] = page.evaluate(script, [module, function, texts])
    return answer


def _serve(route: Route, complaints: list[str]) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    file = STATIC / path.lstrip("/")
    if path == "/page.html":
        route.fulfill(body="<!doctype html><meta charset=utf-8><title>modules</title>", content_type="text/html")
    elif path == "/documents.js":
        route.fulfill(body=DOCUMENTS.read_text(encoding="utf-8"), content_type="text/javascript")
    elif path.startswith("/js/") and file.is_file():
        route.fulfill(body=file.read_text(encoding="utf-8"), content_type=mimetypes.guess_type(file.name)[0])
    else:
        complaints.append(f"asked for {route.request.url}")
        route.abort()
