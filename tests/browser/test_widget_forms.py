"""What surrounds a chat in the panel: what is asked before it, a message while nobody is there, a rating after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import seeing
from tests.browser.test_widget import Shop, Visiting, visit
from tests.faults.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ASK = {"mail": "required", "topic": "required", "topics": ["配送", "返品"]}


@pytest.fixture(scope="module")
def shop(installation: Installation) -> Iterator[Shop]:
    made = Shop(installation)
    chat = {"sites": [made.address], "ask": ASK}
    status, shown = installation.call("POST", "/inboxes", {"channel": "chat", "name": "窓口のチャット", "chat": chat})
    assert status == 201, shown
    made.key, made.inbox_id = shown["address"], shown["id"]
    server = made.serve()
    yield made
    server.shutdown()


@pytest.fixture
def visitor(browser: Browser, shop: Shop) -> Iterator[Visiting]:
    visiting = visit(browser, shop)
    yield visiting
    visiting.page.context.close()
    wrong = [one for one in visiting.complaints if not any(known in one for known in ("favicon", "404", "422", "ERR_"))]
    assert wrong == []


def opened(visiting: Visiting) -> None:
    visiting.page.get_by_role("button", name="ご相談").click()
    expect(visiting.panel.locator("#form")).to_be_visible()


def is_seen_by_all(visiting: Visiting) -> None:
    frame = visiting.page.frames[-1]
    assert seeing.by_axe(frame) == []
    assert seeing.sideways(frame) == []


def newest(shop: Shop) -> dict[str, object]:
    return dict(shop.installation.get("/conversations?view=open&limit=1")["data"][0])


def test_what_stands_above_a_form_is_not_cut_and_bubbles_keep_their_side(browser: Browser, shop: Shop) -> None:
    visiting = visit(browser, shop, "/ar", width=320)
    visiting.page.locator("madoguchi-chat button").click()
    form, thread = visiting.panel.locator("#form"), visiting.panel.locator("#thread")
    expect(form).to_be_visible()
    assert thread.evaluate("thread => thread.scrollHeight <= thread.clientHeight")
    form.locator("[name=mail]").fill("emma@harbour.example")
    form.locator("[name=topic]").select_option("配送")
    form.locator("[name=text]").fill("أين طلبي؟")
    form.locator("button.primary").click()
    visiting.panel.locator("#text").fill("Where is my parcel?")
    visiting.panel.locator("#text").press("Enter")
    expect(visiting.panel.locator(".message.theirs:not(.pending) .said")).to_have_count(2)
    corners = """all => all.map((one) => getComputedStyle(one))
        .map((one) => [one.borderBottomLeftRadius, one.borderBottomRightRadius])"""
    assert visiting.panel.locator(".theirs .said").evaluate_all(corners) == [["2px", "12px"]] * 2, "on the left, both"
    visiting.page.context.close()


def test_what_is_asked_before_and_how_it_was_after(visitor: Visiting, shop: Shop) -> None:
    shop.installation.call("PUT", f"/inboxes/{shop.inbox_id}/csat", {"asks": True})
    fields = [{"label": "注文の番号", "is_required": True}]
    _status, kind = shop.installation.call("POST", "/types", {"name": "返品", "fields": fields})
    opened(visitor)
    is_seen_by_all(visitor)
    form = visitor.panel.locator("#form")
    form.get_by_label("メッセージ").fill("返品したいです。")
    form.get_by_role("button", name="チャットを始める").click()
    expect(form).to_be_visible()  # the browser asks for what is missing
    form.get_by_label("メールアドレス").fill("hanako@kobo.example")
    form.get_by_label("ご用件の種類").select_option("配送")
    expect(form.get_by_label("注文の番号")).to_have_count(0)
    form.get_by_label("ご用件の種類").select_option("返品")
    form.get_by_label("注文の番号").fill("KY-20391")
    is_seen_by_all(visitor)
    form.get_by_role("button", name="チャットを始める").click()
    expect(visitor.panel.locator(".message.theirs .said").first).to_have_text("返品したいです。")
    expect(form).to_be_hidden()
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    conversation = newest(shop)
    assert [tag["name"] for tag in conversation["tags"]] == ["返品"]  # type: ignore[attr-defined]
    here = f"/conversations/{conversation['id']}"
    assert list(shop.installation.get(f"{here}/type")["values"].values()) == ["KY-20391"]
    shop.installation.call("DELETE", f"/types/{(kind or {})['id']}")
    shop.installation.call("POST", f"{here}/replies", {"text": "承りました。", "then": "resolve"})
    faces = visitor.panel.get_by_role("group", name="対応はいかがでしたか。")
    faces.get_by_role("button", name="とても満足").click()
    box = visitor.panel.locator("#rating")
    expect(box.get_by_role("button", name="とても満足")).to_have_attribute("aria-pressed", "true")
    is_seen_by_all(visitor)
    box.get_by_role("textbox").fill("助かりました。")
    box.get_by_role("button", name="送信").click()
    expect(box.get_by_role("textbox")).to_have_value("助かりました。")
    visitor.page.reload()
    visitor.page.get_by_role("button", name="ご相談").click()
    expect(box.get_by_role("textbox")).to_have_value("助かりました。")
    rated = shop.installation.get("/ratings?limit=1")["data"][0]
    assert (rated["conversation_id"], rated["score"], rated["comment"]) == (conversation["id"], 5, "助かりました。")


@contextmanager
def open_in_two_days(shop: Shop, name: str) -> Iterator[datetime]:
    """Until then nobody is there; the moment at which it opens, midday in most of the world's zones."""
    day = (datetime.now(UTC) + timedelta(days=2)).date()
    days = [{"date": day.isoformat(), "name": "", "hours": ["12:30-13:30"]}]
    status, hours = shop.installation.call(
        "POST", "/business-hours", {"name": name, "time_zone": "UTC", "week": {}, "days": days}
    )
    assert status == 201, hours
    shop.installation.call("PUT", f"/inboxes/{shop.inbox_id}/hours", {"hours_id": hours["id"]})
    try:
        yield datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC)
    finally:
        shop.installation.call("PUT", f"/inboxes/{shop.inbox_id}/hours", {"hours_id": None})


def test_who_comes_on_the_day_itself_is_told_today(visitor: Visiting, shop: Shop) -> None:
    with open_in_two_days(shop, "当日") as at:
        visitor.page.clock.set_fixed_time(at - timedelta(minutes=20))
        opened(visitor)
        expect(visitor.panel.locator("#standing")).to_have_text(
            re.compile(r"^ただいま受付時間外です。本日 \d+:30 から対応します。$")
        )


def test_while_nobody_is_there_it_takes_a_message(visitor: Visiting, shop: Shop) -> None:
    with open_in_two_days(shop, "臨時"):
        opened(visitor)
        expect(visitor.panel.locator("#standing")).to_have_text(re.compile(r"曜日 \d+:30 から対応します。"))
        is_seen_by_all(visitor)
        form = visitor.panel.locator("#form")
        form.get_by_label("お名前").fill("山田 花子")
        form.get_by_label("メールアドレス").fill("hanako@kobo")  # good enough for a browser, not for us
        form.get_by_label("ご用件の種類").select_option("配送")
        form.get_by_label("メッセージ").fill("見積書をください。")
        visitor.page.context.set_offline(True)
        form.get_by_role("button", name="メッセージを送る").click()
        expect(visitor.panel.locator(".pending")).to_have_count(1)
        visitor.page.context.set_offline(False)
        expect(form.get_by_role("alert")).to_have_text("メールアドレスを正しく入力してください。")
        expect(form.get_by_label("メッセージ")).to_have_value("見積書をください。")
        form.get_by_label("メールアドレス").fill("hanako@kobo.example")
        form.get_by_role("button", name="メッセージを送る").click()
        expect(visitor.panel.locator("#standing")).to_contain_text("お預かりしました")
        expect(visitor.panel.locator(".message .said")).to_have_text(["見積書をください。"])
        expect(visitor.panel.locator(".pending")).to_have_count(0)
        assert newest(shop)["contact"]["name"] == "山田 花子"  # type: ignore[index]
        visitor.panel.get_by_role("button", name="この会話をメールで受け取る").click()
        expect(form.get_by_label("メールアドレス")).to_have_value("hanako@kobo.example")
        form.get_by_role("button", name="確認コードを送る").click()
        form.get_by_label("確認コード").fill("000000")
        form.get_by_role("button", name="送信").click()
        expect(form.get_by_role("alert")).to_contain_text("確認コードが正しくありません。")
        form.get_by_role("button", name="戻る").click()
        expect(visitor.panel.locator("#composer")).to_be_visible()
