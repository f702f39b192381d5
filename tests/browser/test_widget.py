"""The chat on a customer's site: a page of another origin under the strictest policy, and the desk at the other end."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Request, Route, ViewportSize, expect

from tests.browser import seeing
from tests.browser.working import PATIENCE, Working
from tests.faults.installation import Installation
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>こよみストア</title>
<meta name="viewport" content="width=device-width"></head>
<body><h1>こよみストア</h1><p><a href="#madoguchi">お問い合わせ</a></p><script src="{script}"></script></body></html>"""


@dataclass
class Shop:
    """A site of a customer of ours, on a port of its own; `foreign` is one that the chat does not know."""

    installation: Installation
    port: int = field(default_factory=free_port)
    key: str = ""
    inbox_id: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def foreign(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def newest(self) -> int:
        """The conversation of this chat in which something was said last."""
        shown = self.installation.get("/conversations?view=open&limit=50")["data"]
        return int(next(one["id"] for one in shown if one["inbox_id"] == self.inbox_id))

    def page(self, language: str) -> str:
        return PAGE.format(language=language, script=f"{self.installation.address}/chat/{self.key}.js")

    def serve(self) -> ThreadingHTTPServer:
        shop, ours = self, self.installation.address

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = shop.page(next((one for one in ("en", "ar") if f"/{one}" in self.path), "ja")).encode()
                self.send_response(200 if self.path != "/favicon.ico" else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {ours}; frame-src {ours}")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


@pytest.fixture(scope="module")
def shop(installation: Installation) -> Iterator[Shop]:
    made = Shop(installation)
    body = {"channel": "chat", "name": f"ストアのチャット {made.port}", "chat": {"sites": [made.address]}}
    status, shown = installation.call("POST", "/inboxes", body)
    assert status == 201, shown
    made.key, made.inbox_id = shown["address"], shown["id"]
    server = made.serve()
    yield made
    server.shutdown()


@dataclass
class Visiting:
    """A visitor's browser on the site. `asked` are the addresses of ours that it asked."""

    page: Page
    asked: list[str]
    complaints: list[str]

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def prefix(self) -> str:
        """Of what the panel keeps in the browser."""
        return f"madoguchi:{urlsplit(self.page.frames[-1].url).path}:"

    def open(self) -> None:
        self.page.get_by_role("button", name="ご相談").click()
        expect(self.panel.get_by_label("メッセージ")).to_be_focused()

    def say(self, text: str) -> None:
        self.panel.get_by_label("メッセージ").fill(text)
        self.panel.get_by_label("メッセージ").press("Enter")

    def has(self, *texts: str) -> None:
        """Exactly this was said, in this order, and all of it has arrived."""
        expect(self.panel.locator(".message .said")).to_have_text(list(texts))
        expect(self.panel.locator(".pending")).to_have_count(0)


def visit(browser: Browser, shop: Shop, path: str = "/", *, width: int = 1440, dark: bool = False) -> Visiting:
    context = browser.new_context(
        locale="ja-JP", viewport=ViewportSize(width=width, height=800), color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    visiting = Visiting(page, [], [])
    page.on("request", lambda request: _note(visiting, shop, request))
    page.on("pageerror", lambda error: visiting.complaints.append(str(error)))
    page.on("console", lambda said: visiting.complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{shop.address}{path}")
    return visiting


def _note(visiting: Visiting, shop: Shop, request: Request) -> None:
    if request.url.startswith(shop.installation.address):
        visiting.asked.append(request.url.removeprefix(shop.installation.address))


@pytest.fixture
def visitor(browser: Browser, shop: Shop) -> Iterator[Visiting]:
    visiting = visit(browser, shop)
    yield visiting
    visiting.page.context.close()
    wrong = [one for one in visiting.complaints if "favicon" not in one and "ERR_" not in one and "404" not in one]
    assert wrong == []


def answer(shop: Shop, text: str) -> None:
    """Somebody at the desk answers the newest conversation of the chat."""
    status, said = shop.installation.call("POST", f"/conversations/{shop.newest}/replies", {"text": text})
    assert status == 201, said


def test_before_it_is_opened_it_asks_nobody_and_keeps_nothing(visitor: Visiting, shop: Shop) -> None:
    expect(visitor.page.get_by_role("button", name="ご相談")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.asked == [f"/chat/{shop.key}.js"]
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    assert not [one for one in visitor.asked if "/live" in one or "messages" in one or "chats/" in one]
    state = visitor.page.context.storage_state()
    assert state["cookies"] == []
    assert state["origins"] == []


def test_both_sides_talk_without_a_reload(visitor: Visiting, shop: Shop, desk: Working) -> None:
    desk.go_and_listen("/desk/views/open/")
    visitor.open()
    visitor.say("在庫はありますか。")
    only(visitor, "在庫はありますか。")
    expect(desk.row("在庫はありますか。")).to_be_visible()
    desk.row("在庫はありますか。").click()
    expect(desk.bubbles("inbound")).to_contain_text("在庫はありますか。")
    answer(shop, "**3 点** ございます。")
    expect(visitor.panel.locator(".message strong")).to_have_text("3 点")
    assert desk.is_same_page()


def told(visiting: Visiting) -> list[str]:
    """What was said, without what is said automatically."""
    return visiting.panel.locator(".message:not(:has(.who:text('自動'))) .said").all_inner_texts()


def only(visiting: Visiting, *texts: str) -> None:
    expect(visiting.panel.locator(".message:not(:has(.who:text('自動'))) .said")).to_have_text(list(texts))


def test_a_lost_network_a_reload_and_a_restart_lose_nothing_and_double_nothing(visitor: Visiting, shop: Shop) -> None:
    visitor.open()
    visitor.say("一つ目です。")
    only(visitor, "一つ目です。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    visitor.page.context.set_offline(True)
    visitor.say("二つ目です。")
    visitor.say("三つ目です。")
    expect(visitor.panel.locator(".pending")).to_have_count(2)
    visitor.page.context.set_offline(False)
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    only(visitor, "一つ目です。", "二つ目です。", "三つ目です。")
    for web in shop.installation.victims()["web"]:
        os.kill(web, signal.SIGKILL)
    visitor.say("四つ目です。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    answer(shop, "すべて届いています。")
    said = ["一つ目です。", "二つ目です。", "三つ目です。", "四つ目です。", "すべて届いています。"]
    only(visitor, *said)
    visitor.page.reload()
    visitor.open()
    only(visitor, *said)


def test_what_begins_a_conversation_without_a_network_begins_one(visitor: Visiting) -> None:
    visitor.open()
    visitor.say("前の件です。")
    only(visitor, "前の件です。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    visitor.panel.locator("#to-list").click()
    visitor.panel.locator("#new").click()
    visitor.page.context.set_offline(True)
    visitor.say("新しい件です。")
    visitor.say("その続きです。")
    visitor.page.context.set_offline(False)
    visitor.page.reload()
    visitor.open()
    only(visitor, "新しい件です。", "その続きです。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(2)  # the server has told of them
    visitor.panel.locator("#to-list").click()
    expect(visitor.panel.locator("#chats button")).to_have_count(2)


def test_who_leaves_a_chat_while_it_is_fetched_stays_who_they_are(visitor: Visiting) -> None:
    visitor.open()
    visitor.say("前の件です。")
    only(visitor, "前の件です。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    held: list[Route] = []
    visitor.page.route("**/messages/?chat=*", lambda route: route.continue_() if held else held.append(route))
    visitor.page.frames[-1].evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    while not held:
        visitor.page.wait_for_timeout(20)
    visitor.panel.locator("#to-list").click()
    visitor.panel.locator("#new").click()
    with visitor.page.expect_response("**/messages/?chat=*"):
        held[0].continue_()
    visitor.say("新しい件です。")
    only(visitor, "新しい件です。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    visitor.panel.locator("#to-list").click()
    expect(visitor.panel.locator("#chats button")).to_have_count(2)


def test_a_chat_that_is_gone_takes_no_other_with_it(visitor: Visiting) -> None:
    visitor.open()
    visitor.say("前の件です。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)  # who has begun nothing yet has no list
    only(visitor, "前の件です。")
    visitor.panel.locator("#to-list").click()
    visitor.panel.locator("#new").click()
    visitor.say("消える件です。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    only(visitor, "消える件です。")
    chat = visitor.page.frames[-1].evaluate("key => JSON.parse(localStorage.getItem(key))", f"{visitor.prefix}chat")
    gone = {"status": 404, "json": {"error": "not-found", "text": ""}}
    visitor.page.route(f"**/messages/?chat={chat}&*", lambda route: route.fulfill(**gone))
    visitor.page.frames[-1].evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(visitor.panel.locator("#missing")).to_be_visible()
    visitor.panel.locator("#chats button").last.click()
    only(visitor, "前の件です。")
    visitor.page.reload()
    visitor.open()
    only(visitor, "前の件です。")


def test_what_happens_on_the_site_after_opening_comes_along_too(visitor: Visiting) -> None:
    visitor.open()
    visitor.page.evaluate("() => { history.pushState({}, '', '/cart'); Madoguchi.track('basket', {sku: 'A-1'}); }")
    with visitor.page.expect_request(lambda one: one.method == "POST" and one.url.endswith("/messages/")) as asked:
        visitor.say("カートに入りません。")
    facts = (asked.value.post_data_json or {})["facts"]
    assert facts["page"].endswith("/cart")
    assert facts["tracked"][0].endswith('basket {"sku":"A-1"}')


def test_two_tabs_show_the_same(visitor: Visiting, shop: Shop) -> None:
    visitor.open()
    visitor.say("タブ一から")
    only(visitor, "タブ一から")
    second = Visiting(visitor.page.context.new_page(), [], [])
    second.page.goto(shop.address)
    second.open()
    only(second, "タブ一から")
    second.say("タブ二から")
    only(visitor, "タブ一から", "タブ二から")
    only(second, "タブ一から", "タブ二から")


def test_what_another_tab_has_sent_is_shown_once_where_it_could_not_be(visitor: Visiting, shop: Shop) -> None:
    visitor.open()
    visitor.say("一つ目です。")
    only(visitor, "一つ目です。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    other = Visiting(visitor.page.context.new_page(), visitor.asked, visitor.complaints)
    other.page.goto(f"{shop.address}/")
    other.open()
    only(other, "一つ目です。")
    visitor.page.route("**/messages/", lambda route: route.abort())
    other.say("二つ目です。")
    for tab in (other, visitor):
        expect(tab.panel.locator(".message.theirs[data-id]")).to_have_count(2)
        only(tab, "一つ目です。", "二つ目です。")


def test_what_is_begun_in_one_tab_goes_on_in_another_that_was_open(visitor: Visiting, shop: Shop) -> None:
    second = Visiting(visitor.page.context.new_page(), [], [])
    second.page.goto(shop.address)
    for tab in (visitor, second):
        tab.open()
    visitor.say("タブ一が先に")
    only(second, "タブ一が先に")
    expect(second.panel.locator("#consent")).to_be_hidden()
    second.say("タブ二が続けて")
    only(visitor, "タブ一が先に", "タブ二が続けて")


def test_enter_within_a_composition_never_sends(visitor: Visiting) -> None:
    visitor.open()
    client = visitor.page.context.new_cdp_session(visitor.page)
    for _time in range(20):
        client.send("Input.imeSetComposition", {"text": "へんぴん", "selectionStart": 4, "selectionEnd": 4})
        visitor.page.keyboard.press("Enter")
        assert visitor.panel.locator(".message").count() == 0
        client.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})


def test_a_strange_site_sees_nothing(browser: Browser, shop: Shop, visitor: Visiting) -> None:
    visitor.open()
    visitor.say("秘密の相談です。")
    only(visitor, "秘密の相談です。")
    page = visitor.page.context.new_page()
    page.goto(shop.foreign)
    page.get_by_role("button", name="ご相談").click()
    page.wait_for_timeout(1_000)
    assert page.frame_locator("iframe").locator("#text").count() == 0, "the frame is refused"
    seen = page.evaluate(
        """async (address) => {
          try { return await (await fetch(address, {credentials: "include"})).text(); } catch { return ""; }
        }""",
        f"{shop.installation.address}/chat/{shop.key}/chats/",
    )
    assert seen == ""


def test_opened_by_a_link_by_script_and_closed_by_escape(visitor: Visiting, shop: Shop) -> None:
    visitor.page.get_by_role("link", name="お問い合わせ").click()
    expect(visitor.panel.get_by_label("メッセージ")).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("iframe")).to_be_hidden()
    expect(visitor.page.get_by_role("button", name="ご相談")).to_be_focused()
    visitor.page.evaluate(
        "() => { window.heard = []; Madoguchi.on('open', () => heard.push('open')); Madoguchi.open(); }"
    )
    expect(visitor.page.locator("iframe")).to_be_visible()
    assert visitor.page.evaluate("() => heard") == ["open"]
    swap = "() => document.body.replaceChildren(document.createElement('main'))"  # as single-page sites do
    visitor.page.evaluate(swap)
    expect(visitor.panel.get_by_label("メッセージ")).to_be_focused()  # it stays open, and goes on
    visitor.say("ここは別のページです。")
    expect(visitor.panel.locator(".message.theirs:not(.pending)")).to_have_count(1)
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("iframe")).to_be_hidden()  # the page has heard of it before it changes
    visitor.page.evaluate(swap)
    answer(shop, "そちらでもどうぞ。")
    expect(visitor.page.locator("madoguchi-chat b")).to_have_text(re.compile("[12]"))  # with what is said by itself
    visitor.page.evaluate("() => document.documentElement.replaceChild(document.createElement('body'), document.body)")
    visitor.page.get_by_role("button", name="ご相談").click()
    expect(visitor.panel.get_by_label("メッセージ")).to_be_focused()


@pytest.mark.parametrize(("path", "dark"), [("/", False), ("/en", True)])
def test_everybody_can_use_it_at_320_px(browser: Browser, shop: Shop, path: str, dark: bool) -> None:
    visiting = visit(browser, shop, path, width=320, dark=dark)
    visiting.page.locator("madoguchi-chat").evaluate("() => Madoguchi.open()")
    element = visiting.page.wait_for_selector("iframe")
    frame = element and element.content_frame()
    assert frame
    frame.wait_for_selector("#text")
    alone = visiting.page.context.new_page()
    alone.goto(frame.url)
    assert seeing.by_axe(alone) == []
    assert seeing.sideways(alone) == []
    visiting.page.context.close()
