"""The help centre as a visitor uses it: found by another word, read, judged, and written to all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import seeing
from tests.browser.weighing import WEIGHT
from tests.browser.working import PATIENCE, Working
from tests.faults.installation import Installation
from tests.faults.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

HEAVIEST = 60_000  # bytes of a page with all that it asks for
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"  # a headless one would pass for a robot
BODY = """まず**再設定**をお試しください。

## 再設定の手順

1. 「お忘れの方」を押します。
2. メールを開きます。

:::note リンクの期限
60分で無効になります。
:::

## 届かないとき

| 状況 | 対処 |
|---|---|
| 迷惑メール | `support@koyomi.example` を許可する |
"""
FOLDED = """設定から変更できます。

:::fold 古い画面では
右上のメニューから進みます。
:::

https://youtu.be/aqz-KE-bpKQ
"""
IN_ENGLISH = {
    "title": "You cannot sign in",
    "summary": "How to reset it.",
    "body": "## Steps\n\nPress it.\n\n## No mail\n\nLook in spam.",
}


@pytest.fixture(scope="module")
def centre(installation: Installation) -> str:
    """The address of a public help centre in two languages with a colour of its own."""

    def made(method: str, path: str, body: dict[str, object]) -> dict[str, object]:
        status, shown = installation.call(method, path, body)
        assert status in (200, 201), shown
        return dict(shown)

    inbox = installation.get("/inboxes")["data"][0]["id"]
    texts = {
        "ja": {"name": "こよみヘルプ", "welcome": "何かお困りですか？"},
        "en": {"name": "Koyomi Help", "welcome": "Welcome"},
    }
    public = {"languages": ["ja", "en"], "is_public": True, "contact_inbox_id": inbox, "colour": "#c2185b"}
    everybody = {"held_out_percent": 0}  # one visitor in twenty would be offered no article beside the form
    made("PATCH", "/help-centre", {"slug": "koyomi", "texts": texts, **public, **everybody})
    shelf = made("POST", "/collections", {"texts": {"ja": {"title": "ログイン"}, "en": {"title": "Signing in"}}})["id"]
    for number, words in enumerate(
        [
            {
                "ja": {"title": "パスワードを忘れたとき", "summary": "再設定の方法です。", "body": BODY},
                "en": IN_ENGLISH,
            },
            {"ja": {"title": "パスワードを変更する", "body": FOLDED}},
        ]
    ):
        article = made("POST", "/articles", {"collection_id": shelf, "texts": words})["id"]
        for language in words:
            made("PUT", f"/articles/{article}/texts/{language}/publication", {"edition": 1})
        assert number < 2
    return f"{installation.address}/help/koyomi"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ja-JP", user_agent=AGENT, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not [line for line in complaints if "404" not in line]
    assert not context.cookies()
    context.close()


def test_a_visitor_finds_reads_judges_and_writes(
    page: Page, centre: str, installation: Installation, desk: Working
) -> None:
    page.goto(f"{centre}/")
    field = page.get_by_role("combobox")
    field.press_sequentially("wasure")  # they type romaji
    option = page.get_by_role("option").first
    expect(option).to_contain_text("パスワードを忘れたとき")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-1")
    with page.expect_request("**/seen/"):
        field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("パスワードを忘れたとき")
    page.locator(".beside").get_by_role("link", name="届かないとき").click()
    expect(page).to_have_url(re.compile("#"))
    page.get_by_role("button", name="いいえ").click()
    page.get_by_label("わかりにくい").check()
    page.get_by_role("button", name="送信").click()
    expect(page.locator("#helpful")).to_contain_text("担当者が拝見します")
    page.locator("#helpful").get_by_role("link").click()
    expect(page.locator(".before")).to_contain_text("パスワードを忘れたとき")
    page.get_by_label("お問い合わせ内容").press_sequentially(
        "パスワードのメールが届きません", delay=150
    )  # as fast as a person
    expect(page.locator(".answers")).to_contain_text("パスワードを忘れたとき")
    page.get_by_label("メールアドレス").fill("shiori@kobo.example")
    page.get_by_role("button", name="送信").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("お問い合わせを受け付けました")
    asked = until(lambda: _asked(installation), "the conversation is there", 30)
    desk.go(f"/desk/views/open/{asked}/")
    expect(desk.page.locator("#person-read")).to_contain_text("パスワードを忘れたとき")
    expect(desk.page.locator("#thread")).to_contain_text("パスワードのメールが届きません")


def test_what_is_typed_before_the_scripts_come_is_offered_articles_too(page: Page, centre: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/answers.js", hold)
    with page.expect_request("**/answers.js"):
        page.goto(f"{centre}/ja/contact/", wait_until="commit")
    page.get_by_label("お問い合わせ内容").fill("パスワードのメールが届きません")
    held[0].continue_()
    expect(page.locator(".answers")).to_contain_text("パスワードを忘れたとき")


def test_a_few_letters_of_japanese_say_as_much_as_many_of_english(page: Page, centre: str) -> None:
    page.goto(f"{centre}/ja/contact/")
    field, answers = page.get_by_label("お問い合わせ内容"), page.locator(".answers")
    field.press_sequentially("再設定したい")
    expect(answers).to_contain_text("パスワードを忘れたとき")
    page.goto(f"{centre}/en/contact/")
    with page.expect_request("**/answers/"):
        page.locator("#text").press_sequentially("reset it")


def test_on_paper_nothing_is_folded_and_a_video_is_a_line(page: Page, centre: str) -> None:
    page.goto(f"{centre}/ja/search/?q=パスワードを変更する")
    page.get_by_role("main").get_by_role("link", name="パスワードを変更する").click()
    folded, video = page.get_by_text("右上のメニューから進みます。"), page.locator(".video")
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    shown = video.bounding_box()
    assert shown
    assert shown["height"] < 80


def _asked(installation: Installation) -> int:
    """The conversation that the form opened; 0 as long as there is none."""
    found = installation.get("/conversations")["data"]
    return next((int(one["id"]) for one in found if one["subject"].startswith("パスワードのメール")), 0)


@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_everybody_can_use_it(page: Page, centre: str, language: str, theme: str) -> None:
    page.goto(f"{centre}/{language}/")
    collection = page.locator(".collections a").first.get_attribute("href")
    page.goto(f"{centre.removesuffix('/help/koyomi')}{collection}")
    article = page.locator(".articles a").first.get_attribute("href")
    own = f"/help/koyomi/{language}"
    places = [f"{own}/", collection, article, f"{article}?said=no", f"{article}?said=yes"]
    places += [
        f"{own}/search/?q=パスワード",
        f"{own}/search/?q=zzqy",
        f"{own}/contact/",
        f"{own}/contact/sent/",
        f"{own}/no/",
    ]
    found: dict[str, list[str]] = {}
    for place in map(str, places):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(centre.removesuffix("/help/koyomi") + place)
        found[place] = seeing.by_axe(page, theme)
        assert page.evaluate(WEIGHT) < HEAVIEST, place
        page.set_viewport_size({"width": 320, "height": 720})
        found[place] += seeing.sideways(page) + seeing.cut_when_spaced(page)
        if language == "ja":  # the focus knows no language
            found[place] += seeing.unseen_focus(page)
    page.goto(f"{centre}/{language}/")
    page.get_by_role("combobox").press_sequentially("sign" if language == "en" else "pasu")
    page.get_by_role("option").first.wait_for()
    page.get_by_role("combobox").press("ArrowDown")
    found["suggestions"] = seeing.by_axe(page, theme)
    assert {place: lines for place, lines in found.items() if lines} == {}


def test_it_is_read_in_the_chat(page: Page, centre: str, installation: Installation) -> None:
    body = {"channel": "chat", "name": "ヘルプ付きのチャット", "chat": {"sites": ["https://shop.koyomi.example"]}}
    status, shown = installation.call("POST", "/inboxes", body)
    assert status == 201, shown
    page.set_viewport_size({"width": 384, "height": 640})
    page.goto(f"{installation.address}/chat/{shown['address']}/?lang=ja")
    page.locator("#ask-help").click()
    page.get_by_role("searchbox").press_sequentially("pasuwa")
    page.get_by_role("button", name="パスワードを忘れたとき").click()
    expect(page.get_by_role("heading", name="再設定の手順")).to_be_visible()
    assert seeing.by_axe(page) + seeing.sideways(page) == []
    page.get_by_role("button", name="いいえ").click()
    expect(page.get_by_role("button", name="チャットで問い合わせる")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("メッセージ")).to_be_visible()
