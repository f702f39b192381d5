"""What is offered while somebody writes: by keys alone, told to screen readers, and out of the way of input methods."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

TEXT = "{{contact.name}}\n\nお世話になっております。{{company.name}}のご担当者様へ、**返金**のご案内です。"


def begin(desk: Working, hanako: Customer, subject: str) -> None:
    """A conversation with the caret in its reply."""
    hanako.write(subject, "よろしくお願いします。")
    desk.open(subject)
    desk.editor.wait_for()
    desk.page.keyboard.press("r")
    expect(desk.editor).to_be_focused()


def keep(desk: Working, name: str, shortcut: str) -> None:
    """Write a saved reply in the settings."""
    desk.go("/desk/settings/replies/new/")
    desk.page.fill("#r-name", name)
    desk.page.fill("#r-shortcut", shortcut)
    desk.page.locator("#r-text").focus()
    desk.page.locator(".board-editor .composer-rich").click()
    desk.page.locator("madoguchi-variables [data-variable='{{contact.name}}']").click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.press("Delete")
    desk.page.evaluate(
        """(text) => {
          const field = document.querySelector("#r-text");
          field.value = text;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        TEXT,
    )
    expect(desk.page.locator("#reply-preview")).to_contain_text("山田 花子 様")
    desk.page.locator(".form-foot .button.primary").click()
    expect(desk.page.locator("#reply-rows")).to_contain_text(name)


def offered(desk: Working) -> Locator:
    return desk.page.locator(".offers:popover-open")


def test_a_saved_reply_is_found_looked_at_and_put_in_by_keys(desk: Working, hanako: Customer) -> None:
    desk.forgiven = "422"  # it asks before it is sent
    keep(desk, "返金のご案内", "henkin")
    keep(desk, "返金の期日", "")
    begin(desk, hanako, "定型文の練習")
    keys = desk.page.keyboard
    keys.type("はい。 /henkin")
    options = offered(desk).locator("[role=option]")
    expect(options).to_have_count(2)
    expect(desk.editor).to_have_attribute("role", "combobox")
    expect(desk.editor).to_have_attribute("aria-expanded", "true")
    chosen = offered(desk).locator("[aria-selected=true]")
    expect(chosen).to_contain_text("返金のご案内")
    assert desk.editor.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    expect(offered(desk).locator(".offer-shown")).to_contain_text("山田 花子 様")
    expect(offered(desk).locator(".offer-shown")).to_contain_text("送信前に確認します")
    keys.press("ArrowDown")
    expect(chosen).to_contain_text("返金の期日")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(desk.composer).to_have_value(
        "はい。 山田 花子 様\n\nお世話になっております。{{company.name}}のご担当者様へ、**返金**のご案内です。"
    )
    expect(offered(desk)).to_have_count(0)
    expect(desk.editor).to_have_attribute("role", "textbox")
    expect(desk.editor).to_be_focused()
    keys.press("Control+Enter")
    dialog = desk.page.locator("dialog[open]")
    expect(dialog).to_contain_text("{{company.name}}")
    keys.press("Escape")
    expect(desk.bubbles("reply")).to_have_count(0)


def test_escape_closes_the_list_and_stays_in_the_text(desk: Working, hanako: Customer) -> None:
    keep(desk, "閉じる練習", "tojiru")
    begin(desk, hanako, "取り消しの練習")
    desk.page.keyboard.type("/tojiru")
    expect(offered(desk)).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(offered(desk)).to_have_count(0)
    expect(desk.editor).to_be_focused()
    desk.page.keyboard.type("x")
    desk.page.wait_for_timeout(300)
    expect(offered(desk)).to_have_count(0)
    desk.page.keyboard.press("Escape")
    expect(desk.editor).not_to_be_focused()


NONE = (
    "http://",
    "12:30",
    "a/b",
    "東京/大阪",
    "9/5",
    "件名：返金",
    "`/henkin",
    "a@b",
    "https://x.example/: ",
    ": ",
    ":)",
)


def test_nothing_is_offered_in_an_address_a_time_or_code(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "何も出ない練習")
    listen = "({ target }) => { window.opened ||= target.matches('.offers'); }"
    desk.page.evaluate(f"() => document.addEventListener('toggle', {listen}, true)")
    for text in NONE:
        desk.page.keyboard.type(text)
        desk.page.wait_for_timeout(250)
        desk.page.keyboard.press("Control+a")
        desk.page.keyboard.press("Delete")
    assert not desk.page.evaluate("() => window.opened")
    desk.page.keyboard.type("ありがとう :thumbs")
    expect(offered(desk)).to_be_visible()
    assert desk.page.evaluate("() => window.opened")


def test_emoji_and_colleagues(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "絵文字の練習")
    keys = desk.page.keyboard
    keys.type("ありがとうございます :thumbs")
    expect(offered(desk).locator("[aria-selected=true]")).to_contain_text("👍")
    keys.press("Tab")
    expect(desk.composer).to_have_value("ありがとうございます 👍\ufe0f")
    keys.press("Escape")
    keys.press("n")
    expect(desk.editor).to_be_focused()
    keys.press("Control+a")
    keys.press("Delete")
    keys.type("@")
    expect(offered(desk).locator("[role=option]").first).to_be_visible()
    keys.press("Enter")
    expect(offered(desk)).to_have_count(0)
    assert desk.composer.input_value().startswith("@")
    assert len(desk.composer.input_value()) > 2
    keys.press("Control+a")
    keys.type("ご確認お願いします@")  # Japanese has no spaces
    expect(offered(desk).locator("[role=option]").first).to_be_visible()


def test_the_button_and_the_palette_open_the_saved_replies(desk: Working, hanako: Customer) -> None:
    keep(desk, "ボタンの定型文", "botan")
    begin(desk, hanako, "ボタンで差し込む練習")
    desk.page.keyboard.type("はい")
    desk.page.locator("form.composer:not([hidden]) [data-offer='/']").click()
    expect(offered(desk)).to_contain_text("ボタンの定型文")
    desk.page.keyboard.press("Escape")
    for _letter in range(2):
        desk.page.keyboard.press("Backspace")
    desk.page.keyboard.press("Control+k")
    desk.page.keyboard.type("teikeibun")
    desk.page.locator(
        ".palette-list [data-name=saved-reply], .palette-list .choice-item", has_text="差し込む"
    ).first.click()
    expect(offered(desk)).to_contain_text("ボタンの定型文")


def test_a_verdict_comes_first_and_the_rest_by_clicks(
    desk: Working, hanako: Customer, installation: Installation
) -> None:
    line = {"name": "顔認証での打刻", "aliases": ["顔で出勤"], "reason": "同意の手続きが要るためです。"}
    feature = installation.call("POST", "/features", {"state": "not_available", "ja": line})[1]["id"]
    way = {"goal": "なりすましを防ぎたい", "language": "ja", "steps": "1. **暗証番号**を使います"}
    installation.call("POST", "/recipes", {**way, "instead_of": [feature]})
    begin(desk, hanako, "機能の練習")
    desk.page.keyboard.type("?かおで")
    expect(offered(desk).locator("[role=option]")).to_have_count(2)  # and asking its owner
    expect(offered(desk).locator(".offer-shown")).to_contain_text("いいえ、できません。")
    desk.page.keyboard.press("Enter")
    expect(desk.editor).to_have_text("いいえ、できません。「顔認証での打刻」には対応しておりません。")
    added = desk.page.locator("form.composer:not([hidden]) [data-say]")
    added.first.click()
    expect(desk.editor).to_contain_text("同意の手続きが要るためです。")
    added.first.click()
    expect(desk.editor.locator("ol b")).to_have_text("暗証番号")
    expect(added).to_have_count(0)
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("?色分け")
    expect(offered(desk).locator("[role=option]")).to_have_count(1)
    desk.page.keyboard.press("Enter")
    desk.page.locator("#q-owner").select_option(index=1)
    desk.page.locator("dialog[open] .button.primary").click()
    expect(desk.editor).to_contain_text("確認します。")
    expect(desk.editor.locator("div")).to_have_count(1)  # it begins the reply
    expect(desk.page.locator("#part-questions")).to_contain_text("色分け")
    assert desk.complaints == []


def test_an_article_is_found_by_several_words(desk: Working, hanako: Customer, installation: Installation) -> None:
    shelf = installation.call("POST", "/collections", {"texts": {"ja": {"title": "はじめに"}}})[1]["id"]
    said = {"title": "Resetting a lost password", "body": "Press **Reset**."}
    made = installation.call("POST", "/articles", {"collection_id": shelf, "texts": {"ja": said}})[1]["id"]
    installation.call("PUT", f"/articles/{made}/texts/ja/publication", {"edition": 1})
    begin(desk, hanako, "英語の題")
    desk.page.keyboard.type("See //lost password", delay=20)
    expect(offered(desk).locator("[role=option]")).to_have_count(1)
    desk.page.keyboard.press("Shift+Enter")
    expect(desk.editor).to_have_text(re.compile("^See.Press Reset."))


def test_a_question_back_is_put_in_once(desk: Working, hanako: Customer, installation: Installation) -> None:
    installation.call("POST", "/features", {"state": "not_available", "ja": {"name": "外部連携"}})
    hanako.write("質問", "外部連携の機能はありますか？\n\n山田")
    desk.open("質問")
    back = desk.page.locator("form.composer:not([hidden]) [data-once]")
    expect(back).to_contain_text("何をなさりたい")
    back.locator("[data-deed=text]").click()
    expect(desk.composer).to_have_value(re.compile("何をなさりたい"))
    expect(back).to_have_count(0)


def test_who_asks_no_owner_after_all_writes_on_in_the_same_line(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "宇宙旅行")
    keys, dialog = desk.page.keyboard, desk.page.locator("dialog[open]")
    keys.type("?宇宙旅行")
    expect(offered(desk).locator("[role=option]")).to_have_count(1)
    keys.press("Enter")
    expect(dialog).to_contain_text("担当者に確認する")
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(desk.composer).to_have_value("")
    desk.editor.click()
    keys.type("できます。")
    expect(desk.composer).to_have_value("できます。")
    expect(desk.editor).not_to_have_class("blank")
    assert desk.editor.evaluate("surface => [...surface.childNodes].map(({ nodeName }) => nodeName)") == ["DIV"]
