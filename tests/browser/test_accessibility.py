"""WCAG 2.2 AA on every page that links lead to and in every state, in both themes and languages; what a page weighs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import seeing
from tests.browser.crawling import crawled
from tests.browser.furnished import Furnished
from tests.browser.reaching import LAYER, STATES
from tests.browser.weighing import too_heavy
from tests.browser.working import Working
from tests.faults.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("furnished")]

THEMES = {"ja": "light", "en": "dark"}  # colours know no language, and the other rules no colours
SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture
def desk(desk: Working) -> Working:
    """The desk, with those at hand who look at each of its pages."""
    seeing.at_every_page(desk.context)
    return desk


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest, installation: Installation, furnished: Furnished) -> Iterator[str]:
    """The desk in one language; Japanese again afterwards."""
    installation.call("PATCH", "/me/preferences", {"language": request.param})
    yield request.param
    installation.call("PATCH", "/me/preferences", {"language": "ja"})


def test_every_page_can_be_used_by_everybody(desk: Working, furnished: Furnished, language: str) -> None:
    found: dict[str, list[str]] = {}
    for place in crawled(desk, [f"/desk/views/open/{furnished.conversation}/", "/desk/styleguide/"]):
        found[place] = too_heavy(desk.page)
        desk.page.set_viewport_size({"width": 1440, "height": 900})
        found[place] += seeing.by_axe(desk.page, THEMES[language])
        desk.page.set_viewport_size({"width": 320, "height": 720})
        found[place] += seeing.sideways(desk.page)
        if language == "ja":  # neither room for letters nor the focus knows a language
            found[place] += seeing.cut_when_spaced(desk.page) + seeing.unseen_focus(desk.page)
        else:  # its words are the longer ones
            desk.page.set_viewport_size({"width": 720, "height": 450})  # 1440 x 900 at 200 %
            found[place] += seeing.sideways(desk.page)
    assert len(found) > 25
    assert {place: lines for place, lines in found.items() if lines} == {}


def test_what_was_begun_weighs_little_more(desk: Working, furnished: Furnished) -> None:
    desk.go(f"/desk/views/open/{furnished.conversation}/")
    desk.begin_to_write()
    desk.page.keyboard.type("承知しました")
    expect(desk.page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    desk.page.reload()
    desk.editor.wait_for()
    desk.has_settled()
    assert not too_heavy(desk.page)
    furnished.installation.call("DELETE", f"/conversations/{furnished.conversation}/drafts/reply")


@pytest.mark.parametrize("language", ["en"], indirect=True)  # its words are the longer ones; every page is seen in both
def test_every_state_can_be_used_by_everybody(desk: Working, furnished: Furnished, language: str) -> None:
    found = {}
    for name, reach in STATES.items():
        reach(desk, furnished)
        layer = LAYER if desk.page.locator(LAYER).count() else ""  # what is under it was looked at before
        found[name] = seeing.by_axe(desk.page, "light", layer) + seeing.contrast(desk.page, "dark", layer)
        desk.page.set_viewport_size({"width": 320, "height": 720})
        found[name] += seeing.sideways(desk.page)
        desk.page.set_viewport_size({"width": 1440, "height": 900})
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_of_every_component(desk: Working, theme: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    desk.go("/desk/styleguide/")
    desk.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    height = desk.page.locator(".page-pane").evaluate("(pane) => pane.scrollHeight")
    desk.page.set_viewport_size({"width": 1440, "height": height})
    picture = SCREENSHOTS / f"styleguide-{theme}.png"
    desk.page.screenshot(path=picture)
    assert picture.stat().st_size > 100_000


@pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
def test_the_door_is_open_to_everybody(browser: Browser, installation: Installation, locale: str) -> None:
    found = {}
    context = browser.new_context(locale=locale, reduced_motion="reduce")
    page = context.new_page()
    for path in ("login/", "password/reset/", "password/reset/done/", "invitations/nothing/"):
        page.goto(f"{installation.address}/accounts/{path}")
        found[path] = seeing.by_axe(page) + seeing.unseen_focus(page)
        page.set_viewport_size({"width": 320, "height": 720})
        found[path] += seeing.sideways(page) + seeing.cut_when_spaced(page)
    page.goto(f"{installation.address}/accounts/login/")
    page.fill("[name=login]", "nobody@koyomi.example")
    page.fill("[name=password]", "wrong")
    page.press("[name=password]", "Enter")
    page.locator("[role=alert]:not([hidden])").wait_for()
    found["refused"] = seeing.by_axe(page)
    context.close()
    assert {path: lines for path, lines in found.items() if lines} == {}
