"""Two people at one conversation, and the values beside it: what only browsers can show."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def strip(working: Working) -> Locator:
    """Who else is there."""
    return working.page.locator("#presence")


def both_open(one: Working, other: Working, subject: str) -> None:
    for working in (one, other):
        working.open(subject)


def test_two_people_see_one_another_come_write_and_go(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("二人の練習", "よろしくお願いします。")
    desk.open("二人の練習")
    expect(strip(desk).locator(".presence-line")).to_have_count(0)
    kenji.open("二人の練習")
    expect(strip(desk)).to_contain_text("田村 健二 さんが見ています")
    expect(strip(kenji).locator(".presence-line")).to_have_count(1)
    kenji.begin_to_write()
    kenji.page.keyboard.type("ひみつの書きかけ")
    expect(strip(desk)).to_contain_text("田村 健二 さんが返信を書いています")
    expect(strip(desk)).not_to_contain_text("ひみつ")
    desk.begin_to_write()
    desk.page.keyboard.type("わたしも")
    expect(strip(desk)).to_contain_text("さんも返信を書いています")
    expect(strip(kenji)).to_contain_text("さんも返信を書いています")
    kenji.page.close(run_before_unload=True)
    expect(strip(desk)).not_to_contain_text("書いています")
    expect(strip(desk)).to_contain_text("田村 健二 さんが返信を書きかけています")


def test_who_writes_is_shown_though_another_process_has_not_heard_it_yet(
    desk: Working, kenji: Working, hanako: Customer
) -> None:
    hanako.write("遅れて届く練習", "よろしくお願いします。")
    both_open(desk, kenji, "遅れて届く練習")
    expect(strip(desk)).to_contain_text("田村 健二 さんが見ています")
    shown = strip(desk).evaluate("(strip) => strip.outerHTML")
    late: list[str] = []

    def answered_late(route: Route) -> None:
        found = route.fetch().text()
        if "返信を書いています" in found and not late:
            late.append(found)
            found = shown
        route.fulfill(body=found, content_type="text/html; charset=utf-8")

    desk.page.route("**/presence/", answered_late)
    kenji.begin_to_write()
    kenji.page.keyboard.type("はい、")
    expect(strip(desk)).to_contain_text("田村 健二 さんが返信を書いています")
    assert len(late) == 1


def test_a_page_that_nobody_looks_at_looks_at_nothing(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("席を外す練習", "よろしくお願いします。")
    both_open(desk, kenji, "席を外す練習")
    expect(strip(desk)).to_contain_text("田村 健二 さんが見ています")
    kenji.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(strip(desk).locator(".presence-line")).to_have_count(0)
    kenji.page.evaluate(
        """() => {
          delete document.hidden;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(strip(desk)).to_contain_text("田村 健二 さんが見ています")


def test_faces_stand_on_the_rows_that_somebody_is_in(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("顔の練習", "よろしくお願いします。")
    kenji.open("顔の練習")
    desk.go_and_listen("/desk/views/open/")
    face = desk.row("顔の練習").locator(".is-here")
    expect(face).to_have_attribute("title", "田村 健二 さんが見ています")
    kenji.go("/desk/views/open/")
    expect(face).to_have_count(0)


def test_taking_over_from_somebody_who_writes(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("引き継ぎの練習", "よろしくお願いします。")
    both_open(desk, kenji, "引き継ぎの練習")
    kenji.page.keyboard.press("m")
    kenji.begin_to_write()
    kenji.page.keyboard.type("ここまで書きました。")
    expect(kenji.page.locator("form.composer:not([hidden]) madoguchi-draft")).to_contain_text(re.compile("保存"))
    expect(strip(desk)).to_contain_text("返信を書いています")
    desk.page.keyboard.press("o")
    for working in (desk, kenji):
        expect(working.page.locator("#thread")).to_contain_text("さんから引き継ぎました")
    expect(kenji.composer).to_have_value("ここまで書きました。")
    strip(desk).locator(".link").click()
    dialog = desk.page.locator("dialog[open]")
    expect(dialog).to_contain_text("ここまで書きました。")
    dialog.locator(".button.primary").click()
    expect(desk.composer).to_have_value("ここまで書きました。")


def test_a_call_for_help_reaches_the_other_page_by_itself(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("助けの練習", "よろしくお願いします。")
    both_open(desk, kenji, "助けの練習")
    desk.page.keyboard.press("!")
    expect(desk.page.locator("#help-text")).to_be_focused()
    desk.page.keyboard.insert_text("お怒りです")
    desk.page.keyboard.press("Enter")
    banner = kenji.page.locator("#work-head .banner")
    expect(banner).to_contain_text("お怒りです")
    expect(kenji.page.locator("#rail-help b")).to_be_visible()
    kenji.page.keyboard.press("!")
    expect(desk.page.locator("#work-head .banner")).to_contain_text("田村 健二 さんが助けに入っています")


def test_a_value_is_changed_where_it_stands_by_keyboard_alone(desk: Working, hanako: Customer) -> None:
    hanako.write("その場での練習", "よろしくお願いします。")
    desk.open("その場での練習")
    desk.page.keyboard.press("i")
    value = desk.page.locator("#edit-contact-kind")
    value.focus()
    desk.page.keyboard.press("Enter")
    field = desk.page.locator("#field-contact-kind select")
    expect(field).to_be_focused()
    field.select_option("customer")
    desk.told_of_the_conversation()  # what comes meanwhile wipes nothing away
    expect(field).to_have_value("customer")
    desk.page.keyboard.press("Escape")
    expect(value).to_be_focused()
    expect(value).to_contain_text("連絡先")
    desk.page.keyboard.press("Enter")
    field.select_option("customer")
    field.press("Tab")
    desk.page.keyboard.press("Enter")
    expect(value).to_contain_text("お客様")
    expect(value).to_be_focused()


def test_a_fold_stays_as_it_was_left(desk: Working, hanako: Customer) -> None:
    for subject in ("折りたたみの練習", "折りたたみの続き"):
        hanako.write(subject, "よろしくお願いします。")
    desk.open("折りたたみの練習")
    fold = desk.page.locator("#person-notes")
    expect(fold).to_have_attribute("open", "")
    fold.locator("summary").click()
    desk.open("折りたたみの続き")
    expect(fold).not_to_have_attribute("open", "")
    desk.told_of_the_conversation()
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()


def test_what_stands_beside_a_contact_stays_while_news_comes(desk: Working, hanako: Customer) -> None:
    hanako.write("連絡先のページの練習", "よろしくお願いします。")
    desk.open("連絡先のページの練習")
    desk.page.locator("#person a", has_text="詳しく見る").click()
    note = desk.page.locator("#profile textarea")
    note.wait_for()
    desk.page.evaluate("() => { document.querySelector('#profile textarea').dataset.same = 'yes'; }")
    desk.page.evaluate(
        """async () => {
          const page = document.getElementById("contact-page");
          const fresh = new Promise((resolve) => page.addEventListener("fragment:fresh", resolve, {once: true}));
          document.dispatchEvent(new CustomEvent("live:changed", {detail: {names: ["conversations"]}}));
          await fresh;
        }"""
    )
    expect(note).to_have_attribute("data-same", "yes")


def test_who_is_renamed_is_called_so_at_the_head_of_the_page_at_once(
    desk: Working, installation: Installation, hanako: Customer
) -> None:
    hanako.write("改名の練習", "よろしくお願いします。")
    desk.open("改名の練習")
    contacts = {one["subject"]: one["contact"] for one in installation.get("/conversations")["data"]}
    _, company = installation.call("POST", "/companies", {"name": "工房"})
    for place, label, name in (
        (f"/desk/companies/{company['id']}/", "名前", "工房商店"),
        (f"/desk/contacts/{contacts['改名の練習']['id']}/", "姓", "山本"),
    ):
        desk.go_and_listen(place)
        desk.page.get_by_role("button", name="編集", exact=True).click()
        dialog = desk.page.locator("dialog[open]")
        dialog.get_by_label(label, exact=True).fill(name)
        dialog.get_by_role("button", name="保存").click()
        expect(desk.page.locator("main h1")).to_contain_text(name)
        assert desk.is_same_page()


def test_what_a_dialog_refuses_is_said_over_it(desk: Working, installation: Installation) -> None:
    desk.forgiven = "422"  # the domain
    _, company = installation.call("POST", "/companies", {"name": "断られる会社"})
    desk.go_and_listen(f"/desk/companies/{company['id']}/")
    desk.page.get_by_role("button", name="編集", exact=True).click()
    dialog = desk.page.locator("dialog[open]")
    dialog.get_by_label("メールのドメイン", exact=True).fill("domain")
    dialog.get_by_role("button", name="保存").click()
    expect(desk.page.locator("#toasts:popover-open .failed")).to_contain_text("メールのドメインではありません")
