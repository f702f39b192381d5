"""Two browsers, a visitor's on a site and an agent's at the desk: each sees what the other is doing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.test_widget import Shop, Visiting, shop, visit
from tests.browser.working import Working

__all__ = ["shop"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def visitor(browser: Browser, shop: Shop) -> Iterator[Visiting]:
    visiting = visit(browser, shop)
    yield visiting
    visiting.page.context.close()


def look_at(name: str, *pages: object) -> None:
    """Pictures for who looks at the flow with their own eyes: LOOK_AT=/some/folder."""
    if folder := os.environ.get("LOOK_AT"):
        for number, page in enumerate(pages):
            page.screenshot(path=f"{folder}/{name}-{number}.png")  # type: ignore[attr-defined]


def test_each_sees_what_the_other_is_doing(visitor: Visiting, shop: Shop, desk: Working) -> None:
    desk.go_and_listen("/desk/views/open/")
    visitor.open()
    visitor.say("青い鉢はありますか。")
    panel = visitor.panel
    expect(panel.locator("#waiting")).to_contain_text("次にご案内します。")
    expect(panel.locator(".mark")).to_have_text(re.compile("届きました"))
    look_at("waiting", visitor.page)
    panel.locator("#to-list").click()
    expect(panel.locator("#waiting")).to_be_hidden()  # it is said of the one conversation
    panel.locator("#chats button").click()
    expect(panel.locator("#waiting")).to_be_visible()

    row = desk.row("青い鉢はありますか。")
    field = panel.get_by_label("メッセージ")
    field.press_sequentially("まだ", delay=30)
    expect(row.locator(".types-mark")).to_be_visible()
    row.click()
    expect(panel.locator(".mark")).to_have_text(re.compile("既読"))
    field.press_sequentially("ですか", delay=30)
    expect(desk.page.locator("#visitor-types")).to_be_visible()
    expect(desk.page.locator("#visitor-here")).to_contain_text("今サイトにいます")
    look_at("typing", desk.page, visitor.page)
    field.fill("")
    expect(desk.page.locator("#visitor-types")).to_be_hidden()

    composer = desk.page.locator("#reply-text")
    composer.click()
    composer.press_sequentially("はい、", delay=30)
    expect(panel.locator("#typing")).to_contain_text("が入力しています")
    look_at("answering", visitor.page)
    composer.press_sequentially("ございます。", delay=30)
    composer.press("Enter")
    expect(panel.locator(".message.ours:not(.automatic) .said")).to_have_text("はい、ございます。")
    expect(panel.locator("#typing")).to_be_hidden()
    expect(panel.locator("#waiting")).to_be_hidden()
    expect(panel.locator(".mark")).to_have_count(0)


def test_an_offered_chat_is_accepted_by_a_key_on_any_page(visitor: Visiting, shop: Shop, desk: Working) -> None:
    installation = shop.installation
    (chat,) = [one for one in installation.get("/inboxes")["data"] if one["address"] == shop.key]
    status, _shown = installation.call("PATCH", f"/inboxes/{chat['id']}", {"chat": {"hand_out": "offer"}})
    assert status == 200
    me = installation.get("/chat-seats")["data"][0]["person_id"]
    room = {"is_available": True, "capacity": 20}  # what waits elsewhere comes too
    assert installation.call("PATCH", f"/chat-seats/{me}", room)[0] == 200
    desk.go_and_listen("/desk/contacts/")
    visitor.open()
    visitor.say("急ぎの相談です。")
    offer = desk.page.locator(".chat-offer")
    expect(offer).to_contain_text("急ぎの相談です。")
    look_at("offer", desk.page)
    desk.page.keyboard.press("Shift+Y")
    expect(desk.bubbles("inbound")).to_contain_text("急ぎの相談です。")
    expect(offer).to_have_count(0)
    expect(visitor.panel.locator(".mark")).to_have_text(re.compile("既読"))
    installation.call("PATCH", f"/chat-seats/{me}", {"is_available": False, "capacity": 4})
    installation.call("PATCH", f"/inboxes/{chat['id']}", {"chat": {"hand_out": "by_itself"}})


def test_who_writes_is_shown_though_another_process_has_not_heard_it_yet(visitor: Visiting, desk: Working) -> None:
    desk.go_and_listen("/desk/views/open/")
    visitor.open()
    visitor.say("白い鉢はありますか。")
    desk.row("白い鉢はありますか。").click()
    expect(visitor.panel.locator(".mark")).to_have_text(re.compile("既読"))
    late: list[str] = []

    def answered_late(route: Route) -> None:
        now = route.fetch().json()
        if now["typing"] and len(late) < 2:
            late.extend(now["typing"])
            now["typing"] = []
        route.fulfill(json=now)

    visitor.page.route("**/now/?chat=*", answered_late)
    desk.begin_to_write()
    desk.page.keyboard.type("はい、")
    expect(visitor.panel.locator("#typing")).to_contain_text("が入力しています")
    assert len(late) == 2


def test_what_comes_below_covers_no_words_of_who_is_at_the_end(visitor: Visiting) -> None:
    visitor.open()
    visitor.say("\n".join(f"{number} 番目の鉢はありますか。" for number in range(1, 40)))
    expect(visitor.panel.locator("#waiting")).to_be_visible()
    expect(visitor.panel.locator(".mark")).to_have_text(re.compile("届きました"))
    field = visitor.panel.get_by_label("メッセージ")
    field.fill("一\n二\n三\n四")
    below = "thread => thread.scrollHeight - thread.scrollTop - thread.clientHeight"
    assert visitor.panel.locator("#thread").evaluate(below) <= 1
