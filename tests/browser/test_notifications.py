"""The bell between two people, and the service worker: what only a browser can show.

A push service is not to be had here: the messages are handed to the worker by the browser's own tools, which is where a
push service would hand them over. What is sent to one is proven in tests/features/notifications/test_ringing.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Worker, expect

from tests.browser.conftest import at_work
from tests.browser.working import Working
from tests.faults.installation import Installation
from tests.flows.customer import Customer
from tests.flows.desk import CHROMIUM, launched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

SHOWN = "async () => (await registration.getNotifications()).map((one) => [one.title, one.tag, one.data.place])"
CLICKED = """async () => {
  const [notification] = await registration.getNotifications();
  const opened = [];
  clients.openWindow = async (address) => { opened.push(address); };
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  return [opened, (await registration.getNotifications()).length];
}"""


@pytest.fixture(scope="module")
def outspoken(playing: Playwright) -> Iterator[Browser]:
    """A browser that shows notifications of the system."""
    with launched(playing, CHROMIUM) as browser:
        yield browser


@pytest.fixture
def kenji(installation: Installation, outspoken: Browser, kenji_signed_in: str) -> Iterator[Working]:
    yield from at_work(outspoken, installation, kenji_signed_in)


def test_a_mention_is_heard_opened_and_read_in_every_tab(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("ベルの練習", "よろしくお願いします。")
    kenji.read_all()
    kenji.go_and_listen("/desk/views/mine/")
    other = kenji.context.new_page()
    other.goto(f"{kenji.address}/desk/contacts/")
    desk.open("ベルの練習")
    desk.page.keyboard.press("n")
    desk.composer.fill("@田村 健二 さん、ご確認ください")
    desk.composer.press("Control+Enter")
    expect(kenji.page.locator("#bell b")).to_contain_text("1")
    expect(other.locator("#bell b")).to_contain_text("1")
    assert kenji.is_same_page()
    kenji.page.bring_to_front()
    kenji.page.keyboard.press("b")
    item = kenji.page.locator("#notifications a.notice").first
    expect(item).to_contain_text("あなたにメンションしました")
    expect(item).to_be_focused()
    kenji.page.keyboard.press("Enter")
    expect(kenji.page.locator("#thread .bubble.note")).to_be_in_viewport()
    assert "#message-" in kenji.page.url
    for page in (kenji.page, other):
        expect(page.locator("#bell b")).to_have_count(0)


def test_what_is_on_the_screen_is_read_as_it_comes(desk: Working, kenji: Working, hanako: Customer) -> None:
    hanako.write("画面の練習", "よろしくお願いします。")
    kenji.read_all()
    kenji.open("画面の練習")
    desk.open("画面の練習")
    kenji.forgiven = "ERR_ABORTED"  # the page leaves while its bell is on its way
    with kenji.page.expect_response(lambda answer: "/reading/" in answer.url):
        desk.page.keyboard.press("n")
        desk.composer.fill("@田村 健二 さん、続きです")
        desk.composer.press("Control+Enter")
    expect(kenji.page.locator("#bell b")).to_have_count(0)


def test_the_sound_is_made_in_a_page_that_was_touched(kenji: Working) -> None:
    kenji.go("/desk/settings/notifications/")
    kenji.page.evaluate(
        """() => {
          window.tones = 0;
          const start = OscillatorNode.prototype.start;
          OscillatorNode.prototype.start = function (...given) { window.tones += 1; return start.apply(this, given); };
        }"""
    )
    kenji.page.get_by_role("button", name="音を聞く").click()
    assert kenji.page.evaluate("() => window.tones") == 2


def test_the_service_worker_shows_and_opens(kenji: Working) -> None:
    kenji.context.grant_permissions(["notifications"], origin=kenji.address)
    kenji.go("/desk/settings/notifications/")
    kenji.page.evaluate("navigator.serviceWorker.register('/service-worker.js', {scope: '/'}).then(() => true)")
    kenji.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    worker = kenji.context.service_workers[0]
    push = Pushing(kenji.page, kenji.address)
    push.deliver("見えている間", "/desk/views/mine/")
    assert worker.evaluate(SHOWN) == []  # the desk is looked at: its bell has told it
    kenji.forgiven = "404"  # the browser looks for an icon there
    kenji.go("/static/desk/mark.svg")  # of the same origin, and no desk
    push.deliver("離れている間", "/desk/conversations/7/#message-9")
    until_shown(worker, kenji.page, [["離れている間", "tag", "/desk/conversations/7/#message-9"]])
    opened, left = worker.evaluate(CLICKED)
    assert (opened, left) == ([f"{kenji.address}/desk/conversations/7/#message-9"], 0)
    push.deliver("よその場所", "https://evil.example/desk/")
    until_shown(worker, kenji.page, [["よその場所", "tag", "https://evil.example/desk/"]])
    assert worker.evaluate(CLICKED) == [[], 0]


class Pushing:
    """Hands messages to the worker of a page, as a push service does."""

    def __init__(self, page: Page, address: str) -> None:
        self.devices = page.context.new_cdp_session(page)
        self.address = address
        self.known: list[dict[str, Any]] = []
        self.devices.on(
            "ServiceWorker.workerRegistrationUpdated", lambda told: self.known.extend(told["registrations"])
        )
        self.devices.send("ServiceWorker.enable")
        page.wait_for_timeout(500)

    def deliver(self, title: str, place: str) -> None:
        message = {"title": title, "body": "", "tag": "tag", "place": place, "language": "ja", "at": 1}
        told = {"origin": self.address, "registrationId": self.known[-1]["registrationId"], "data": json.dumps(message)}
        self.devices.send("ServiceWorker.deliverPushMessage", told)


def until_shown(worker: Worker, page: Page, wanted: list[list[str]]) -> None:
    """The system shows these notifications and no others."""
    shown = None
    for _ in range(600):
        shown = worker.evaluate(SHOWN)
        if shown == wanted:
            return
        page.wait_for_timeout(100)
    assert shown == wanted
