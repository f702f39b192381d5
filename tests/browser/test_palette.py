"""The command palette and the keys, in Chromium."""

import pytest
from playwright.sync_api import Locator, expect

from madoguchi.base.romaji import one_spelling
from madoguchi.faces.desk.assets import address_of
from tests.base.test_romaji import TYPED
from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def palette(desk: Working) -> Locator:
    """The palette, opened by its key."""
    desk.page.keyboard.press("Control+k")
    expect(desk.page.locator("#palette")).to_be_visible()
    return desk.page.locator("#palette-list")


def chosen(desk: Working) -> Locator:
    return desk.page.locator('#palette-list [aria-selected="true"]')


def test_commands_are_found_in_any_writing(desk: Working, hanako: Customer) -> None:
    hanako.write("パレットの練習", "よろしくお願いします。")
    desk.open("パレットの練習")
    palette(desk)
    field = desk.page.locator("#palette [role=combobox]")
    for typed in ("解決", "かいけつ", "ｶｲｹﾂ", "kaiketsu", "ｋａｉｋｅｔｕ", "resolve", "reso", "close"):
        field.fill(typed)
        expect(chosen(desk)).to_have_attribute("data-name", "resolve")
    field.fill("nc")
    expect(desk.page.locator("#palette-new")).to_be_visible()
    field.fill("kansa rogu")
    expect(chosen(desk)).to_have_attribute("data-name", "settings-audit")
    assert field.get_attribute("aria-activedescendant") == chosen(desk).get_attribute("id")
    field.fill("ざくろのジャム")
    expect(desk.page.locator("#palette [data-nothing]")).to_be_visible()


def test_a_choice_is_made_without_leaving_the_field(desk: Working, hanako: Customer) -> None:
    hanako.write("選択の練習", "よろしくお願いします。")
    desk.open("選択の練習")
    page = desk.page
    palette(desk)
    page.keyboard.insert_text("tagu")
    page.keyboard.press("Enter")
    expect(page.locator("#palette [data-back]")).to_have_text("タグ")
    page.keyboard.insert_text("返品の相談")
    page.keyboard.press("Enter")
    expect(page.locator("#work-head .chip", has_text="返品の相談")).to_be_visible()
    expect(page.locator("#palette")).to_be_hidden()
    palette(desk)
    expect(chosen(desk)).to_have_attribute("data-name", "tag")  # the last one used comes first
    page.keyboard.insert_text("優先度")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # back out, and in again
    expect(page.locator("#palette [data-back]")).to_be_hidden()
    page.keyboard.insert_text("優先度")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("緊急")
    page.keyboard.press("Enter")
    expect(page.locator("#priority-button")).to_contain_text("緊急")
    assert desk.is_same_page()
    palette(desk)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_choice_outlives_what_it_was_offered_by(desk: Working, hanako: Customer) -> None:
    hanako.write("選択の途中", "よろしくお願いします。")
    desk.open("選択の途中")
    page = desk.page
    for typed, button in (("高", "#priority-button"), ("途中のタグ", "#work-head .chip")):
        palette(desk)
        page.keyboard.insert_text("優先度" if typed == "高" else "tagu")
        page.keyboard.press("Enter")
        page.locator("#palette-inner-0").wait_for()
        page.evaluate(
            """async () => {
              const head = document.getElementById("work-head");
              window.htmx.ajax("GET", head.dataset.from, {target: head, swap: "outerHTML"});
              while (head.isConnected) await new Promise((resolve) => setTimeout(resolve, 20));
            }"""
        )  # somebody else has changed the conversation meanwhile
        page.keyboard.insert_text(typed)
        page.keyboard.press("Enter")
        expect(page.locator(button, has_text=typed)).to_be_visible()


def test_enter_in_a_composition_chooses_nothing(desk: Working) -> None:
    desk.go("/desk/views/mine/")
    palette(desk)
    devices = desk.devices()
    devices.send("Input.imeSetComposition", {"text": "せってい", "selectionStart": 4, "selectionEnd": 4})
    swallowed = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    devices.send("Input.dispatchKeyEvent", swallowed)
    devices.send("Input.insertText", {"text": "設定"})
    devices.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Enter", "code": "Enter"})
    expect(desk.page.locator("#palette")).to_be_visible()
    expect(chosen(desk)).to_have_attribute("data-name", "go-settings")
    assert desk.page.url.endswith("/desk/views/mine/")


def test_it_goes_to_people_and_numbers(desk: Working, hanako: Customer) -> None:
    hanako.write("行き先の練習", "よろしくお願いします。")
    desk.open("行き先の練習")
    number = desk.page.url.rstrip("/").rpartition("/")[2]
    desk.go("/desk/contacts/")
    palette(desk)
    desk.page.keyboard.insert_text(f"#{number}")
    expect(chosen(desk)).to_contain_text("行き先の練習")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#work-head h1")).to_have_text("行き先の練習")
    palette(desk)
    desk.page.keyboard.insert_text("山田")
    desk.page.locator("#palette-list [id^=palette-contact]").first.click()
    expect(desk.page.locator("h1", has_text="山田 花子")).to_be_visible()


def test_two_keys_in_a_row_go_somewhere(desk: Working) -> None:
    desk.go("/desk/views/mine/")
    desk.page.keyboard.press("g")
    desk.page.keyboard.press("u")
    desk.page.wait_for_url("**/views/unassigned/")


def test_keys_work_while_an_input_method_is_on(desk: Working) -> None:
    desk.go("/desk/views/mine/")
    for key, code in (("Process", "KeyG"), ("ｕ", "KeyU")):
        desk.page.evaluate(
            "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))",
            {"key": key, "code": code},
        )
    desk.page.wait_for_url("**/views/unassigned/")


def test_a_key_is_changed_and_works(desk: Working) -> None:
    page = desk.page
    desk.go("/desk/settings/keyboard/")
    page.locator("#key-search").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("e")  # that of another command
    desk.forgiven = "422"
    expect(page.locator(".toast.failed")).to_contain_text("「解決」")
    page.locator("#key-search").press("Enter")
    page.keyboard.press("Alt+s")
    row = page.locator("madoguchi-key", has=page.locator("#key-search"))
    expect(row.locator("kbd")).to_have_text("Alt+S")
    expect(page.locator("#key-search")).to_be_focused()
    page.keyboard.press("Alt+s")
    page.wait_for_url("**/desk/search/")
    desk.go("/desk/settings/keyboard/")
    page.locator('[popovertarget="key-menu-search"]').click()
    page.locator("#key-menu-search .choice-item").last.click()
    expect(row.locator("kbd")).to_have_text("/")


def test_the_browser_spells_romaji_as_the_server_does(desk: Working) -> None:
    desk.go("/desk/views/mine/")
    typed = [latin for spellings in TYPED.values() for latin in spellings]
    spelled = desk.page.evaluate(
        "([from, typed]) => import(from).then(({latin}) => typed.map(latin))",
        [address_of("desk/js/words.js"), typed],
    )
    assert spelled == [one_spelling(latin) for latin in typed]
