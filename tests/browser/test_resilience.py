"""What goes wrong at a desk: two who answer at once, a double click, two tabs, a tab that dies, a laptop that slept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

WITHOUT_A_WORKER = "delete globalThis.SharedWorker"  # the stream is then the page's own, and so is its clock
DEAF = (
    """() => document.addEventListener("live:changed", (event) => event.stopImmediatePropagation(), {capture: true})"""
)


@pytest.fixture
def second(installation: Installation, browser: Browser, signed_in: str) -> Iterator[Working]:
    """Another tab of the same person."""
    working = Working.begin(browser, installation.address, signed_in)
    yield working
    working.end()
    assert working.complaints == []


def begin(desk: Working, hanako: Customer, subject: str) -> None:
    hanako.write(subject, "よろしくお願いします。")
    desk.open(subject)
    desk.composer.wait_for()


def subjects(installation: Installation) -> list[str]:
    return [one["subject"] for one in installation.get("/conversations")["data"]]


def path_of(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def test_of_two_who_answer_at_once_the_second_is_asked(desk: Working, kenji: Working, hanako: Customer) -> None:
    kenji.forgiven = "422"  # it asks
    begin(desk, hanako, "同時の返信")
    kenji.go_and_listen(path_of(desk.page))
    kenji.composer.wait_for()
    for one, text in ((desk, "先の返信です。"), (kenji, "後の返信です。")):
        one.begin_to_write()
        one.page.keyboard.type(text)
    desk.page.keyboard.press("Control+Enter")
    expect(kenji.bubbles("reply")).to_contain_text("先の返信です。")
    kenji.page.keyboard.press("Control+Enter")
    dialog = kenji.page.locator("dialog[open]")
    expect(dialog).to_contain_text("先の返信です。")
    dialog.get_by_role("button", name="編集に戻る").click()
    expect(kenji.editor).to_be_focused()
    expect(kenji.composer).to_have_value("後の返信です。")
    expect(kenji.bubbles("reply")).to_have_count(1)


def test_who_begins_after_an_answer_was_shown_is_not_asked(desk: Working, kenji: Working, hanako: Customer) -> None:
    begin(desk, hanako, "続けての返信")
    kenji.go_and_listen(path_of(desk.page))
    kenji.composer.wait_for()
    desk.begin_to_write()
    desk.page.keyboard.type("先の返信です。")
    desk.page.keyboard.press("Control+Enter")
    expect(kenji.bubbles("reply")).to_contain_text("先の返信です。")
    kenji.begin_to_write()
    kenji.page.keyboard.type("補足します。")
    kenji.page.keyboard.press("Control+Enter")
    expect(kenji.bubbles("reply")).to_have_count(2)


def test_a_double_click_sends_once(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "二度押しの練習")
    desk.begin_to_write()
    desk.page.keyboard.type("一度だけです。")
    desk.page.locator("form.composer:not([hidden]) [data-send]").dblclick()
    expect(desk.composer).to_have_value("")
    desk.told_of_the_conversation()
    expect(desk.bubbles("reply")).to_have_count(1)


def test_what_was_sent_from_one_tab_is_not_sent_from_the_other(
    desk: Working, second: Working, hanako: Customer
) -> None:
    second.forgiven = "4"  # it asks: 409 for the draft, 422 for the reply
    begin(desk, hanako, "二つのタブの下書き")
    desk.begin_to_write()
    desk.page.keyboard.type("同じ下書きです。")
    expect(desk.page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    second.go_and_listen(path_of(desk.page))
    second.composer.wait_for()
    expect(second.composer).to_have_value("同じ下書きです。")
    desk.page.keyboard.press("Control+Enter")
    expect(second.bubbles("reply")).to_have_count(1)
    second.begin_to_write()
    second.page.keyboard.press("Control+Enter")
    expect(second.page.locator("dialog[open]")).to_contain_text("別の画面で返信しています")
    expect(second.bubbles("reply")).to_have_count(1)


def test_a_tab_that_dies_has_lost_two_seconds_at_most(desk: Working, second: Working, hanako: Customer) -> None:
    begin(desk, hanako, "落ちたタブの練習")
    path = path_of(desk.page)
    desk.begin_to_write()
    desk.page.evaluate("() => { window.typed = []; addEventListener('keydown', () => typed.push(Date.now()), true); }")
    desk.page.keyboard.type("0123456789" * 6, delay=100)  # six seconds in which nobody pauses
    safe = desk.page.evaluate("() => typed.filter((at) => at < Date.now() - 2500).length")  # half a second for the way
    with pytest.raises(BrowserError, match="crash"):
        desk.page.goto("chrome://crash")
    second.go(path)
    second.composer.wait_for()
    kept = second.composer.input_value()
    assert safe >= 20
    assert len(kept) >= safe
    assert ("0123456789" * 6).startswith(kept)


def test_a_laptop_that_slept_for_a_day_catches_up(
    second: Working, hanako: Customer, installation: Installation
) -> None:
    page = second.page
    page.clock.install()
    page.add_init_script(WITHOUT_A_WORKER)
    begin(second, hanako, "眠る前の会話")
    second.begin_to_write()
    page.keyboard.type("寝る前に書いた返信")
    expect(page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    page.evaluate(DEAF)  # asleep: what the stream says reaches nobody
    hanako.write("眠っている間の会話", "おはようございます。")
    until(lambda: "眠っている間の会話" in subjects(installation), "the mail is a conversation", 120)
    with page.expect_response(lambda answer: "/live?" in answer.url):
        page.clock.fast_forward("25:00:00")
    expect(second.row("眠っている間の会話")).to_be_visible()
    expect(second.composer).to_have_value("寝る前に書いた返信")
    assert second.is_same_page()
    rows = page.locator("#rows .row .subject")
    awake = rows.all_inner_texts()
    page.reload()
    expect(second.row("眠っている間の会話")).to_be_visible()
    assert rows.all_inner_texts() == awake
    expect(second.composer).to_have_value("寝る前に書いた返信")


def test_what_is_refused_without_a_connection_is_said_once_and_the_rest_comes_with_it(
    desk: Working, hanako: Customer
) -> None:
    hanako.write("次に開くもの", "よろしくお願いします。")
    begin(desk, hanako, "つながらない解決")
    desk.forgiven = ":"  # what htmx and the browser say of a connection that is not there
    desk.context.set_offline(True)
    expect(desk.page.locator("#toasts .failed")).to_have_count(1)
    desk.page.keyboard.press("e")
    expect(desk.page.locator("#toasts .failed", has_text="つながらない解決: ")).to_be_visible()
    expect(desk.page.locator("#toasts .failed")).to_have_count(1)
    desk.context.set_offline(False)
    desk.composer.wait_for()
    desk.has_settled()
