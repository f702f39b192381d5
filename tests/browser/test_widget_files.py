"""Files in the chat of a site, from both ends: chosen, pasted, dropped, cancelled, kept through a reload."""

from __future__ import annotations

import base64
import json
import struct
import urllib.request
import zlib

import pytest
from playwright.sync_api import Route, expect

from tests.browser import seeing
from tests.browser.test_widget import Shop, Visiting, only, shop, visitor  # noqa: F401  # fixtures
from tests.browser.working import Working

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

GIVE = """(field, [how, name, type, content]) => {
  const given = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  given.items.add(new File([bytes], name, {type}));
  const options = {bubbles: true, cancelable: true};
  field.dispatchEvent(how === "paste" ? new ClipboardEvent("paste", {...options, clipboardData: given})
    : new DragEvent("drop", {...options, dataTransfer: given}));
}"""


def picture(width: int = 320, height: int = 200) -> bytes:
    """A PNG of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x16\x5e\x83" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def choose(visitor: Visiting, *names: str) -> None:  # noqa: F811
    with visitor.page.expect_file_chooser() as chooser:
        visitor.panel.get_by_role("button", name="ファイルを添付").click()
    files = [{"name": name, "mimeType": "image/png", "buffer": picture()} for name in names]
    chooser.value.set_files(files)  # type: ignore[arg-type]


def give(visitor: Visiting, how: str, name: str, kind: str, content: bytes) -> None:  # noqa: F811
    visitor.panel.locator("#text").evaluate(GIVE, [how, name, kind, base64.b64encode(content).decode()])


def chips(visitor: Visiting, *names: str) -> None:  # noqa: F811
    """Exactly these are chosen, and have gone up."""
    expect(visitor.panel.locator("#files .name")).to_have_text(list(names))
    expect(visitor.panel.locator("#files progress")).to_have_count(0)


def test_what_is_given_to_the_chat_arrives_once(visitor: Visiting, shop: Shop, desk: Working) -> None:  # noqa: F811
    visitor.open()
    choose(visitor, "正面.png", "側面.png")
    give(visitor, "paste", "image.png", "image/png", picture(100, 80))
    give(visitor, "drop", "保証書.txt", "text/plain", "保証書".encode())
    visitor.panel.get_by_label("メッセージ").fill("届いた品が割れていました。")
    chips(visitor, "正面.png", "側面.png", "image.png", "保証書.txt")
    visitor.panel.get_by_role("button", name="側面.png を取り消す").click()
    visitor.page.reload()
    visitor.open()
    chips(visitor, "正面.png", "image.png", "保証書.txt")
    assert visitor.page.context.storage_state()["origins"] == [], "of this tab alone, before anything was said"
    expect(visitor.panel.get_by_label("メッセージ")).to_have_value("届いた品が割れていました。")
    visitor.panel.get_by_label("メッセージ").press("Enter")
    only(visitor, "届いた品が割れていました。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    expect(visitor.panel.locator(".picture[data-loaded]")).to_have_count(2)
    with visitor.page.expect_download() as saved:
        visitor.panel.get_by_role("button", name="保証書.txt").click()
    assert saved.value.suggested_filename == "保証書.txt"
    assert saved.value.path().read_text() == "保証書"
    what_waits_outlives_a_reload(visitor, shop)
    visitor.panel.get_by_title("答え.png を拡大").click()
    expect(visitor.panel.locator("#viewer")).to_be_visible()
    assert visitor.panel.locator("#viewer-image").evaluate("(image) => image.naturalWidth") == 900
    visitor.page.keyboard.press("Escape")
    expect(visitor.panel.locator("#viewer")).to_be_hidden()
    expect(visitor.page.locator("iframe")).to_be_visible()
    emoji_by_keys(visitor)
    asked = [one for one in visitor.asked if "token" in one or "mdv_" in one]
    assert asked == []
    desk.go("/desk/views/open/")
    desk.row("裏面.png").click()
    expect(desk.page.locator(".bubble.inbound .chat-picture img")).to_have_count(3)


def what_waits_outlives_a_reload(visitor: Visiting, shop: Shop) -> None:  # noqa: F811
    """A file whose bytes cannot go up, and an answer that comes meanwhile."""

    def lost(route: Route) -> None:
        route.abort()

    visitor.page.context.route("**/uploads/**", lost)
    choose(visitor, "裏面.png")
    expect(visitor.panel.locator("#files progress")).to_have_count(1)
    visitor.panel.get_by_label("メッセージ").press("Enter")
    expect(visitor.panel.locator(".pending progress")).to_have_count(1)
    choose(visitor, "ぼけた写真.png")
    expect(visitor.panel.locator("#files progress")).to_have_count(1)
    visitor.panel.get_by_role("button", name="ぼけた写真.png を取り消す").click()
    expect(visitor.panel.locator("#files")).to_be_hidden()
    answer(shop, "写真をありがとうございます。", picture(900, 600))
    expect(visitor.panel.locator(".ours .picture[data-loaded]")).to_have_count(1)
    visitor.page.reload()
    visitor.open()
    expect(visitor.panel.locator(".pending progress")).to_have_count(1)
    visitor.page.context.unroute("**/uploads/**", lost)
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    expect(visitor.panel.locator(".theirs .picture")).to_have_count(3)


def emoji_by_keys(visitor: Visiting) -> None:  # noqa: F811
    """Named for who cannot see them, those taken last first."""
    element = visitor.page.query_selector("iframe")
    frame = element and element.content_frame()
    assert frame
    visitor.panel.get_by_role("button", name="絵文字").click()
    expect(visitor.panel.locator("#picker button").first).to_be_focused()
    visitor.page.keyboard.press("ArrowRight")
    assert seeing.by_axe(frame) == []
    assert seeing.sideways(frame) == []
    visitor.page.keyboard.press("Enter")
    expect(visitor.panel.get_by_label("メッセージ")).to_have_value("😃")
    visitor.panel.get_by_role("button", name="絵文字").click()
    expect(visitor.panel.locator("#picker button").first).to_have_accessible_name("わーい")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("iframe")).to_be_visible()


def test_two_tabs_that_write_at_the_same_moment_lose_nothing(visitor: Visiting, shop: Shop) -> None:  # noqa: F811
    visitor.open()
    visitor.say("はじめます。")
    only(visitor, "はじめます。")
    second = Visiting(visitor.page.context.new_page(), [], [])
    second.page.goto(shop.address)
    second.open()
    only(second, "はじめます。")
    visitor.page.context.set_offline(True)
    for number in (1, 2):
        visitor.say(f"一番目のタブ {number}")
        second.say(f"二番目のタブ {number}")
    visitor.page.context.set_offline(False)
    said = ["はじめます。", "一番目のタブ 1", "二番目のタブ 1", "一番目のタブ 2", "二番目のタブ 2"]
    for tab in (visitor, second):
        only(tab, *said)
        expect(tab.panel.locator(".pending")).to_have_count(0)


def answer(shop: Shop, text: str, content: bytes) -> None:  # noqa: F811
    """Somebody at the desk answers with a picture."""
    asked = urllib.request.Request(
        f"{shop.installation.address}/api/v1/attachments?name=%E7%AD%94%E3%81%88.png",
        content,
        {"Authorization": f"Bearer {shop.installation.token}", "Content-Type": "image/png"},
    )
    with urllib.request.urlopen(asked, timeout=60) as held:
        body = {"text": text, "attachment_ids": [json.load(held)["id"]]}
    status, said = shop.installation.call("POST", f"/conversations/{shop.newest}/replies", body)
    assert status == 201, said
