"""A whole shift without a mouse: twenty conversations from arrival to resolution, and the focus is never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import seeing
from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MATTERS = 20


class Hands:
    """Two hands on a keyboard; after every stroke somebody looks where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.look(key)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.look(f"“{text}”")

    def look(self, after: str) -> None:
        """Focus moves when an answer is there; a moment is allowed, no more."""
        for _turn in range(30):
            wrong = seeing.focus_now(self.page)
            if not wrong:
                return
            self.page.wait_for_timeout(100)
        self.lost.append(f"{after}: {wrong}")


def subject(page: Page) -> Locator:
    return page.locator("#work-head h1")


def test_twenty_conversations_without_a_mouse(desk: Working, installation: Installation, hanako: Customer) -> None:
    installation.resolve_all()
    for number in range(MATTERS):
        hanako.write(f"シフト作業{number:02}", f"お世話になっております。{number} 件目のご相談です。")
    page = desk.page
    desk.go_and_listen("/desk/views/unassigned/")
    expect(desk.row(f"シフト作業{MATTERS - 1:02}")).to_be_visible()
    expect(desk.row("シフト作業00")).to_be_attached()
    hands = Hands(page)
    hands.press("j")
    done: list[str] = []
    for number in range(MATTERS):
        expect(subject(page)).to_have_text(re.compile("シフト作業"))
        expect(desk.bubbles("inbound")).to_contain_text("件目のご相談です")
        desk.has_settled()
        expect(page.locator("form.composer:not([hidden])")).to_be_visible()
        one(desk, hands, number)
        title = subject(page).inner_text()
        hands.press("e")
        done.append(title)
        if number < MATTERS - 1:
            expect(subject(page)).not_to_have_text(title)
    assert len(set(done)) == MATTERS
    looked_up(desk, hands)
    assert hands.lost == []


def one(desk: Working, hands: Hands, number: int) -> None:
    """What a conversation needs before it is resolved: not always the same."""
    page = desk.page
    if number % 4 == 0:
        hands.press("m")
        expect(page.locator("#assign-button")).not_to_contain_text("担当者なし")
    if number % 4 == 1:
        hands.press("t")
        expect(page.locator("#tag-menu [data-filter]")).to_be_focused()
        hands.write("相談")
        hands.press("Enter")
        expect(page.locator("#work-head .chip", has_text="相談")).to_be_visible()
    if number % 5 == 2:
        hands.press("n")
        hands.write("社内で確認済み")
        hands.press("Control+Enter")
        expect(desk.bubbles("note")).to_contain_text("社内で確認済み")
    if number == 3:
        hands.press("s")
        page.locator("#snooze-menu .choice-item").first.wait_for()
        title = subject(page).inner_text()
        hands.press("Enter")
        expect(subject(page)).not_to_have_text(title)
        hands.press("z")  # taken back: it is there again
        expect(desk.row(title)).to_be_visible()
        desk.has_settled()
    if number % 2 == 0:
        hands.press("r")
        hands.write("ご連絡ありがとうございます。対応しました。")
        hands.press("Control+Enter")
        expect(desk.bubbles("reply")).to_contain_text("対応しました")
    if number == 6:
        hands.press("Control+k")
        hands.write("yuusendo")
        hands.press("Enter")
        page.locator("#palette-inner-0").wait_for()
        hands.write("高")
        hands.press("Enter")
        expect(page.locator("#priority-button")).to_contain_text("高")


def looked_up(desk: Working, hands: Hands) -> None:
    """By search one of them is found again, and opened once more."""
    page = desk.page
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**/views/resolved/")
    page.locator("#rows .row").first.wait_for()
    hands.press("j")
    expect(page.locator("#resolve-button")).to_contain_text("再開")
    desk.has_settled()
    hands.press("e")
    expect(page.locator("#work-head .badge.open")).to_be_visible()
