"""Somebody who works at the desk in Chromium."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, ViewportSize, expect

PATIENCE = 90_000.0  # milliseconds; other work may share the machine
ABORTED = ("htmx:sendAbort", "htmx:afterRequest")  # so htmx says that a newer question took the place of one
AWAITED = '[hx-trigger="load"], [data-awaited], [data-awaits], .htmx-request'
NOTHING_AWAITED = f"() => !document.querySelector('{AWAITED}')"


@dataclass(slots=True)
class Working:
    """One page of one person. `complaints` are what its scripts and its policy said."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    forgiven: str = "nothing"

    @classmethod
    def begin(cls, browser: Browser, address: str, cookies: str, *, width: int = 1440) -> Self:
        context = browser.new_context(
            storage_state=cookies,
            viewport=ViewportSize(width=width, height=900),
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        working = cls(context, page, address)
        page.on("pageerror", lambda error: working.complaints.append(str(error)))
        page.on("console", lambda message: working.hear(message.type, message.text))
        page.on("response", lambda answer: working.hear_status(answer.status, answer.url))
        return working

    def hear(self, kind: str, text: str) -> None:
        """Keep what is wrong."""
        if kind == "error" and self.forgiven not in text and not text.startswith(ABORTED):
            self.complaints.append(text)

    def hear_status(self, status: int, address: str) -> None:
        """Keep what was refused."""
        if status >= 400:
            self.hear("error", f"{status} {address}")

    def end(self) -> None:
        self.context.close()

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def go_and_listen(self, path: str) -> None:
        """Open a page and wait until it hears of news; from here on nobody may reload it."""
        self.go(path)
        self.page.locator("html[data-live]").wait_for(state="attached")
        self.page.evaluate("() => { window.stillTheSamePage = true; }")

    def is_same_page(self) -> bool:
        return bool(self.page.evaluate("() => window.stillTheSamePage === true"))

    def row(self, text: str) -> Locator:
        return self.page.locator("#rows .row", has_text=text).first

    def open(self, text: str, view: str = "open") -> None:
        """Open the conversation whose row shows a text, and wait until all its parts are there."""
        self.go_and_listen(f"/desk/views/{view}/")
        self.row(text).click()
        self.composer.wait_for()
        self.come_near()
        self.has_settled()

    def has_settled(self) -> None:
        """Nothing is on its way that the page asks for by itself."""
        self.page.locator("#person h2").wait_for(state="attached")
        self.page.wait_for_function(NOTHING_AWAITED)

    def told_of_the_conversation(self) -> None:
        """The page hears that the open conversation has changed, and has asked for its parts again."""
        self.page.evaluate(
            """async () => {
              const thread = document.getElementById("thread");
              const fresh = new Promise((resolve) => thread.addEventListener("fragment:fresh", resolve, {once: true}));
              const names = thread.dataset.live.split(" ");
              document.dispatchEvent(new CustomEvent("live:changed", {detail: {names}}));
              await fresh;
              await new Promise((resolve) => setTimeout(resolve, 500));
            }"""
        )

    def read_all(self) -> None:
        """The bell has nothing left of what was told before."""
        self.go("/desk/notifications/")
        self.page.get_by_role("button", name="すべて既読にする").click()
        expect(self.page.locator("#bell b")).to_have_count(0)

    @property
    def composer(self) -> Locator:
        """The text of the form that is shown: its field, with the Markdown in it."""
        return self.page.locator("form.composer:not([hidden]) .composer-text")

    @property
    def editor(self) -> Locator:
        """What a person writes in: the same text, shown as what it means."""
        return self.page.locator("form.composer:not([hidden]) .editor.rich .composer-rich")

    def come_near(self) -> None:
        """What a person writes in is loaded when a hand comes near."""
        self.page.locator("form.composer:not([hidden])").dispatch_event("pointerenter")

    def begin_to_write(self) -> None:
        """Click into the text."""
        self.page.locator("form.composer:not([hidden]) .editor").click()
        expect(self.editor).to_be_focused()

    def bubbles(self, kind: str) -> Locator:
        return self.page.locator(f"#thread .bubble.{kind}")

    def devices(self) -> CDPSession:
        """The keyboard as the input method of the system uses it."""
        return self.context.new_cdp_session(self.page)
