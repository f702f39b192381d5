"""Back from a conversation to the list that somebody came from: as it was, at the row they came from."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

COUNT = 24  # more than a page of rows, and than a screen


def far_down(working: Working, hanako: Customer, topic: str) -> None:
    """The list is scrolled to its end, and the last but one opened."""
    page = working.page
    for number in range(1, COUNT + 1):
        hanako.write(f"{topic}{number:02}", "よろしくお願いします。")
    working.go_and_listen(f"/desk/views/open/?q=件名:{topic}")
    expect(page.locator("#rows .row")).to_have_count(20)
    page.locator("#rows .row").nth(19).scroll_into_view_if_needed()
    expect(page.locator("#rows .row")).to_have_count(COUNT)
    working.row(f"{topic}02").click()
    expect(working.bubbles("inbound")).to_be_visible()


def test_on_a_phone_the_arrow_leads_to_the_row(desk: Working, hanako: Customer) -> None:
    phone = desk
    phone.page.set_viewport_size({"width": 320, "height": 720})
    far_down(phone, hanako, "矢印の練習")
    phone.page.locator(".back").click()
    expect(phone.row("矢印の練習02")).to_be_in_viewport()
    expect(phone.row("矢印の練習02")).to_be_focused()
    expect(phone.page.locator("#rows .row")).to_have_count(COUNT)
    assert re.search(r"/views/open/\?q=", phone.page.url)
    expect(phone.page).to_have_title("対応中すべて")
    assert phone.is_same_page()


def test_back_and_forward_of_the_browser_change_the_work_pane_alone(desk: Working, hanako: Customer) -> None:
    far_down(desk, hanako, "往復の練習")
    desk.page.go_back()
    expect(desk.page.locator("#thread")).to_have_count(0)
    expect(desk.row("往復の練習02")).to_be_in_viewport()
    desk.page.keyboard.press("j")  # from there on
    expect(desk.page.locator("#work-head h1")).to_have_text("往復の練習01")
    desk.page.go_back()
    expect(desk.page.locator("#thread")).to_have_count(0)
    desk.page.go_forward()
    expect(desk.page.locator("#work-head h1")).to_have_text("往復の練習01")
    expect(desk.row("往復の練習01")).to_have_attribute("aria-current", "true")
    assert desk.is_same_page()


def test_a_list_that_was_read_further_than_is_read_again_keeps_its_end(desk: Working, hanako: Customer) -> None:
    """The server reads fewer rows again than are there: here a page, in the product some hundreds."""
    page = desk.page
    fewer = re.compile(r"shown=\d+")
    page.route(fewer, lambda route: route.continue_(url=fewer.sub("shown=20", route.request.url)))
    far_down(desk, hanako, "末尾の練習")
    hanako.write("末尾の練習25", "割り込みです。")
    desk.row("末尾の練習25").wait_for()
    expect(page.locator("#rows .row")).to_have_count(COUNT + 1)
    told = page.locator("#rows .row .subject").all_inner_texts()
    assert told == [f"末尾の練習{number:02}" for number in range(COUNT + 1, 0, -1)]
    assert page.locator("#rows .pick").count() == COUNT + 1
