"""A passkey is added and opens the account again, in a real browser with a virtual authenticator."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.world import PASSWORD, build

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(transactional_db: None, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread
    build()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("MADOGUCHI_CHROMIUM") or "/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_context(base_url=live_server.url, locale="ja-JP").new_page()
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
        )
        yield page
        browser.close()


def test_a_passkey_opens_the_account(page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto("/accounts/login/")
    page.fill("[name=login]", "aoi@koyomi.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main form >> nth=0 >> button")
    page.wait_for_url("**/desk/**")

    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
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
