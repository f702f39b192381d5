"""What a page weighs on its way to a browser that has nothing of it yet, with all that it asks for by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crawling import crawled
from tests.browser.furnished import Furnished
from tests.browser.working import Working

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

HEAVIEST = 150_000  # bytes; heads of answers not among them, of which HTTP/2 in front sends next to nothing


class Scale:
    """Adds up what comes over the wire; nothing is kept between two pages."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.wire = wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.clearBrowserCache")
        wire.on("Network.dataReceived", self._add)

    def _add(self, received: dict[str, float]) -> None:
        self.bytes += int(received["encodedDataLength"])

    def read(self) -> int:
        """The bytes since the last reading."""
        self.wire.send("Network.clearBrowserCache")
        weight, self.bytes = self.bytes, 0
        return weight


def test_no_page_is_heavy(desk: Working, furnished: Furnished) -> None:
    scale = Scale(desk.page)
    conversation = f"/desk/views/open/{furnished.conversation}/"
    weights = {place: scale.read() for place in crawled(desk, ["/desk/styleguide/", conversation])}
    assert len(weights) > 25
    assert min(weights.values()) > 10_000  # it was weighed
    desk.go(conversation)
    desk.begin_to_write()
    desk.page.keyboard.type("承知しました")
    expect(desk.page.locator("form.composer:not([hidden]) .saved")).to_contain_text("保存しました")
    scale.read()
    desk.page.reload()
    desk.editor.wait_for()
    desk.has_settled()
    weights["begun"] = scale.read()
    assert {place: weight for place, weight in weights.items() if weight > HEAVIEST} == {}
