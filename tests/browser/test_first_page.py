"""The page on which a workspace begins."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.modules import alone

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIELD = '<input name="time_zone" value="Asia/Tokyo" list="zones"><datalist id="zones"><option value="%s"></datalist>'


@pytest.mark.parametrize(("known", "begins_with"), [("Etc/Own", "Etc/Own"), ("Etc/Other", "Asia/Tokyo")])
def test_it_begins_with_the_time_zone_of_the_browser(browser: Browser, known: str, begins_with: str) -> None:
    with alone(browser) as page:
        page.evaluate("Intl.DateTimeFormat.prototype.resolvedOptions = () => ({timeZone: 'Etc/Own'})")
        page.evaluate("(html) => { document.body.innerHTML = html; }", FIELD % known)
        page.evaluate("import('/js/own_zone.js')")
        assert page.input_value("input") == begins_with
