"""A passkey is added and opens the account again, in a real browser with a virtual authenticator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import take_seat
from tests.faults.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SAKURA = "sakura@koyomi.example"


@pytest.fixture
def page(installation: Installation, browser: Browser) -> Iterator[Page]:
    """A page of a browser that has a fingerprint sensor."""
    take_seat(installation, SAKURA, "高橋 さくら")
    context = browser.new_context(base_url=installation.address, locale="ja-JP")
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield page
    context.close()


def test_a_passkey_opens_the_account(page: Page, installation: Installation) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto("/accounts/login/")
    page.fill("[name=login]", SAKURA)
    page.fill("[name=password]", installation.password)
    page.click("main form >> nth=0 >> button")
    page.wait_for_url("**/desk/**")

    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", installation.password)
    page.click("main form button")
    page.wait_for_url("**/webauthn/add/")
    page.check("[name=passwordless]")
    page.click("madoguchi-passkey button")
    page.wait_for_url("**/recovery-codes/")

    page.goto("/accounts/logout/")
    page.click("main form button")
    page.wait_for_url("**/accounts/login/**")
    page.click("madoguchi-passkey button")
    page.wait_for_url("**/desk/**")
    assert problems == []
