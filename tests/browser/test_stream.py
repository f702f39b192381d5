"""The stream of news: the web dies and comes back, and an open desk catches up by itself."""

import os
import re
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import sign_in
from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer

NO_STREAM = """window.SharedWorker = class extends EventTarget {
  port = Object.assign(new EventTarget(), { start() {}, postMessage() {} });
}"""
BEGINS = """() => document.dispatchEvent(new CustomEvent("live:hello", {detail: {missed: true}}))"""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def comes_in(installation: Installation, customer: Customer, subject: str) -> None:
    """A mail of that subject is sent, and has become a conversation."""
    customer.write(subject, "よろしくお願いします。")
    until(lambda: subject in str(installation.call("GET", "/conversations")), "the mail is in")


def test_the_desk_catches_up_with_what_it_missed(desk: Working, hanako: Customer, installation: Installation) -> None:
    hanako.write("再起動の練習", "よろしくお願いします。")
    desk.open("再起動の練習")
    desk.composer.press_sequentially("書いている途中")
    desk.forgiven = "ERR_"  # what the browser says of a server that is not there
    for web in installation.victims()["web"]:
        os.kill(web, signal.SIGKILL)
    hanako.write("留守中のメール", "だれも聞いていません。")
    expect(desk.row("留守中のメール")).to_be_visible()
    hanako.write("復帰後のメール", "また聞こえます。")
    expect(desk.row("復帰後のメール")).to_be_visible()
    expect(desk.composer).to_have_value("書いている途中")
    assert desk.is_same_page()


def test_a_page_of_which_nothing_has_changed_is_not_asked_for_again(desk: Working, hanako: Customer) -> None:
    hanako.write("静かな朝の練習", "よろしくお願いします。")
    desk.open("静かな朝の練習")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    desk.page.add_init_script("document.addEventListener('live:changed', () => { window.isTold = true; })")
    live = None
    while live != "whole" or desk.page.evaluate("window.isTold"):  # what came of the mail is still being worked off
        asked.clear()
        desk.go_and_listen("/desk/views/all/")
        live = desk.page.wait_for_function("() => document.documentElement.dataset.live").json_value()
        expect(desk.page.locator("[data-awaits]")).to_have_count(0)  # what stands around it has come
    assert asked.count("/desk/views/all/") == 1
    alone = {"/desk/rail/", "/desk/notifications/bell/", "/desk/alarms/", "/desk/bulks/", "/desk/chat-offers/"}
    assert (asked.count("/desk/around/"), alone & set(asked)) == (1, set())


def test_what_changed_before_the_stream_while_the_rail_was_on_its_way_is_counted(
    desk: Working, hanako: Customer, installation: Installation
) -> None:
    def write_meanwhile(route: Route) -> None:
        drawn = route.fetch()
        comes_in(installation, hanako, "数え直しの練習")
        desk.page.evaluate(BEGINS)
        route.fulfill(response=drawn)

    comes_in(installation, hanako, "数える練習")
    count = desk.page.locator('#rail a[href$="/views/unassigned/"] b')
    desk.go("/desk/settings/tags/")
    desk.page.add_init_script(NO_STREAM)
    before = int((count.text_content() or "").split()[0])
    desk.page.route("**/desk/around/**", write_meanwhile, times=1)
    desk.go("/desk/settings/tags/")
    expect(count).to_contain_text(f"{before + 1} ")


def test_what_stands_around_a_page_comes_without_a_stream_and_after_a_failure(desk: Working) -> None:
    desk.forgiven = "502"
    desk.page.add_init_script(NO_STREAM)
    desk.page.route("**/desk/around/**", lambda route: route.fulfill(status=502), times=1)
    desk.go("/desk/settings/tags/")
    expect(desk.page.locator("#rail a.item").first).to_be_visible()
    expect(desk.page.locator("[data-awaits]")).to_have_count(0)


def test_what_is_refused_around_a_page_is_not_asked_for_again_and_again(desk: Working) -> None:
    desk.forgiven = "404"
    desk.page.add_init_script(NO_STREAM)
    desk.page.route("**/desk/around/**", lambda route: route.fulfill(status=404))
    desk.go("/desk/settings/tags/")
    expect(desk.page.locator("[data-awaits]")).to_have_count(0)


def test_what_changed_while_a_page_was_on_its_way_is_seen(
    desk: Working, hanako: Customer, installation: Installation
) -> None:
    def write_meanwhile(route: Route) -> None:
        drawn = route.fetch()
        comes_in(installation, hanako, "行き違いの練習")
        route.fulfill(response=drawn)

    desk.page.route("**/desk/views/all/", write_meanwhile, times=1)
    desk.go_and_listen("/desk/views/all/")
    expect(desk.row("行き違いの練習")).to_be_visible()


def test_every_tab_hears_and_outlives_the_one_that_was_first(
    desk: Working, hanako: Customer, installation: Installation
) -> None:
    desk.go_and_listen("/desk/views/open/")
    second = Working(desk.context, desk.context.new_page(), desk.address)
    second.go("/desk/views/unassigned/")
    hanako.write("二つのタブの練習", "よろしくお願いします。")
    expect(desk.row("二つのタブの練習")).to_be_visible()
    expect(second.row("二つのタブの練習")).to_be_visible()
    desk.page.close()
    hanako.write("残ったタブの練習", "よろしくお願いします。")
    expect(second.row("残ったタブの練習")).to_be_visible()


def test_a_page_leaves_when_its_session_has_ended(
    installation: Installation, browser: Browser, hanako: Customer
) -> None:
    hanako.write("退出の練習", "よろしくお願いします。")
    leaving = Working.begin(browser, installation.address, sign_in(browser, installation, "leaving.json"))
    leaving.forgiven = "401"
    leaving.open("退出の練習")
    leaving.composer.fill("書きかけ")
    elsewhere = leaving.context.new_page()
    elsewhere.goto(f"{installation.address}/accounts/logout/")
    elsewhere.locator("main button.primary").click()
    expect(leaving.page).to_have_url(re.compile("/accounts/login/"))
    leaving.end()
    assert leaving.complaints == []
