"""Searching in Chromium: while somebody types, by keyboard, and into the thread where the words are marked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MARKED = "() => CSS.highlights.get('found')?.size ?? 0"


def found(desk: Working, text: str) -> None:
    """Wait until the worker has written it down: the same search again, as a person would."""
    for _attempt in range(40):
        desk.go(f"/desk/search/?q={text}")
        if desk.page.locator(".hit").count():
            return
        desk.page.wait_for_timeout(500)
    raise AssertionError(f"nothing found for {text}")


def test_from_a_key_to_the_marked_words_and_back(desk: Working, hanako: Customer) -> None:
    hanako.write("石榴の注文", "石榴のジャムを三瓶お願いします。\n\n蓋が開きにくい瓶は交換できますか。")
    hanako.write("別の注文", "林檎のジャムをお願いします。")
    found(desk, "林檎")
    desk.go_and_listen("/desk/views/open/")
    page = desk.page
    page.keyboard.press("/")
    field = page.locator("madoguchi-search [name=q]")
    expect(field).to_be_focused()
    page.keyboard.insert_text("石榴 交換")
    hit = page.locator(".hit", has_text="石榴の注文")
    expect(hit.locator("mark", has_text="交換")).to_be_visible()
    expect(page.locator(".hit")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/views/all/**#message-*")
    expect(page.locator("#thread .bubble.inbound")).to_contain_text("三瓶")
    page.wait_for_function(f"({MARKED})() >= 2")
    page.go_back()
    expect(page.locator("madoguchi-search [name=q]")).to_have_value("石榴 交換")
    expect(page.locator(".hit")).to_have_count(1)
    page.goto(f"{desk.address}/desk/search/")
    expect(page.locator("#recent")).to_contain_text("石榴 交換")
    assert desk.complaints == []


def test_from_one_result_to_the_next(desk: Working, hanako: Customer) -> None:
    for number in (1, 2):
        hanako.write(f"花梨の注文 {number}", "花梨のジャムをお願いします。")
    hanako.write("杏の注文", "杏のジャムをお願いします。")
    found(desk, "杏")
    found(desk, "花梨")
    page = desk.page
    page.locator(".hit", has_text="花梨の注文 2").click()
    desk.composer.wait_for()
    desk.has_settled()
    expect(page.locator("#rows .row")).to_have_count(2)
    page.keyboard.press("e")
    expect(page.locator("#work-head h1")).to_have_text("花梨の注文 1")


def test_nothing_is_asked_while_an_input_method_composes(desk: Working, hanako: Customer) -> None:
    hanako.write("無花果の注文", "無花果を一箱お願いします。")
    found(desk, "無花果")
    page = desk.page
    desk.go("/desk/search/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/desk/search/?" in request.url else None)
    page.locator("madoguchi-search [name=q]").focus()
    devices = desk.devices()
    for text in ("い", "いち", "いちじく"):
        devices.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    page.wait_for_timeout(600)
    assert asked == []
    devices.send("Input.insertText", {"text": "無花果"})
    expect(page.locator(".hit", has_text="無花果の注文")).to_be_visible()
    assert len(asked) == 1


def test_conditions_are_offered_and_the_order_is_kept(desk: Working, hanako: Customer) -> None:
    hanako.write("枇杷の注文", "枇杷をお願いします。")
    found(desk, "枇杷")
    page = desk.page
    desk.go("/desk/search/")
    expect(page.locator("madoguchi-search [name=q]")).to_be_focused()
    page.keyboard.insert_text("状態:")
    option = page.locator("#search-options [role=option]").first
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("madoguchi-search [name=q]")).to_have_value(re.compile("^状態:.+"))
    page.keyboard.insert_text("枇杷")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_role("button", name="新しい順").click()
    expect(page.locator('[data-order="newest"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-order="newest"]')).to_be_focused()
    page.wait_for_url("**order=newest")
    assert desk.complaints == []
