"""An article from its first word to its readers: one writes, another reviews, both save at once, an old version comes
back. What is below the browser is tested below it (tests/faces/desk/test_articles*.py)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.furnished import PICTURE
from tests.browser.working import Working
from tests.faults.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def writing(working: Working, address: str) -> None:
    """The page of a text, ready to be written on."""
    working.go_and_listen(address)
    working.page.locator("#article-form").dispatch_event("pointerenter")
    working.page.locator(".article-editor.rich").wait_for()


def pressed(working: Working, then: str) -> None:
    """A button that does something with the text; its page comes again with the words that say so."""
    with working.page.expect_navigation():
        working.page.locator(f"[data-then={then}]").first.click()


def test_one_writes_another_reviews_and_both_lose_nothing(
    desk: Working, kenji: Working, installation: Installation
) -> None:
    status, _made = installation.call("POST", "/collections", {"texts": {"ja": {"title": "ご請求"}}})
    assert status == 201
    desk.go("/desk/articles/")
    desk.page.locator("[data-command=new-article]").click()
    desk.page.fill("#new-title", "宛名を変えるには")
    with desk.page.expect_navigation():
        desk.page.locator("dialog[open] button.primary").click()
    address = desk.page.url.removeprefix(desk.address)
    installation.call("PATCH", f"/articles/{address.split('/')[3]}", {"needs_review": True})

    writing(desk, address)
    page, saved = desk.page, desk.page.locator("#article-form .saved")
    page.press("#article-title", "Enter")  # sends nothing, and leads into the text
    expect(page.locator(".article-editor .composer-rich")).to_be_focused()
    page.keyboard.type("できます。**設定**で変えます。")
    page.locator("[popovertarget=callout-menu]").first.click()
    page.locator("#callout-menu .choice-item").first.click()
    page.keyboard.type("月の途中では変えられません。")
    page.keyboard.press("ControlOrMeta+End")
    page.set_input_files(
        "#article-form input[type=file]", {"name": "画面.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    seen = page.locator("#article-preview")
    expect(seen.locator("strong")).to_have_text("設定")
    expect(seen.locator(".callout")).to_contain_text("補足")
    expect(seen.locator(".callout p").last).to_have_text("月の途中では変えられません。")
    expect(seen.locator("img")).to_have_js_property("naturalWidth", 10)
    expect(saved).to_contain_text("保存しました")
    pressed(desk, "review")

    writing(kenji, address)
    pressed(kenji, "approve")
    expect(kenji.page.locator(".article-standing")).to_contain_text("公開中")

    for working in (desk, kenji):
        working.forgiven = "409"  # it asks
        writing(working, address)
    kenji.page.locator(".article-editor .composer-rich").click()
    kenji.page.keyboard.press("Control+End")
    kenji.page.keyboard.type("田村の追記。")
    expect(kenji.page.locator("#article-form .saved")).to_contain_text("保存しました")
    page.locator(".article-editor .composer-rich").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("はい。")
    choice = page.locator(".draft-changed")
    expect(choice).to_contain_text("田村 健二")
    choice.locator("[data-draft=both]").click()
    expect(saved).to_contain_text("保存しました")
    assert "田村の追記。" in page.locator("#article-text").input_value()

    desk.go(f"{address}versions/")
    expect(page.locator(".compared ins").first).to_be_visible()
    page.locator("tr", has_text="公開中の内容").get_by_role("button").click()
    with page.expect_navigation():
        page.locator("madoguchi-confirm [value=yes]").click()
    page.locator(".article-editor.rich").wait_for()
    assert "田村の追記" not in page.locator("#article-text").input_value()
