"""An article is published, a visitor asks in other words, is answered verdict first, and it counts as long as they do
not come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import seeing
from tests.browser.test_widget import Shop, visit
from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.faults.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ARTICLES = {
    "領収書を発行する": (
        "領収書はマイページから発行できます。",
        "1. 請求履歴を開きます。\n2. 「領収書を発行」を押します。\n3. 宛名を入れます。",
    ),
    "パスワードを再設定する": (
        "ログイン画面から再設定できます。",
        "1. 「お忘れの方」を押します。\n2. メールを開きます。",
    ),
}


def made(installation: Installation, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, shown = installation.call(method, path, body)
    assert status in (200, 201, 202), shown
    return dict(shown or {})


def has_learnt(installation: Installation) -> bool:
    """From these articles: what other tests have published on the same installation was learnt before."""
    return any(model["target_precision"] == 70 for model in installation.get("/assistant")["in_use"])


@pytest.fixture(scope="module")
def help_centre(installation: Installation) -> None:
    """A public one, which the assistant has learnt."""
    made(installation, "PATCH", "/help-centre", {"languages": ["ja"], "is_public": True})
    shelf = made(installation, "POST", "/collections", {"texts": {"ja": {"title": "お支払い"}}})["id"]
    for title, (summary, body) in ARTICLES.items():
        words = {"ja": {"title": title, "summary": summary, "body": body}}
        article = made(installation, "POST", "/articles", {"collection_id": shelf, "texts": words})["id"]
        made(installation, "PUT", f"/articles/{article}/texts/ja/publication", {"edition": 1})
    named = {"name": "領収書の発行", "aliases": ["領収書"]}
    made(installation, "POST", "/features", {"state": "available", "ja": named})
    made(installation, "PATCH", "/assistant", {"target_precision": 70})
    installation.call("POST", "/assistant/training")
    until(lambda: has_learnt(installation), "the assistant has learnt")


@pytest.fixture
def shop(installation: Installation, help_centre: None) -> Iterator[Shop]:
    """A chat in which the assistant answers."""
    shop = Shop(installation)
    chat = {"channel": "chat", "name": f"アシスタントのチャット {shop.port}", "chat": {"sites": [shop.address]}}
    inbox = made(installation, "POST", "/inboxes", chat)
    shop.key, shop.inbox_id = inbox["address"], inbox["id"]
    made(installation, "PATCH", f"/inboxes/{shop.inbox_id}/assistant", {"mode": "answer"})
    server = shop.serve()
    yield shop
    server.shutdown()


def test_it_answers_verdict_first_and_counts_until_they_come_back(browser: Browser, shop: Shop) -> None:
    def counted() -> tuple[int, int]:
        counts = shop.installation.get(f"/reports/answers?inbox_id={shop.inbox_id}")["counts"]
        return counts["confirmed"], counts["returned"]

    visitor = visit(browser, shop, width=400)
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    visitor.open()
    visitor.say("こんにちは。領収書は発行できますか？")
    answer = visitor.panel.locator(".message.ours .said").last
    expect(answer).to_contain_text("領収書はマイページから発行できます。")
    expect(answer.locator("p").first).to_contain_text("はい")
    expect(visitor.panel.locator(".message.ours .who").last).to_contain_text("アシスタント")
    expect(answer.get_by_role("link", name="領収書を発行する")).to_be_visible()
    expect(visitor.panel.get_by_role("button", name="担当者に相談する")).to_be_in_viewport(ratio=1)
    frame = visitor.page.frames[-1]
    assert seeing.by_axe(frame) == []
    assert seeing.sideways(frame) == []
    visitor.panel.get_by_role("button", name="解決した").click()
    expect(visitor.panel.locator("#choices")).to_contain_text("お役に立ててよかったです")
    until(lambda: counted() == (1, 0), "it counts as confirmed")
    visitor.say("やはり担当者と話したいです。")
    until(lambda: counted() == (0, 1), "who came back is taken off")
    expect(visitor.panel.locator("#choices")).to_be_hidden()
    assert [one for one in visitor.complaints if "favicon" not in one and "404" not in one] == []
    visitor.page.context.close()


def test_where_it_is_conversational_each_step_is_one_press_away(browser: Browser, desk: Working, shop: Shop) -> None:
    made(shop.installation, "PUT", f"/inboxes/{shop.inbox_id}/style", {"style": "conversational"})
    visitor = visit(browser, shop, width=400)
    visitor.open()
    visitor.say("領収書は発行できますか？")
    said = visitor.panel.locator(".message.ours .said")
    expect(said.last).to_contain_text("請求履歴を開きます。", timeout=30_000)
    expect(said.last).not_to_contain_text("宛名")
    more = visitor.panel.get_by_role("button", name="次の手順へ")
    more.click()
    expect(said.last).to_contain_text("「領収書を発行」を押します。")
    more.click()
    expect(said.last).to_contain_text("宛名を入れます。")
    expect(more).to_have_count(0)
    made(shop.installation, "PATCH", f"/inboxes/{shop.inbox_id}/assistant", {"mode": "suggest"})
    visitor.say("宛名について担当の方に伺いたいです。")
    desk.open("宛名について担当の方に伺いたいです。")
    expect(desk.page.locator(".composer-style")).to_contain_text("対話型")
    desk.editor.fill("領収書はマイページの請求履歴から発行できます。宛名は一度だけ変えられます。" * 8)
    expect(desk.page.get_by_text("少し長めです")).to_be_visible()
    desk.editor.fill("はい、発行できます。やり方もお伝えしましょうか。")
    expect(desk.page.get_by_text("少し長めです")).to_be_hidden()
    assert seeing.by_axe(desk.page) == []
    visitor.page.context.close()


def test_who_answers_is_shown_articles_without_asking_again(browser: Browser, desk: Working, shop: Shop) -> None:
    """The worker looks for them; the open page is told when they are there, and when the customer has gone on."""
    made(shop.installation, "PATCH", f"/inboxes/{shop.inbox_id}/assistant", {"mode": "suggest"})
    visitor = visit(browser, shop, width=400)
    visitor.open()
    visitor.say("領収書を発行する方法を教えてください。")
    desk.open("領収書を発行する方法を教えてください。")
    offered = desk.page.locator("madoguchi-suggestions")
    expect(offered).to_contain_text("領収書を発行する", timeout=30_000)
    desk.editor.fill("マイページからどうぞ。")
    desk.page.locator("form.composer:not([hidden]) [data-send]").click()
    expect(visitor.panel.locator(".message.ours .said").last).to_contain_text("マイページからどうぞ。")
    visitor.say("パスワードを再設定する方法も教えてください。")
    expect(offered).to_contain_text("パスワードを再設定する", timeout=30_000)
    assert desk.is_same_page()
    assert seeing.by_axe(desk.page) == []
    visitor.page.context.close()
