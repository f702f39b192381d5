"""The desk as a person works at it: real server, real mail, Chromium."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SCREENSHOTS = Path(__file__).parent / "screenshots"


def test_a_mail_appears_without_a_reload_and_is_read(desk: Working, hanako: Customer) -> None:
    desk.go_and_listen("/desk/views/unassigned/")
    hanako.write("打刻について", "お世話になっております。\n打刻が反映されません。")
    desk.row("打刻について").click()
    expect(desk.bubbles("inbound")).to_contain_text("打刻が反映されません。")
    expect(desk.page.locator("#person h2")).to_contain_text("山田 花子 様")
    assert desk.is_same_page()


def test_what_comes_while_the_page_is_still_loading_appears(desk: Working, hanako: Customer) -> None:
    held: list[Route] = []
    desk.page.route("**/desk.js", lambda route: held.insert(0, route))
    desk.page.goto(f"{desk.address}/desk/views/unassigned/", wait_until="commit")
    desk.page.locator("html[data-live]").wait_for(state="attached")
    hanako.write("早い便", "読み込みの途中に届きました。")
    other = desk.context.new_page()
    other.goto(f"{desk.address}/desk/views/unassigned/")
    other.locator("#rows .row", has_text="早い便").wait_for()
    held[0].continue_()
    expect(desk.row("早い便")).to_be_visible()


def test_a_long_thread_opens_at_its_end_and_stays_there(desk: Working, hanako: Customer) -> None:
    hanako.write("長い練習", "\n".join(f"{number} 行目" for number in range(120)))
    desk.open("長い練習")  # the composer has come meanwhile and taken its room
    desk.page.wait_for_function(
        """() => {
          const thread = document.querySelector(".thread-scroll");
          return thread.scrollTop > 0 && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 2;
        }"""
    )
    thread = desk.page.locator(".thread-scroll")
    thread.evaluate("(thread) => thread.scrollTo(0, 0)")
    desk.composer.fill("\n" * 8)  # it grows
    expect(desk.editor).to_have_css("height", re.compile(r"^(?!76px).+"))
    assert thread.evaluate("(thread) => thread.scrollTop") == 0


def test_a_reply_is_held_and_can_be_taken_back(desk: Working, hanako: Customer) -> None:
    hanako.write("取り消しの練習", "よろしくお願いします。")
    desk.open("取り消しの練習")
    desk.page.keyboard.press("r")
    desk.page.keyboard.insert_text("まだ書きかけの返信")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.bubbles("reply")).to_contain_text("まだ書きかけの返信")
    expect(desk.composer).to_have_value("")
    desk.page.keyboard.press("z")  # the keys are commands again
    expect(desk.bubbles("reply")).to_have_count(0)
    expect(desk.composer).to_have_value("まだ書きかけの返信")
    expect(desk.editor).to_be_focused()
    desk.page.keyboard.type("。続き")
    expect(desk.composer).to_have_value("まだ書きかけの返信。続き")


def test_a_reply_that_is_refused_stays_in_the_composer(desk: Working, hanako: Customer) -> None:
    hanako.write("差し戻しの練習", "よろしくお願いします。")
    desk.open("差し戻しの練習")
    desk.forgiven = "422"
    desk.begin_to_write()
    desk.page.keyboard.insert_text("写しを送ります")
    form = desk.page.locator("form.composer:not([hidden])")
    form.locator("[name=to]").evaluate("(field) => { field.value = 'どこでもない'; }")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator(".toast.failed")).to_be_visible()
    desk.page.evaluate("() => htmx.ajax('POST', '/desk/notifications/here/', { swap: 'none' })")  # by the page itself
    expect(desk.page.locator(".toast.failed")).to_be_visible(timeout=1000)
    expect(desk.composer).to_have_value("写しを送ります")
    expect(desk.editor).to_be_focused()
    expect(desk.bubbles("reply")).to_have_count(0)
    form.locator("[name=to]").evaluate("(field) => { field.value = 'hanako@kobo.example'; }")
    desk.composer.press("Control+Enter")
    expect(desk.bubbles("reply")).to_contain_text("写しを送ります")
    assert desk.page.locator(".toast.failed").count() == 0  # what was put right is no longer complained of


def test_a_note_cannot_be_taken_for_a_reply(desk: Working, hanako: Customer) -> None:
    hanako.write("メモの練習", "よろしくお願いします。")
    desk.open("メモの練習")
    reply_ground = desk.page.locator("form.composer:not([hidden])").evaluate(
        "(form) => getComputedStyle(form).backgroundColor"
    )
    desk.page.keyboard.press("n")
    expect(desk.editor).to_be_focused()
    note_ground = desk.page.locator("form.composer:not([hidden])").evaluate(
        "(form) => getComputedStyle(form).backgroundColor"
    )
    assert reply_ground != note_ground
    desk.page.keyboard.insert_text("社内で確認します")
    desk.page.keyboard.press("Control+Enter")
    expect(desk.bubbles("note")).to_contain_text("社内で確認します")
    expect(desk.bubbles("note")).to_contain_text("メモ（社内のみ）")
    expect(desk.bubbles("reply")).to_have_count(0)


def test_what_was_begun_as_a_reply_may_become_a_note_and_never_the_reverse(desk: Working, hanako: Customer) -> None:
    hanako.write("切り替えの練習", "よろしくお願いします。")
    desk.open("切り替えの練習")
    desk.composer.fill("社内向けに書いていた")
    desk.page.locator("form.composer:not([hidden]) [data-mode-to=note]").click()
    expect(desk.composer).to_have_value("社内向けに書いていた")
    desk.page.locator("form.composer:not([hidden]) [data-mode-to=reply]").click()
    expect(desk.composer).to_have_value("")


def test_a_draft_is_kept_and_comes_back(desk: Working, hanako: Customer) -> None:
    hanako.write("下書きの練習", "よろしくお願いします。")
    desk.open("下書きの練習")
    desk.composer.press_sequentially("明日までに確認いたします")
    saved = desk.page.locator("form.composer:not([hidden]) madoguchi-draft")
    expect(saved).to_have_text(re.compile(r"^保存しました \d\d:\d\d$"))
    desk.composer.press_sequentially("。続きは")  # left at once: the beacon takes it
    desk.page.reload()
    expect(desk.composer).to_have_value("明日までに確認いたします。続きは")


def test_a_draft_waits_for_the_connection(desk: Working, hanako: Customer) -> None:
    hanako.write("切断の練習", "よろしくお願いします。")
    desk.open("切断の練習")
    expect(desk.page.locator("[hx-trigger^='load']")).to_have_count(0)  # what the page asks for by itself
    draft = desk.page.locator("form.composer:not([hidden]) madoguchi-draft")
    desk.forgiven = "ERR_"  # what the browser says of a connection that is not there
    desk.context.set_offline(True)
    desk.composer.press_sequentially("つながっていません")
    expect(draft).to_contain_text("未保存")
    desk.context.set_offline(False)
    expect(draft).to_contain_text("保存しました")


def test_what_others_do_appears_and_leaves_the_composer_alone(
    desk: Working, hanako: Customer, browser: Browser, signed_in: str
) -> None:
    hanako.write("同時の練習", "よろしくお願いします。")
    desk.open("同時の練習")
    desk.begin_to_write()
    desk.page.keyboard.type("書いている途中")
    other = Working.begin(browser, desk.address, signed_in)
    other.open("同時の練習")
    other.page.keyboard.press("n")
    other.page.keyboard.insert_text("こちらで電話しました")
    other.page.keyboard.press("Control+Enter")
    expect(desk.bubbles("note")).to_contain_text("こちらで電話しました")
    expect(desk.editor).to_be_focused()
    expect(desk.composer).to_have_value("書いている途中")
    other.page.locator("#resolve-button").click()
    expect(other.page.locator(".toast")).to_be_visible()
    expect(desk.page.locator("#work-head .badge.done")).to_be_visible()
    assert desk.is_same_page()
    other.end()
    assert other.complaints == []


def test_a_walk_by_keyboard(desk: Working, hanako: Customer) -> None:
    for number in range(3):
        hanako.write(f"鍵盤の練習{number}", "よろしくお願いします。")
    desk.go_and_listen("/desk/views/unassigned/")
    for number in range(3):
        expect(desk.row(f"鍵盤の練習{number}")).to_be_visible()
    subject = desk.page.locator("#work-head h1")
    desk.page.keyboard.press("j")
    first = desk.page.locator("#rows .row .subject").nth(0).inner_text()
    expect(subject).to_have_text(first)
    desk.page.keyboard.press("j")
    expect(subject).not_to_have_text(first)
    desk.page.keyboard.press("k")
    expect(subject).to_have_text(first)

    desk.page.keyboard.press("a")
    expect(desk.page.locator("#assign-menu [data-filter]")).to_be_focused()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#assign-button")).not_to_contain_text("担当者なし")

    desk.page.keyboard.press("s")
    desk.page.locator("#snooze-menu .choice-item").first.wait_for()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("e")
    expect(desk.page.locator(".toast")).to_contain_text("解決済みにしました")
    expect(subject).not_to_have_text(first)

    desk.page.keyboard.press("?")
    expect(desk.page.locator("#keys")).to_be_visible()
    desk.page.keyboard.press("Escape")
    desk.composer.wait_for()
    desk.page.keyboard.press("r")
    desk.page.keyboard.insert_text("jkeas?")
    desk.page.keyboard.type("j")
    expect(desk.composer).to_have_value("jkeas?j")


def test_words_in_a_field_of_a_pane_outlive_its_refresh(desk: Working, hanako: Customer) -> None:
    hanako.write("宛先の練習", "よろしくお願いします。")
    desk.open("宛先の練習")
    desk.page.locator("#person-copies > summary").click()
    address = desk.page.locator("#participant-address")
    address.fill("jiro@kobo.example")
    desk.told_of_the_conversation()
    expect(address).to_have_value("jiro@kobo.example")
    address.press("Enter")
    expect(desk.page.locator("#person")).to_contain_text("jiro@kobo.example")
    expect(address).to_have_value("")


def test_one_pane_at_a_time_on_a_phone(desk: Working, hanako: Customer) -> None:
    phone = desk
    phone.page.set_viewport_size({"width": 320, "height": 720})
    hanako.write("携帯の練習", "よろしくお願いします。")
    phone.go_and_listen("/desk/views/open/")
    phone.row("携帯の練習").click()
    expect(phone.page.locator(".list-pane")).to_be_hidden()
    expect(phone.bubbles("inbound")).to_be_visible()
    phone.page.locator("#work-head [data-pane-toggle=person]").click()
    expect(phone.page.locator("#person h2")).to_be_in_viewport()
    phone.page.keyboard.press("Escape")
    phone.page.locator(".back").click()
    expect(phone.page.locator(".list-pane")).to_be_visible()
    phone.page.locator("[data-pane-toggle=rail] >> visible=true").first.click()
    expect(phone.page.locator("#rail")).to_be_in_viewport()
    assert phone.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    phone.go("/desk/settings/tags/")
    expect(phone.page.locator(".section h2").first).to_be_in_viewport()  # not below a screen of settings
    expect(phone.page.locator(".side [aria-current]")).to_be_in_viewport(ratio=1)


def test_who_gets_the_replies_from_now_on_gets_the_one_that_is_being_written(desk: Working, hanako: Customer) -> None:
    hanako.write("写しの練習", "よろしくお願いします。")
    desk.open("写しの練習")
    desk.composer.fill("書きかけ")
    desk.page.locator("#person-copies > summary").click()
    desk.page.locator("#participant-address").fill("boss@kobo.example")
    desk.page.locator("#participant-address").press("Enter")
    expect(desk.page.locator("#reply-cc")).to_have_value("boss@kobo.example")
    desk.page.locator("#person [data-copy] + button").click()
    expect(desk.page.locator("#reply-cc")).to_have_value("")
    expect(desk.composer).to_have_value("書きかけ")


def test_a_list_that_was_scrolled_stays_as_long_as_it_is(desk: Working, hanako: Customer) -> None:
    many = replace(hanako, name="多田 多喜", address="taki@tada.example")
    for number in range(52):
        many.write(f"たくさんの練習{number:02}", "よろしくお願いします。")
    desk.open("たくさんの練習51")
    desk.page.get_by_role("link", name="詳しく見る").click()
    theirs = desk.page.locator("#contact-page [data-shown=conversations] > a")
    expect(theirs).to_have_count(50)
    desk.page.evaluate("() => document.querySelector('.rows-end')?.scrollIntoView()")  # it goes as soon as it is seen
    expect(theirs).to_have_count(52)
    desk.page.locator("#identity-value").fill("taki@private.example")
    with desk.page.expect_request(lambda request: "shown_conversations=52" in request.url):
        desk.page.locator("#identity-value").press("Enter")
    expect(desk.page.locator("#contact-page")).to_contain_text("taki@private.example")
    assert theirs.count() == 52


PAGES = {
    "list": "/desk/views/open/",
    "contacts": "/desk/contacts/",
    "aside": "/desk/aside/",
    "inboxes": "/desk/settings/inboxes/",
    "people": "/desk/settings/people/",
    "appearance": "/desk/settings/appearance/",
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_the_main_screens(
    desk: Working, hanako: Customer, installation: Installation, theme: str, language: str
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    hanako.write("画面の写真", "お世話になっております。\n画面の写真を撮ります。")
    installation.call("PATCH", "/me/preferences", {"language": language})
    desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for name, path in PAGES.items():
        desk.go(path)
        expect(desk.page.locator("html")).to_have_attribute("lang", language)
        desk.page.screenshot(path=SCREENSHOTS / f"{name}-{theme}-{language}.png")
    desk.open("画面の写真")
    expect(desk.page.locator("#person h2")).to_be_visible()
    desk.page.screenshot(path=SCREENSHOTS / f"conversation-{theme}-{language}.png")
    ground = desk.page.locator("body").evaluate("(body) => getComputedStyle(document.documentElement).backgroundColor")
    red = int((re.findall(r"\d+", ground) or ["0"])[0])
    assert (red < 128) == (theme == "dark")
    installation.call("PATCH", "/me/preferences", {"language": "ja"})


def test_a_dialog_begins_in_its_first_field_and_finds_the_other_conversation(desk: Working, hanako: Customer) -> None:
    hanako.write("統合される側", "よろしくお願いします。")
    hanako.write("統合する側の件", "続きです。")
    desk.forgiven = "422"  # there is no such conversation
    desk.open("統合される側")
    page = desk.page
    page.locator("#more-button").click()
    page.locator("[data-command=merge]").click()
    words = page.locator("dialog[open] [name=q]")
    expect(words).to_be_focused()
    page.keyboard.type("#99999999")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").first).to_contain_text("この番号の会話はありません")
    expect(words).to_have_value("#99999999")
    page.keyboard.press("Control+a")
    page.keyboard.type("する側")
    expect(page.locator("dialog[open] .choice")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#work-head")).to_contain_text("統合する側の件")
    expect(page.locator("#thread")).to_contain_text("よろしくお願いします。")
