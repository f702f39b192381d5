"""What only a browser can show of the look: how parts stand to each other on very wide and very narrow screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=[320, 2560])
def screen(
    request: pytest.FixtureRequest, installation: Installation, browser: Browser, signed_in: str
) -> Iterator[Working]:
    """The desk on a screen of that width, in CSS pixels."""
    working = Working.begin(browser, installation.address, signed_in, width=request.param)
    yield working
    working.end()
    assert working.complaints == []


def edges(part: Locator) -> tuple[float, float]:
    """Where it begins and ends, from the left."""
    box = part.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


def test_the_composer_stands_under_the_messages(screen: Working, hanako: Customer) -> None:
    hanako.write("幅の練習", "よろしくお願いします。")
    screen.open("幅の練習")
    left, right = edges(screen.page.locator("#thread"))
    begins, ends = edges(screen.page.locator("form.composer:not([hidden])"))
    assert left <= begins
    assert ends <= right


def test_the_buttons_of_a_dialog_are_in_sight(screen: Working, hanako: Customer) -> None:
    hanako.write("高さの練習", "よろしくお願いします。")
    screen.open("高さの練習")
    screen.page.set_viewport_size({"width": screen.page.evaluate("innerWidth"), "height": 480})
    screen.page.keyboard.press("h")
    verb = screen.page.locator("dialog[open]").get_by_role("button", name="渡す", exact=True)
    expect(verb).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", [320], indirect=True)
def test_many_reports_stand_in_one_row_and_the_one_that_is_read_is_in_sight(screen: Working) -> None:
    screen.go("/desk/reports/plan/")
    tabs = screen.page.get_by_role("navigation", name="レポート").get_by_role("link")
    assert len({round(tab.bounding_box()["y"]) for tab in tabs.all()}) == 1  # type: ignore[index]
    expect(tabs.last).to_have_attribute("aria-current", "page")
    expect(tabs.last).to_be_in_viewport(ratio=1)
    for number in reversed(range(tabs.count() - 1)):
        screen.page.keyboard.press("Shift+Tab") if number < tabs.count() - 2 else tabs.nth(number).focus()
        expect(tabs.nth(number)).to_be_focused()
        expect(tabs.nth(number)).to_be_in_viewport(ratio=1)


def test_the_line_of_the_rail_that_is_open_is_in_sight(desk: Working) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 420})
    desk.go("/desk/views/spam/")
    here = desk.page.locator("#rail [aria-current]")
    expect(here).to_have_text("迷惑メール")
    expect(here).to_be_in_viewport(ratio=1)
