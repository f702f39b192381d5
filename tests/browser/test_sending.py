"""Sending as the page does it: asked before, later, to somebody else; and one draft on two devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from tests.browser import seeing
from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def phone(installation: Installation, browser: Browser, signed_in: str) -> Iterator[Working]:
    """The same person on another device."""
    working = Working.begin(browser, installation.address, signed_in, width=390)
    yield working
    working.end()
    assert working.complaints == []


def begin(desk: Working, hanako: Customer, subject: str) -> None:
    hanako.write(subject, "よろしくお願いします。")
    desk.open(subject)
    desk.page.keyboard.press("r")
    expect(desk.editor).to_be_focused()


def test_undoing_a_reply_keeps_what_is_going_up(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "送信中の取り消し")
    page = desk.page
    page.keyboard.type("承知しました。")
    page.keyboard.press("Control+Enter")
    expect(desk.bubbles("reply")).to_have_count(1)
    kept: list[Route] = []
    page.route("**/drafts/reply/files/", lambda route: kept.extend([route]))
    chosen = FilePayload(name="手順.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
    page.set_input_files("form.composer:not([hidden]) input[type=file]", chosen)
    expect(page.locator(".chip[data-uploading]")).to_have_count(1)
    page.locator("#toasts").get_by_role("button", name="元に戻す").click()
    expect(desk.composer).to_have_value("承知しました。")
    expect(page.locator("form.composer:not([hidden]) .chip[data-uploading]")).to_have_count(1)
    kept[0].continue_()
    chip = page.locator("form.composer:not([hidden]) .chip [name=attachment]")
    expect(chip).to_have_count(1)
    expect(page.locator(".chip[data-uploading]")).to_have_count(0)
    page.reload()
    expect(page.locator("form.composer .chip")).to_contain_text("手順.pdf")


def test_what_is_asked_is_asked_once_and_a_time_that_was_chosen_stays(desk: Working, hanako: Customer) -> None:
    desk.forgiven = "422"  # it asks
    begin(desk, hanako, "予約の練習")
    page = desk.page
    page.keyboard.type("見積書を添付いたします。")
    page.keyboard.press("Control+Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("ファイルが添付されていません")
    expect(dialog.get_by_role("button", name="編集に戻る")).to_be_focused()
    page.keyboard.press("Escape")
    expect(desk.editor).to_be_focused()
    page.get_by_role("button", name="ほかの送り方").click()
    page.locator('[data-command="send-later"]').click()
    page.locator("[name=later_at]").fill("2099-01-01T09:00")
    page.keyboard.press("Enter")  # not the first button of the form, which would send it now
    dialog.get_by_role("button", name="このまま送信").click()
    expect(page.locator("#toasts")).to_contain_text("1年以内の日時")
    page.get_by_role("button", name="ほかの送り方").click()
    page.locator("details[open] button[name=later]").first.click()
    expect(dialog).to_have_count(0)
    expect(desk.bubbles("reply")).to_contain_text("未送信")
    desk.bubbles("reply").get_by_role("button", name="取り消して編集").click()
    expect(desk.composer).to_have_value("見積書を添付いたします。")
    expect(desk.editor).to_be_focused()
    expect(desk.bubbles("reply")).to_have_count(0)


def test_a_note_that_was_begun_as_a_reply_becomes_one(desk: Working, hanako: Customer) -> None:
    desk.forgiven = "422"
    begin(desk, hanako, "確認の練習")
    desk.page.keyboard.type("社内限りでお願いします。")
    desk.page.keyboard.press("Control+Enter")
    desk.page.get_by_role("button", name="メモに切り替える").click()
    expect(desk.page.locator('form.composer[data-mode="note"] .composer-text')).to_have_value(
        "社内限りでお願いします。"
    )
    expect(desk.editor).to_be_focused()
    desk.page.keyboard.press("Control+Enter")
    expect(desk.bubbles("note")).to_contain_text("社内限り")
    expect(desk.bubbles("reply")).to_have_count(0)


def test_what_is_asked_is_read_whole_on_a_phone(phone: Working, hanako: Customer) -> None:
    phone.forgiven = "422"
    phone.page.set_viewport_size({"width": 320, "height": 700})
    begin(phone, hanako, "狭い画面")
    phone.page.keyboard.type(f"いいえ、できません。{'仕組みの都合により、お受けできないためです。' * 8}")
    phone.page.keyboard.press("Control+Enter")
    body = phone.page.locator("dialog[open] .dialog-body")
    expect(body.get_by_role("button", name="理由を「理由を見る」の中にたたむ")).to_be_visible()
    body.evaluate("body => body.querySelector('.link').append(' behind “See the reasons” and further on')")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")


def test_who_is_named_in_a_mail_that_is_not_verified_is_added_on_a_phone(phone: Working, hanako: Customer) -> None:
    hanako.write("連名の練習", "よろしくお願いします。", Cc="kachou.yamashita@kobo.example, tamura@kobo.example")
    page = phone.page
    page.set_viewport_size({"width": 320, "height": 700})
    phone.open("連名の練習")
    phone.begin_to_write()
    words = page.get_by_text("確認できないメールに書かれた宛先")
    expect(words).to_be_visible()
    assert seeing.sideways(page) == []
    assert words.evaluate("words => words.getClientRects().length") == 1  # in one line
    for _each in range(2):
        page.locator("form.composer:not([hidden]) [data-add-to=cc]").first.click()
    cc = page.locator("form.composer[data-mode=reply] [name=cc]")
    expect(cc).to_have_value("kachou.yamashita@kobo.example, tamura@kobo.example")


def test_a_message_is_handed_on_by_keys(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "転送の練習")
    page = desk.page
    desk.bubbles("inbound").locator("[popovertarget]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu:popover-open .choice-item").first).to_be_focused()  # the menu has come
    page.locator(".menu:popover-open").get_by_text("第三者へ転送").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#forward-to")).to_be_focused()
    page.keyboard.type("maker@factory.example")
    page.keyboard.press("Enter")
    expect(page.locator("#forward-subject")).to_be_focused()  # nothing is sent before it was read
    page.keyboard.press("Enter")
    expect(desk.editor).to_be_focused()
    expect(desk.composer).to_have_value(re.compile("転送メッセージ.*よろしくお願いします", re.DOTALL))
    page.keyboard.press("Control+Enter")
    expect(desk.bubbles("forward")).to_contain_text("第三者へ転送")
    expect(page.locator("#work-head")).to_contain_text("関係先の回答を待つ")


def test_one_draft_on_two_devices_is_never_written_over(desk: Working, phone: Working, hanako: Customer) -> None:
    phone.forgiven = "409"  # it asks
    begin(desk, hanako, "端末の練習")
    phone.go(desk.page.url.removeprefix(desk.address))
    phone.composer.wait_for()
    desk.page.keyboard.type("机で書く")
    expect(desk.page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    phone.begin_to_write()
    phone.page.keyboard.type("電話で書く")
    asked = phone.page.locator(".draft-changed")
    expect(asked).to_contain_text("机で書く")
    asked.get_by_role("button", name="両方残す").click()
    expect(phone.composer).to_have_value("電話で書く\n\n机で書く")
    expect(phone.page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    desk.page.reload()
    expect(desk.composer).to_have_value("電話で書く\n\n机で書く")


def test_what_is_sent_and_resolved_makes_way_and_is_taken_back_from_anywhere(desk: Working, hanako: Customer) -> None:
    hanako.write("道を譲る 次", "よろしくお願いします。")
    begin(desk, hanako, "道を譲る 先")
    title = desk.page.locator("#work-head h1")
    desk.page.keyboard.insert_text("承知いたしました。")
    desk.page.keyboard.press("Control+Shift+Enter")
    expect(title).not_to_have_text("道を譲る 先")
    desk.has_settled()
    desk.page.keyboard.press("z")
    expect(title).to_have_text("道を譲る 先")
    expect(desk.composer).to_have_value("承知いたしました。")
    expect(desk.bubbles("reply")).to_have_count(0)


SLOWLY = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}  # bytes/s
DROPPED = """(form) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(1_000_000)], "資料.pdf", { type: "application/pdf" }));
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
}"""


def drop_a_file_and_send(desk: Working) -> None:
    """A file goes up slowly, and nobody waits for it."""
    desk.devices().send("Network.emulateNetworkConditions", SLOWLY)
    desk.begin_to_write()
    desk.page.keyboard.insert_text("資料をお送りします。")
    desk.page.locator("form.composer:not([hidden])").evaluate(DROPPED)
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator("#toasts")).to_contain_text("終わりしだい送信します")


BESIDE = """(place) => {
  const given = new DataTransfer();
  given.items.add(new File(["1"], "資料.txt", { type: "text/plain" }));
  return ["dragover", "drop"].map((kind) => {
    const event = new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true });
    return !place.dispatchEvent(event);
  });
}"""


def test_a_file_let_go_beside_the_reply_does_not_open_in_place_of_the_desk(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "隣に落とす練習")
    assert desk.page.locator("#thread").evaluate(BESIDE) == [True, True]
    field = desk.page.evaluate_handle("document.body.appendChild(document.createElement('input'))")
    field.evaluate("(field) => { field.type = 'file' }")
    assert field.evaluate(BESIDE) == [False, False]  # it takes files by itself
    expect(desk.page.locator("[name=attachment]")).to_have_count(0)


def test_what_was_taken_back_at_its_bubble_is_not_announced_any_more(desk: Working, hanako: Customer) -> None:
    begin(desk, hanako, "吹き出しで取り消す練習")
    desk.page.keyboard.type("早まりました。")
    desk.page.keyboard.press("Control+Enter")
    toasts = desk.page.locator("#toasts")
    expect(toasts).to_contain_text("秒後に送信します")
    desk.bubbles("reply").get_by_role("button", name="元に戻す").click()
    expect(toasts).to_contain_text("取り消しました")
    expect(toasts).not_to_contain_text("秒後に送信します", timeout=3000)


def test_sending_waits_for_its_files(desk: Working, hanako: Customer) -> None:
    hanako.write("資料のお願い", "資料をください。")
    desk.open("資料のお願い")
    drop_a_file_and_send(desk)
    expect(desk.bubbles("reply")).to_contain_text("資料.pdf")
    expect(desk.bubbles("reply")).to_have_count(1)


def test_who_writes_on_meanwhile_or_leaves_sends_nothing(desk: Working, hanako: Customer) -> None:
    for number in (1, 2):
        hanako.write(f"追記の練習 {number}", "資料をください。")
    desk.open("追記の練習 1")
    drop_a_file_and_send(desk)
    desk.page.keyboard.insert_text("追って")
    expect(desk.page.locator("#toasts .failed")).to_contain_text("自動では送信しません")
    expect(desk.page.locator("form.composer:not([hidden]) [name=attachment]")).to_be_attached()
    expect(desk.bubbles("reply")).to_have_count(0)
    desk.open("追記の練習 2")
    drop_a_file_and_send(desk)
    desk.row("追記の練習 1").click()
    expect(desk.page.locator("#toasts .failed")).to_contain_text("送信していません")
    desk.row("追記の練習 2").click()
    expect(desk.composer).to_have_value("資料をお送りします。")
    expect(desk.bubbles("reply")).to_have_count(0)
