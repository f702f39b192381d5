"""Many at once, by keyboard: selected, resolved, watched, taken back; and a filter that is typed by an input method."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

# The stream is there, and says nothing.
SILENT = """
delete globalThis.SharedWorker;
globalThis.EventSource = class extends EventTarget { close() {} };"""

SUBJECTS = [f"一括の練習{number}" for number in range(1, 5)]


def test_what_is_selected_by_keyboard_is_resolved_and_brought_back(desk: Working, hanako: Customer) -> None:
    for subject in SUBJECTS:
        hanako.write(subject, "よろしくお願いします。")
    page = desk.page
    desk.go_and_listen("/desk/views/open/?q=件名:一括の練習")
    expect(page.locator("#rows .row")).to_have_count(4)
    bar = page.locator("madoguchi-selection")
    expect(bar).to_be_hidden()
    page.locator("#rows .row").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+K")
    expect(bar).to_contain_text("2件を選択")
    hanako.write("一括の練習5", "割り込みです。")  # the list is read again, and the selection stays
    expect(page.locator("#rows .row")).to_have_count(5)
    expect(bar).to_contain_text("2件を選択")
    assert page.locator(".pick input:checked").count() == 2
    expect(page.locator("#thread")).to_have_count(0)  # selecting opens nothing
    bar.get_by_role("button", name="解決").press("Enter")
    progress = page.locator(".bulk").first
    expect(progress).to_contain_text("2件完了")
    expect(page.locator("#rows .row")).to_have_count(3)
    expect(bar).to_be_hidden()
    page.keyboard.press("z")
    expect(progress).to_contain_text("2件を元に戻しました")
    expect(page.locator("#rows .row")).to_have_count(5)
    assert desk.is_same_page()


def test_escape_and_the_mouse(desk: Working, hanako: Customer) -> None:
    for number in range(3):
        hanako.write(f"マウスの練習{number}", "よろしくお願いします。")
    page = desk.page
    desk.go_and_listen("/desk/views/open/?q=件名:マウスの練習")
    rows, bar = page.locator("#rows .row"), page.locator("madoguchi-selection")
    expect(rows).to_have_count(3)
    page.locator(".pick input").first.check()
    rows.nth(2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3件を選択")
    page.locator(".pick input").nth(1).uncheck()
    expect(bar).to_contain_text("2件を選択")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(rows.first).not_to_have_class(re.compile("selected"))


def test_an_answer_that_news_has_overtaken_does_not_stay(desk: Working, hanako: Customer) -> None:
    """All is done before the answer to the beginning is read: that tells of a change that still runs."""
    hanako.write("追い越しの練習", "よろしくお願いします。")
    page = desk.page
    desk.go_and_listen("/desk/views/open/?q=件名:追い越しの練習")
    page.locator("#rows .row").first.focus()
    page.keyboard.press("x")
    page.evaluate(
        """() => {
          const { send } = XMLHttpRequest.prototype;
          XMLHttpRequest.prototype.send = function (...body) {
            const { onload } = this;
            this.onload = (event) => { window.letIn = () => onload.call(this, event); };
            send.apply(this, body);
          };
        }"""
    )
    page.locator("madoguchi-selection").get_by_role("button", name="解決").press("Enter")
    bulk = page.locator(".bulk").first
    expect(bulk).to_contain_text("1件完了")
    page.evaluate("() => window.letIn()")
    expect(bulk.locator("progress")).to_have_count(0)
    expect(bulk).to_contain_text("1件完了")


def test_what_is_asked_anew_is_answered(desk: Working) -> None:
    """The first question is still on its way when the second is asked: it takes nothing away with it."""
    page = desk.page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    desk.forgiven = "ERR_ABORTED"
    desk.go("/desk/views/open/")
    page.route("**/suggestions/*", hold_the_first)
    with page.expect_request("**/suggestions/*"):
        page.locator("#filter").focus()
    page.locator("#filter").click()
    page.locator("#filter-options [role=option]").first.wait_for()


def test_a_filter_is_typed_with_an_input_method(desk: Working, hanako: Customer) -> None:
    hanako.write("絞り込みの練習", "よろしくお願いします。")
    page, devices = desk.page, desk.devices()
    desk.go_and_listen("/desk/views/open/")
    desk.row("絞り込みの練習").wait_for()
    page.keyboard.press("f")
    field, options = page.locator("#filter"), page.locator("#filter-options")
    expect(field).to_be_focused()
    devices.send("Input.imeSetComposition", {"text": "けんめい", "selectionStart": 4, "selectionEnd": 4})
    page.keyboard.press("Enter")  # it ends nothing, sends nothing
    assert "?q=" not in page.url
    devices.send("Input.insertText", {"text": "件名"})
    expect(options.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("件名:")
    page.keyboard.insert_text("絞り込みの練習")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(page.locator("#rows .row")).to_have_count(1)
    page.keyboard.insert_text(" 担当:なし")
    expect(options).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggestions/" in request.url else None)
    with page.expect_response(lambda answer: "?q=" in answer.url):
        page.keyboard.press("Enter")
    expect(page.locator("#rows .row")).to_have_count(1)
    page.evaluate("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
    expect(field).to_be_focused()
    expect(options).to_be_hidden()
    assert not asked


def test_what_runs_is_seen_to_end_though_no_news_of_it_comes(desk: Working, hanako: Customer) -> None:
    hanako.write("静かな一括", "よろしくお願いします。")
    page = desk.page
    desk.go_and_listen("/desk/views/open/?q=件名:静かな一括")
    page.locator("#rows .row").first.wait_for()
    page.add_init_script(SILENT)
    page.reload()
    page.locator("#rows .row").first.focus()
    page.keyboard.press("x")
    page.locator("madoguchi-selection").get_by_role("button", name="解決").press("Enter")
    expect(page.locator(".bulk").first).to_contain_text("1件完了")
    expect(page.locator(".bulk progress")).to_have_count(0)
