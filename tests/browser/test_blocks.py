"""What a reply shows besides words: an article as a card, a video. Seen at the desk and in the chat of a site."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Route, expect

from tests.browser import seeing
from tests.browser.furnished import PICTURE
from tests.browser.test_both_sides import look_at
from tests.browser.test_widget import Shop, Visiting, shop, visitor  # noqa: F401  # fixtures
from tests.browser.working import Working
from tests.faults.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"


@pytest.fixture(scope="module")
def article(installation: Installation) -> int:
    """The id of a public article with a picture: "鉢の選び方"."""
    installation.call("PATCH", "/help-centre", {"slug": "koyomi", "languages": ["ja", "en"], "is_public": True})
    asked = urllib.request.Request(
        f"{installation.address}/api/v1/article-pictures?name=bowl.png",
        PICTURE,
        {"Authorization": f"Bearer {installation.token}", "Content-Type": "image/png"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        name = json.loads(answer.read())["name"]
    _status, shelf = installation.call("POST", "/collections", {"texts": {"ja": {"title": "商品"}}})
    texts = {"ja": {"title": "鉢の選び方", "body": f"大きさで**選びます**。\n\n![鉢の図](picture:{name})"}}
    status, made = installation.call("POST", "/articles", {"collection_id": shelf["id"], "texts": texts})
    assert status == 201, made
    installation.call("PUT", f"/articles/{made['id']}/texts/ja/publication", {"edition": 1})
    return int(made["id"])


def test_a_card_and_a_video_are_seen_on_both_sides_and_play_when_pressed(
    visitor: Visiting,  # noqa: F811
    shop: Shop,  # noqa: F811
    desk: Working,
    article: int,
) -> None:
    asked: list[str] = []

    def play(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>player</title>", content_type="text/html")

    for page in (desk.page, visitor.page):
        page.route("https://**", play)
    desk.go_and_listen("/desk/views/open/")
    visitor.open()
    visitor.say("鉢はどう選びますか。")
    desk.row("鉢はどう選びますか。").click()
    desk.come_near()
    desk.has_settled()
    desk.begin_to_write()
    keys = desk.page.keyboard
    keys.type("大きさで選べます。 //鉢の選")
    expect(desk.page.locator(".offers:popover-open .offer-ways")).to_contain_text("Alt+Enter")
    keys.press("Alt+Enter")
    card = desk.editor.locator("blockquote.card")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 10)
    keys.type("https://youtu.be/dQw4w9WgXcQ")
    look_at("card-written", desk.page)
    keys.press("Enter")

    shown = desk.page.locator("#thread .bubble.reply .card")
    expect(shown.get_by_role("link", name="鉢の選び方")).to_be_visible()
    expect(shown).to_contain_text("大きさで選びます。")
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 10)
    said = visitor.panel.locator(".message.ours .said")
    theirs = said.locator(".card")
    expect(theirs.locator("a")).to_have_attribute("href", re.compile(r"/help/koyomi/ja/articles/.*via=reply$"))
    expect(theirs.locator("button.picture[data-loaded]")).to_be_visible()
    expect(said.locator(".video a")).to_be_visible()
    look_at("card-sent", desk.page, visitor.page)
    assert asked == []  # nobody else has heard of it yet
    panel = visitor.page.frames[1]
    for theme in ("light", "dark"):
        assert seeing.by_axe(desk.page, theme, "#thread") == []
        visitor.page.emulate_media(color_scheme=theme)
        assert seeing.by_axe(panel, theme) == []
    visitor.page.set_viewport_size({"width": 320, "height": 720})
    assert seeing.sideways(panel) == []

    for page, video in ((desk.page, desk.page.locator("#thread .video a")), (visitor.page, said.locator(".video a"))):
        with page.expect_request(PLAYER):
            video.click()
    assert set(asked) <= {PLAYER}
    look_at("video-plays", desk.page, visitor.page)


def test_a_video_file_plays_from_the_memory_of_the_page(
    visitor: Visiting,  # noqa: F811
    desk: Working,
) -> None:
    desk.go_and_listen("/desk/views/open/")
    visitor.open()
    visitor.say("組み立て方の動画はありますか。")
    desk.row("組み立て方の動画").click()
    desk.come_near()
    desk.has_settled()
    desk.begin_to_write()
    film = {"name": "組み立て.webm", "mimeType": "video/webm", "buffer": filmed(desk)}
    desk.page.set_input_files("form.composer:not([hidden]) input[type=file]", film)  # type: ignore[arg-type]
    expect(desk.page.locator("form.composer:not([hidden]) .chip [name=attachment]")).to_be_attached()
    desk.page.keyboard.type("こちらです。")
    desk.page.keyboard.press("Enter")
    button = visitor.panel.locator("button.movie")
    button.click()
    for place in (visitor.panel.locator(".attached video"), desk.page.locator("#thread .movie video")):
        if not place.count():
            desk.page.locator("#thread a[data-movie]").click()
        expect(place).to_have_attribute("src", re.compile("^blob:"))
        expect(place).to_have_js_property("videoWidth", 64)
    expect(desk.page.locator("#thread .movie a.beside")).to_contain_text("組み立て.webm")
    bubble = desk.page.locator("#thread article:has(video)")
    bubble.evaluate("(here) => { here.dataset.v = 'older'; here.querySelector('video').isTheSame = true; }")
    desk.told_of_the_conversation()
    expect(bubble).to_have_attribute("data-v", re.compile("^(?!older)"))
    expect(desk.page.locator("#thread video")).to_have_js_property("isTheSame", True)


def filmed(desk: Working) -> bytes:
    """A second of grey, as the browser itself films it."""
    bytes_of: list[int] = desk.page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
          const pen = canvas.getContext("2d");
          const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
          const parts = [];
          recorder.ondataavailable = ({ data }) => parts.push(data);
          const done = new Promise((resolve) => { recorder.onstop = resolve; });
          recorder.start();
          for (let step = 0; step < 8; step += 1) {
            pen.fillStyle = `rgb(${step * 20}, 80, 80)`;
            pen.fillRect(0, 0, 64, 36);
            await new Promise((next) => setTimeout(next, 60));
          }
          recorder.stop();
          await done;
          return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
        }"""
    )
    return bytes(bytes_of)
