"""The menus of a conversation's head: each state is chosen from one, and what is pressed or typed there is not lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_every_state_from_the_menus(desk: Working, hanako: Customer) -> None:
    hanako.write("状態の練習", "よろしくお願いします。")
    desk.open("状態の練習")
    page = desk.page
    page.locator("#tag-button").click()
    page.locator("#tag-menu input").fill("返品")
    page.locator("#tag-menu input").press("Enter")
    expect(page.locator("#work-head .chip", has_text="返品")).to_be_visible()
    page.locator("#priority-button").click()
    page.locator("#priority-menu .choice-item", has_text="緊急").click()
    expect(page.locator("#priority-button")).to_contain_text("緊急")
    page.locator("#snooze-button").click()
    page.locator("#snooze-menu .choice-item").first.click()
    undo = page.locator(".toast button")
    undo.hover()  # it waits while it is pointed at
    expect(desk.row("状態の練習")).to_have_count(0)
    undo.click()
    expect(undo).to_have_count(0)
    desk.row("状態の練習").click()
    expect(page.locator("#work-head .badge.open")).to_be_visible()
    expect(page.locator("#thread")).to_contain_text("タグ「返品」を付けました")


def test_what_is_pressed_is_not_replaced_before_it_is_let_go(desk: Working, hanako: Customer) -> None:
    hanako.write("押している練習", "よろしくお願いします。")
    desk.open("押している練習")
    desk.page.locator("#priority-button").hover()
    desk.page.mouse.down()
    desk.page.locator("#priority-button").evaluate("(button) => { window.pressed = button; }")
    desk.told_of_the_conversation()
    desk.page.mouse.up()
    expect(desk.page.locator("#priority-menu")).to_be_visible()
    assert desk.page.evaluate("() => window.pressed.isConnected")


def made_urgent_later(desk: Working) -> list[Route]:
    """The conversation that is open is made urgent by its menu; the answer comes when the first of them goes on."""
    held: list[Route] = []
    desk.page.route("**/priority/", lambda route: held.insert(0, route))
    desk.page.locator("#priority-button").click()
    with desk.page.expect_request("**/priority/"):
        desk.page.locator("#priority-menu .choice-item", has_text="緊急").click()
    return held


def test_an_open_menu_outlives_the_answer_to_an_earlier_choice(desk: Working, hanako: Customer) -> None:
    hanako.write("メニューの練習", "よろしくお願いします。")
    desk.open("メニューの練習")
    page, held = desk.page, made_urgent_later(desk)
    page.locator("#assign-button").click()
    expect(page.locator("#assign-menu .choice-item").first).to_be_visible()
    held[0].continue_()
    expect(page.locator("#priority-button")).to_contain_text("緊急")
    expect(page.locator("#assign-menu .choice-item").first).to_be_visible()


def test_a_button_that_is_held_down_outlives_the_answer_to_an_earlier_choice(desk: Working, hanako: Customer) -> None:
    hanako.write("押したままの練習", "よろしくお願いします。")
    desk.open("押したままの練習")
    page, held = desk.page, made_urgent_later(desk)
    page.locator("#snooze-button").hover()
    page.mouse.down()
    with page.expect_response("**/priority/"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.up()
    expect(page.locator("#snooze-menu .choice-item").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#priority-button")).to_contain_text("緊急")


def test_what_is_typed_before_a_menu_has_come_is_not_lost(desk: Working, hanako: Customer) -> None:
    hanako.write("早打ちの練習", "よろしくお願いします。")
    desk.open("早打ちの練習")
    held: list[Route] = []
    desk.page.route("**/tags/", lambda route: held.insert(0, route))
    with desk.page.expect_request("**/tags/"):
        desk.page.keyboard.press("t")
    desk.page.keyboard.type("hurry")
    desk.page.keyboard.press("Enter")  # there is nothing to choose from yet
    held[0].continue_()
    desk.page.unroute("**/tags/")
    expect(desk.page.locator("#tag-menu [data-filter]")).to_have_value("hurry")
    expect(desk.page.locator("#tag-menu [data-filter]")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#work-head .chip")).to_contain_text(["hurry"])
