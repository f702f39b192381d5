"""A slow phone stays awake: what only some need is fetched when it is used, and opening is done bit by bit.

How long each bit takes is measured by bench/widget.py.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Route, expect

from tests.browser.test_widget import Shop, Visiting, only, shop, visitor  # noqa: F401  # fixtures
from tests.browser.test_widget_files import answer, give, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

# What the panel does of that which takes long, and where it lets the browser do something else.
NOTES = """(() => {
  window.done = [];
  const noting = (owner, name, what) => {
    const before = owner[name];
    owner[name] = new Proxy(before, {
      apply: (called, self, given) => { done.push(what); return Reflect.apply(called, self, given); },
      construct: (called, given) => { done.push(what); return Reflect.construct(called, given); },
    });
  };
  noting(HTMLTextAreaElement.prototype, "focus", "focus");
  noting(Intl.DateTimeFormat, "supportedLocalesOf", "languages");
  noting(Intl, "NumberFormat", "numbers");
  noting(Intl, "DateTimeFormat", "times");
  noting(Scheduler.prototype, "yield", "rest");
})()"""


def fetched(visitor: Visiting) -> set[str]:  # noqa: F811
    return {one.rpartition("/")[2] for one in visitor.asked if "/static/widget/" in one}


def test_what_only_some_need_is_fetched_when_it_is_used(visitor: Visiting, shop: Shop) -> None:  # noqa: F811
    late = {"attached.js", "choices.js", "emoji.js", "emoji.json", "help.css", "help.js", "mail.js", "rating.js"}
    visitor.open()
    visitor.say("写真を送ります。")
    only(visitor, "写真を送ります。")
    expect(visitor.panel.locator(".pending")).to_have_count(0)
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    assert fetched(visitor) & late == set()
    give(visitor, "paste", "image.png", "image/png", picture())
    expect(visitor.panel.locator("#files progress")).to_have_count(0)
    assert fetched(visitor) & late == set(), "a picture of one's own waits for nothing from the network"
    answer(shop, "写真をありがとうございます。", picture())
    expect(visitor.panel.locator(".ours .picture[data-loaded]")).to_have_count(1)
    assert fetched(visitor) & late == {"attached.js"}
    visitor.panel.locator("#smile").click()
    expect(visitor.panel.locator("#picker button").first).to_be_focused()
    assert fetched(visitor) & late == {"attached.js", "emoji.js", "emoji.json"}


def test_a_part_that_cannot_be_fetched_comes_later_and_nothing_is_lost(visitor: Visiting, shop: Shop) -> None:  # noqa: F811
    visitor.open()
    visitor.say("写真をください。")
    expect(visitor.panel.locator(".message.theirs[data-id]")).to_have_count(1)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    visitor.page.context.route("**/attached.js*", refuse, times=2)
    answer(shop, "こちらです。", picture())
    expect(visitor.panel.locator(".ours .picture[data-loaded]")).to_have_count(1)
    assert len(refused) == 2
    only(visitor, "写真をください。", "こちらです。")


def test_opening_lets_go_between_what_takes_long(visitor: Visiting) -> None:  # noqa: F811
    visitor.page.add_init_script(NOTES)
    visitor.page.reload()
    visitor.open()
    frame = visitor.page.frames[-1]
    frame.wait_for_function("() => done.includes('times')")
    done = frame.evaluate("() => done")
    long = [one for one in done if one != "rest"]
    assert long[:4] == ["focus", "languages", "numbers", "times"]
    between = [done[done.index(one) : done.index(other)] for one, other in pairwise(long[:4])]
    assert all("rest" in one for one in between), done


def test_what_is_typed_before_all_of_it_has_come_stays_and_is_sent_once_it_has(visitor: Visiting) -> None:  # noqa: F811
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visitor.page.route("**/static/widget/panel.js*", hold)
    visitor.page.get_by_role("button", name="ご相談").click()
    field, send = visitor.panel.get_by_label("メッセージ"), visitor.panel.locator("#send")
    field.fill("急いでいます。")
    expect(send).to_be_disabled()
    held.pop().continue_()
    expect(send).to_be_enabled()
    expect(field).to_have_value("急いでいます。")
    send.click()
    only(visitor, "急いでいます。")
