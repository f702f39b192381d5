"""What is news is merged in beside what somebody has opened, reads, and has the focus in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.modules import alone

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

FIRST = '<div id="message-1" data-v="1"><p>A</p></div>'
SAID = '<div id="message-2" data-v="{v}"><details><summary>Why</summary><p>Because.</p></details><p>{state}</p></div>'
THREAD = "\n<p>Today</p>\n{first}\n{said}\n"
MERGE = """async (html) => {
  const { put } = await import("/js/merge.js");
  const made = document.createElement("div");
  made.id = "thread";
  made.innerHTML = html;
  put(document.getElementById("thread"), made);
}"""


def thread(page: Page, html: str) -> None:
    page.set_content(f'<div id="thread">{html}</div>')


def test_what_is_as_it_was_is_not_moved(browser: Browser) -> None:
    with alone(browser) as page:
        was = THREAD.format(first=FIRST, said=SAID.format(v=1, state="Held"))
        thread(page, was)
        page.locator("summary").press("Enter")
        page.evaluate("""() => {
          window.gone = [];
          const note = (seen) => gone.push(...seen.flatMap((one) => [...one.removedNodes]).map((node) => node.id));
          new MutationObserver(note).observe(document.getElementById("thread"), { childList: true });
        }""")
        page.evaluate(MERGE, was.replace("</p>\n<div", "</p>\n<div id='new'>New</div>\n<div", 1))
        expect(page.locator("summary")).to_be_focused()
        expect(page.locator("#new")).to_be_visible()
        assert [name for name in page.evaluate("gone") if name] == []


def test_what_is_open_stays_open_and_keeps_the_focus_when_its_message_is_another(browser: Browser) -> None:
    with alone(browser) as page:
        thread(page, THREAD.format(first=FIRST, said=SAID.format(v=1, state="Held")))
        page.locator("summary").press("Enter")
        page.evaluate(MERGE, THREAD.format(first=FIRST, said=SAID.format(v=2, state="Sent")))
        expect(page.locator("#message-2")).to_contain_text("Sent")
        expect(page.locator("details")).to_have_attribute("open", "")
        expect(page.locator("summary")).to_be_focused()
        page.locator("summary").press("Enter")
        page.evaluate(MERGE, THREAD.format(first=FIRST, said=SAID.format(v=3, state="Read")))
        expect(page.locator("details")).not_to_have_attribute("open", "")
