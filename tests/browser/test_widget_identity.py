"""Whom the site signs for: asked for another token only when the one that was given counts no longer."""

from __future__ import annotations

import time

import jwt
import pytest
from playwright.sync_api import expect

from tests.browser.test_widget import Shop, Visiting, answer, only, shop, visitor  # noqa: F401  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SIGNS = """async () => {
  Madoguchi.on("identity", async () => Madoguchi.identify(await newToken()));
  Madoguchi.identify(await newToken());
}"""  # as docs/how-to/chat-on-your-site.md says


class Server:
    """The site's own server, which signs who is signed in there."""

    def __init__(self, shop: Shop) -> None:  # noqa: F811
        self.shop, self.signed = shop, 0
        self.change_key()

    def change_key(self) -> str:
        """From now on it signs with a new key; the one before it is named."""
        _status, made = self.shop.installation.call("POST", f"/inboxes/{self.shop.inbox_id}/keys", {"alg": "ES256"})
        before = getattr(self, "kid", "")
        self.kid, self.key = made["kid"], made["key"]
        return before

    def revoke(self, kid: str) -> None:
        self.shop.installation.call("DELETE", f"/inboxes/{self.shop.inbox_id}/keys/{kid}")

    def token(self) -> str:
        self.signed += 1
        at = int(time.time())
        claims = {"sub": f"customer-{self.shop.port}", "name": "山田 花子", "iat": at, "exp": at + 600}
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": self.kid})


def test_who_has_never_written_is_signed_for_once(visitor: Visiting, shop: Shop) -> None:  # noqa: F811
    server = Server(shop)
    visitor.page.expose_function("newToken", server.token)
    visitor.page.evaluate(SIGNS)
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    assert server.signed == 1
    visitor.say("初めてです。")
    only(visitor, "初めてです。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    answer(shop, "ようこそ。")
    only(visitor, "初めてです。", "ようこそ。")
    assert server.signed == 1
    changed = server.change_key()
    server.revoke(changed)
    visitor.say("鍵が替わりました。")
    only(visitor, "初めてです。", "ようこそ。", "鍵が替わりました。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    assert server.signed == 2
    visitor.complaints[:] = [one for one in visitor.complaints if "401" not in one]  # of the key that was revoked
