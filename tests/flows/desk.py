"""The desk in Chromium, as a person uses it; what is on the screen is found by structure, not by language."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

CHROMIUM = os.environ.get("MADOGUCHI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM  # the same engine; windows cost a third of the time
BRIEF = "--js-flags=--no-opt --no-maglev"  # a page of a test is gone before code compiled to run fast has paid for it
PATIENCE = 90_000.0  # milliseconds; generous, because other work may share the machine

# When a text is first painted anywhere on the page, in milliseconds since 1970.
WATCH = """(text) => {
  window.seenAt = null;
  const look = () => {
    if (!window.seenAt && document.querySelector("#rows")?.textContent.includes(text)) window.seenAt = Date.now();
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@contextmanager
def launched(playwright: Playwright, executable: str | None = SHELL, *further: str) -> Iterator[Browser]:
    """Chromium without a window; CHROMIUM for what its shell has not: notifications of the system."""
    arguments = ["--no-sandbox", "--disable-gpu", *further]
    browser = playwright.chromium.launch(executable_path=executable, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@dataclass(slots=True)
class Desk:
    """One page. `errors` are what its scripts threw."""

    page: Page
    address: str
    errors: list[str]

    @classmethod
    def signed_in(cls, browser: Browser, address: str, *, email: str, password: str) -> Desk:
        """Sign in as a person does, and stay where that leads."""
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo")
        page.set_default_timeout(PATIENCE)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/desk/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.locator("#rail, .rail").first.wait_for()
        return cls(page, address, errors)

    def open_view(self, name: str) -> None:
        """A view, ready to hear of news; from here on nobody may reload the page."""
        self.page.goto(f"{self.address}/desk/views/{name}/")
        self.page.locator("html[data-live]").wait_for(state="attached", timeout=PATIENCE)
        self.page.evaluate("() => { window.stillTheSamePage = true; }")

    def is_same_page(self) -> bool:
        """Whether the page was never loaded again since the view was opened."""
        return self.page.evaluate("() => window.stillTheSamePage === true") is True

    def watch_for(self, text: str) -> None:
        self.page.evaluate(WATCH, text)

    def seen_at(self) -> float:
        """When the text that is watched for stood in the list: seconds since 1970."""
        self.page.wait_for_function("() => window.seenAt", timeout=PATIENCE)
        return float(self.page.evaluate("() => window.seenAt")) / 1000

    def open(self, text: str) -> int:
        """Open the conversation whose row shows a text; its id."""
        row = self.page.locator("#rows .row", has_text=text).first
        row.click()
        self.page.locator("#thread").wait_for()
        return int((row.get_attribute("id") or "").removeprefix("row-"))

    def reply(self, text: str) -> None:
        """Write with the keyboard and send with Ctrl+Enter."""
        editor = self.page.locator("form[data-mode=reply] .editor.rich .composer-rich")
        self.page.locator("form[data-mode=reply] .composer-text").wait_for(state="attached")
        self.page.keyboard.press("r")
        expect(editor).to_be_focused()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.bubbles("reply").filter(has_text=text.splitlines()[0])).to_be_visible(timeout=PATIENCE)

    def resolve(self) -> None:
        self.page.locator("#resolve-button").click()
        expect(self.status("done")).to_be_visible(timeout=PATIENCE)

    def bubbles(self, kind: str) -> Locator:
        """The messages of the open conversation: inbound, reply or note."""
        return self.page.locator(f"#thread .bubble.{kind}")

    def status(self, name: str) -> Locator:
        """The badge of the open conversation: open, warn (snoozed) or done."""
        return self.page.locator(f"#work-head .badge.{name}")
