"""Walking in Chromium: the next one is there before it is asked for, it is never an old one, and no step is lost."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from playwright.sync_api import Route, expect

from tests.browser.working import Working
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

CURRENT = '#rows .row[aria-current="true"]'


def three(desk: Working, hanako: Customer, name: str) -> tuple[list[str], list[EmailMessage]]:
    """Three conversations: the addresses of their rows and their mails, as they stand in the list."""
    mails: list[EmailMessage] = []
    for number in (3, 2, 1):
        mails.insert(0, hanako.write(f"{name}の{number}", f"{name}の{number}のご相談です。"))
        desk.go_and_listen("/desk/views/open/")
        desk.row(f"{name}の{number}").wait_for()
    rows = desk.page.locator("#rows .row", has_text=f"{name}の")
    expect(rows).to_have_count(3)
    return [str(row.get_attribute("hx-get")) for row in rows.all()], mails


def asked_by_htmx(desk: Working) -> list[str]:
    """What is asked for from now on to be shown at once."""
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if request.resource_type == "xhr" else None)
    return asked


def test_the_neighbours_are_there_already_and_fresh(desk: Working, hanako: Customer) -> None:
    (_above, middle, below), mails = three(desk, hanako, "先読み")
    page = desk.page
    with page.expect_response(f"**{below}"):
        page.locator(f'#rows .row[hx-get="{middle}"]').click()
        expect(desk.bubbles("inbound")).to_contain_text("先読みの")
    desk.has_settled()
    asked = asked_by_htmx(desk)
    page.keyboard.press("j")
    page.wait_for_url(f"**{below}")
    expect(desk.bubbles("inbound")).to_have_count(1)
    desk.has_settled()
    assert not [address for address in asked if address.endswith(below)]
    with page.expect_response(f"**{below}"):
        page.keyboard.press("k")
        page.wait_for_url(f"**{middle}")
    hanako.answer(mails[2], "追記です。よろしくお願いします。")
    row = page.locator(f'#rows .row[hx-get="{below}"]')
    expect(row).to_contain_text("追記です")
    row.click()
    expect(desk.bubbles("inbound").last).to_contain_text("追記です")


def test_two_quick_steps_are_two_and_the_last_one_counts(desk: Working, hanako: Customer) -> None:
    (above, middle, below), _mails = three(desk, hanako, "早足")
    page = desk.page
    desk.forgiven = "htmx:"  # it says that the first of two was given up
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(f"**{middle}", hold)
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    expect(desk.bubbles("inbound")).to_contain_text("早足の")
    page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", middle)
    page.keyboard.press("j")
    page.wait_for_url(f"**{below}")
    for route in late:
        route.continue_()
    desk.has_settled()
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", below)
    assert page.url.endswith(below)
