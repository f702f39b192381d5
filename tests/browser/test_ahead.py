"""Walking in Chromium: the next one is there before it is asked for, it is never an old one, and no step is lost.

What is done with leaves before the server has said so, and what the server refuses is taken back.
"""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from playwright.sync_api import Route, expect

from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

CURRENT = '#rows .row[aria-current="true"]'


def three(desk: Working, hanako: Customer, name: str) -> tuple[list[str], list[EmailMessage]]:
    """Three conversations: the addresses of their rows and their mails, as they stand in a list that has just come."""
    mails: list[EmailMessage] = []
    desk.go_and_listen("/desk/views/open/")
    for number in (3, 2, 1):
        mails.insert(0, hanako.write(f"{name}の{number}", f"{name}の{number}のご相談です。"))
        desk.row(f"{name}の{number}").wait_for()
    desk.go_and_listen("/desk/views/open/")  # what was first in the list meanwhile was read ahead
    rows = desk.page.locator("#rows .row", has_text=f"{name}の")
    expect(rows).to_have_count(3)
    return [str(row.get_attribute("hx-get")) for row in rows.all()], mails


def asked_by_htmx(desk: Working) -> list[str]:
    """What is asked for from now on to be shown at once."""
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if request.resource_type == "xhr" else None)
    return asked


def nth(desk: Working, routes: list[Route], number: int) -> Route:
    """One of those that are held, as soon as it is asked: what is shown at once may be shown before."""
    while len(routes) <= number:
        desk.page.wait_for_timeout(20)
    return routes[number]


def held(desk: Working, pattern: str, verb: str = "POST") -> list[Route]:
    """What is asked of the server there from now on, which hears nothing of it yet."""
    routes: list[Route] = []
    desk.page.route(pattern, lambda route: routes.append(route) if route.request.method == verb else route.continue_())
    return routes


def test_the_neighbours_are_there_already_and_fresh(desk: Working, hanako: Customer) -> None:
    (_above, middle, below), mails = three(desk, hanako, "先読み")
    page = desk.page
    with page.expect_response(f"**{below}"):
        page.locator(f'#rows .row[hx-get="{middle}"]').click()
        expect(desk.bubbles("inbound")).to_contain_text("先読みの")
    desk.has_settled()
    asked = asked_by_htmx(desk)
    page.keyboard.press("j")
    page.wait_for_url(f"**{below}")
    expect(desk.bubbles("inbound")).to_have_count(1)
    desk.has_settled()
    assert not [address for address in asked if address.endswith(below)]
    with page.expect_response(f"**{below}"):
        page.keyboard.press("k")
        page.wait_for_url(f"**{middle}")
    hanako.answer(mails[2], "追記です。よろしくお願いします。")
    row = page.locator(f'#rows .row[hx-get="{below}"]')
    expect(row).to_contain_text("追記です")
    row.click()
    expect(desk.bubbles("inbound").last).to_contain_text("追記です")


def test_two_quick_steps_are_two_and_the_last_one_counts(desk: Working, hanako: Customer) -> None:
    (above, middle, below), _mails = three(desk, hanako, "早足")
    page = desk.page
    desk.forgiven = "htmx:"  # it says that the first of two was given up
    late = held(desk, f"**{middle}", "GET")
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    expect(desk.bubbles("inbound")).to_contain_text("早足の")
    page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", middle)
    page.keyboard.press("j")
    page.wait_for_url(f"**{below}")
    for route in late:
        route.continue_()
    desk.has_settled()
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", below)
    assert page.url.endswith(below)


def test_three_are_resolved_before_the_server_has_answered(desk: Working, hanako: Customer) -> None:
    hanako.write("そのあとの件", "急ぎません。")  # what opens after the last of them
    rows, _mails = three(desk, hanako, "手早く")
    page = desk.page
    page.locator(f'#rows .row[hx-get="{rows[0]}"]').click()
    desk.has_settled()
    routes = held(desk, "**/resolution/")
    for number, left in enumerate(rows, start=1):
        expect(page.locator(CURRENT)).to_have_attribute("hx-get", left)
        expect(page.locator(f"#resolve-button[data-leave*='/{left.split('/')[4]}/']")).to_be_enabled()
        page.keyboard.press("e")
        expect(page.locator("#rows .row[data-left]")).to_have_count(number)
    expect(page.locator(CURRENT)).not_to_contain_text("手早くの")
    page.keyboard.press("z")  # of the last one the server has not even heard
    assert len(routes) == 3
    for route in routes:
        route.continue_()
    expect(page.locator("#rows .row", has_text="手早くの")).to_have_count(1)
    expect(page.locator(f'#rows .row[hx-get="{rows[2]}"]:not([data-left])')).to_be_visible()


def test_what_could_not_be_resolved_is_named_and_stays(desk: Working, hanako: Customer) -> None:
    (above, middle, _below), _mails = three(desk, hanako, "断られる")
    page = desk.page
    desk.forgiven = "503"
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    desk.has_settled()
    routes = held(desk, "**/resolution/")
    page.keyboard.press("e")
    page.wait_for_url(f"**{middle}")
    expect(page.locator(f'#rows .row[hx-get="{above}"][data-left]')).to_be_visible()
    nth(desk, routes, 0).fulfill(status=503)
    expect(page.locator("#toasts .failed")).to_contain_text("断られるの1: ")
    expect(page.locator("#rows .row[data-left]")).to_have_count(0)
    desk.go("/desk/views/open/")
    expect(desk.row("断られるの1")).to_be_visible()


def test_the_new_owner_stands_there_at_once_and_goes_again_where_the_server_refuses(
    desk: Working, hanako: Customer
) -> None:
    hanako.write("持ち主のいない件", "ご確認をお願いします。")
    page = desk.page
    desk.forgiven = "503"
    desk.open("持ち主のいない件")
    owner = page.locator("#assign-button")
    expect(owner).to_contain_text("担当者なし")
    routes = held(desk, "**/assignment/")
    page.keyboard.press("m")
    expect(owner).to_contain_text("aoi")
    nth(desk, routes, 0).fulfill(status=503)
    expect(owner).to_contain_text("担当者なし")
    page.keyboard.press("m")
    expect(owner).to_contain_text("aoi")
    nth(desk, routes, 1).continue_()
    desk.has_settled()
    expect(owner).to_contain_text("aoi")


def told_of(desk: Working) -> list[str]:
    """What the server is told from now on about who has left."""
    told: list[str] = []
    desk.page.on("request", lambda asked: told.append(asked.url) if asked.url.endswith("/resolution/") else None)
    return told


def test_a_double_click_and_a_key_held_down_are_one_each(desk: Working, hanako: Customer) -> None:
    (above, middle, below), _mails = three(desk, hanako, "二度押し")
    page = desk.page
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    desk.has_settled()
    told = told_of(desk)
    page.locator("#resolve-button").dblclick(delay=20)
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", middle)
    desk.has_settled()
    page.keyboard.down("e")
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", below)
    desk.has_settled()
    for _repeated in range(3):
        page.keyboard.down("e")
    page.keyboard.up("e")
    desk.has_settled()
    expect(page.locator("#toasts .toast b", has_text="二度押しの")).to_have_count(2)
    assert len(told) == 2
    expect(page.locator(f'#rows .row[hx-get="{below}"]:not([data-left])')).to_be_visible()


def test_a_key_is_for_the_conversation_that_is_on_its_way(desk: Working, hanako: Customer) -> None:
    (above, middle, below), _mails = three(desk, hanako, "追い越し")
    page = desk.page
    desk.forgiven = "htmx:"
    late = held(desk, f"**{middle}", "GET")
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    expect(desk.bubbles("inbound")).to_contain_text("追い越しの")
    told = told_of(desk)
    page.keyboard.press("j")
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", middle)
    page.keyboard.press("e")
    assert not told
    for route in late:
        route.continue_()
    page.wait_for_url(f"**{below}")
    desk.has_settled()
    assert [address.split("/")[-3] for address in told] == [middle.split("/")[-2]]


def test_the_key_for_a_reply_waits_for_the_composer_and_what_is_typed_meanwhile_does_nothing(
    desk: Working, hanako: Customer
) -> None:
    hanako.write("早すぎる返信", "ご返信をお待ちしています。")
    page = desk.page
    desk.forgiven = "503"
    desk.go_and_listen("/desk/views/open/")
    late = held(desk, "**/composer/", "GET")
    told = told_of(desk)
    page.route("**/composer/", lambda route: route.fulfill(status=503), times=1)
    with page.expect_response("**/composer/"):
        desk.row("早すぎる返信").click()
    with page.expect_request("**/composer/"):
        pass  # it is asked for again by itself
    page.keyboard.type("re")
    late.pop().continue_()
    expect(desk.editor.or_(desk.composer)).to_be_focused()
    assert not told


def test_an_edit_that_is_given_up_leaves_the_conversation_where_it_is(desk: Working, hanako: Customer) -> None:
    (above, _middle, _below), _mails = three(desk, hanako, "直さない")
    page = desk.page
    page.locator(f'#rows .row[hx-get="{above}"]').click()
    desk.has_settled()
    page.locator("#person .editable").first.click()
    page.get_by_role("button", name="キャンセル").click()
    expect(page.locator("#person [data-editing]")).to_have_count(0)
    expect(page.locator(CURRENT)).to_have_attribute("hx-get", above)


def test_a_menu_that_is_opened_meanwhile_stays_open(desk: Working, hanako: Customer) -> None:
    hanako.write("続けて押す", "ご確認をお願いします。")
    page = desk.page
    desk.go_and_listen("/desk/views/open/")
    desk.row("続けて押す").click()
    desk.has_settled()
    routes = held(desk, "**/assignment/")
    page.keyboard.press("m")
    page.keyboard.press("s")
    page.locator("#snooze-menu .choice-item").first.wait_for()
    with page.expect_response("**/assignment/"):
        nth(desk, routes, 0).continue_()
    expect(page.locator("#snooze-menu .choice-item").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#resolve-button")).to_be_visible()
    expect(page.locator("#thread")).to_contain_text("担当になりました")


def test_what_a_colleague_resolves_under_our_eyes_is_not_opened_again_by_the_same_key(
    desk: Working, installation: Installation, hanako: Customer
) -> None:
    hanako.write("同時に解決", "よろしくお願いします。")
    desk.open("同時に解決")
    page = desk.page
    asked = told_of(desk)
    page.evaluate(
        """() => {
          const press = ({target}) => {
            if (target.id !== "work-head" || !target.querySelector("[data-command=reopen]")) return;
            document.removeEventListener("fragment:fresh", press);
            document.dispatchEvent(new KeyboardEvent("keydown", {key: "e", code: "KeyE", bubbles: true}));
          };
          document.addEventListener("fragment:fresh", press);
        }"""
    )
    conversation = page.url.rstrip("/").rpartition("/")[2]
    installation.call("PATCH", f"/conversations/{conversation}", {"status": "resolved"})
    expect(page.locator("#work-head .badge.done")).to_be_visible()
    expect(page.locator("#resolve-button")).to_be_enabled()
    assert [address for address in asked if "/resolution/" in address] == []
    page.keyboard.press("e")
    expect(page.locator("#work-head .badge.open")).to_be_visible()
