"""What the chat asks of a slow phone: the longest task of each step, in Chromium at a quarter of its speed.

    python -m bench.widget [--times 5] [--slower 4]

A task keeps a page from answering a finger while it runs; what is over 50 ms is felt. Counted is the processor time of
the thread that draws the page, for it stays the same where other work shares the machine; `seen` are the tasks over
50 ms that the page itself noticed by the clock on the wall (PerformanceObserver). The customer's site and the panel
share one thread here, which is the harder case: most browsers keep sites apart. What the browser is told by its remote
control is left out. The first row is the reference: the same page without the chat.
"""

import argparse
import json
import secrets
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Browser, FrameLocator

from bench.ground import Ground, prepare
from bench.report import Report, percentile
from bench.served import serving
from tests.flows.desk import chromium

LONG = 50.0  # milliseconds
SETTLES = 1500.0  # milliseconds after the last answer
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ja-JP",
}
SEES = """(() => {
  window.seen = [];
  const note = (list) => seen.push(...list.getEntries().map((entry) => entry.duration));
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
})()"""
HOLDS_PICTURE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 900 });
  canvas.getContext("2d").fillRect(0, 0, 900, 700);
  const clipboardData = new DataTransfer();
  const bytes = await new Promise((done) => canvas.toBlob(done));
  clipboardData.items.add(new File([bytes], "picture.png", { type: "image/png" }));
  const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  addEventListener("keydown", (event) => event.key === "F2" && document.getElementById("text").dispatchEvent(pasted));
}"""  # a picture in the clipboard, which F2 pastes
Step = tuple[str, Callable[[], object], str]  # its name, what a finger does, the end of the address that answers it


class Phone:
    """A browser on the customer's site, and what its page was busy with at each step."""

    def __init__(self, browser: Browser, slower: int) -> None:
        self.browser = browser
        self.page = browser.new_context(**PHONE).new_page()
        self.page.add_init_script(SEES)
        control = self.page.context.new_cdp_session(self.page)
        control.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    def tap(self, selector: str) -> Callable[[], object]:
        """A finger on what the panel shows; where that is, is asked before anything is counted."""
        place = self.panel.locator(selector).last.bounding_box()
        assert place, selector
        return lambda: self.page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)

    def did(self, does: Callable[[], object], answered: str) -> tuple[float, int]:
        """The longest task in ms of processor time, and how many long ones the page saw."""
        self.page.evaluate("() => { window.seen = []; }")
        self.browser.start_tracing(page=self.page, categories=["toplevel", "__metadata"])
        with self.page.expect_response(lambda answer: answered in answer.url):
            does()
        self.page.wait_for_timeout(SETTLES)
        tasks = tasks_in(json.loads(self.browser.stop_tracing())["traceEvents"])
        return max(tasks, default=0.0), self.page.evaluate("() => seen.length")


def tasks_in(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of each task of the threads that draw, without those that the remote control asked for."""
    drawing = {(one["pid"], one["tid"]) for one in events if one.get("args", {}).get("name") == "CrRendererMain"}
    told = [one for one in events if "DevTools" in str(one.get("args", {}).get("chrome_mojo_event_info"))]

    def is_told(task: dict[str, Any]) -> bool:
        thread, ends = (task["pid"], task["tid"]), task["ts"] + task["dur"]
        return any(thread == (one["pid"], one["tid"]) and task["ts"] <= one["ts"] <= ends for one in told)

    whole = [one for one in events if one["name"].endswith("RunTask") and "tdur" in one]
    return [one["tdur"] / 1000 for one in whole if (one["pid"], one["tid"]) in drawing and not is_told(one)]


class Chat:
    """A chat of its own on the ground of the benches, shown on `site`, and who answers there by the API."""

    def __init__(self, ground: Ground, site: str, address: str) -> None:
        self.ground, self.address = ground, address
        named = {"channel": "chat", "name": f"Chat {secrets.token_hex(3)}", "chat": {"sites": [site]}}
        made = self._asked("POST", "/inboxes", named)
        self.script = f"{address}/chat/{made['address']}.js"

    def answered(self, text: str) -> None:
        """The newest conversation of the chat gets an answer."""
        newest = self._asked("GET", "/conversations?view=open&limit=1")["data"][0]
        self._asked("POST", f"/conversations/{newest['id']}/replies", {"text": text})

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": self.ground.authorization, "Content-Type": "application/json"}
        given = json.dumps(body).encode() if body else None
        asked = urllib.request.Request(f"{self.address}/api/v1{path}", given, headers, method=method)
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)


def steps(phone: Phone, site: str, chat: Chat) -> Iterator[Step]:
    """One visit after the other way of using it; each step is made when the one before has settled."""
    page, panel = phone.page, phone.panel
    yield "the page without the chat", lambda: page.goto(f"{site}/without"), "/without"
    yield "the page with the chat", lambda: page.goto(site), ".js"
    launcher = page.locator("button").bounding_box()
    assert launcher
    opens = partial(page.touchscreen.tap, launcher["x"] + 9, launcher["y"] + 9)
    yield "open", opens, "/standing/"
    panel.locator("#text").fill("在庫はありますか")
    yield "send the first message", phone.tap("#send"), "/messages/?chat="
    yield "receive", lambda: chat.answered("**3 点** ございます。"), "/messages/?chat="
    yield "write", lambda: page.keyboard.press("a"), "/live/"
    yield "open the emoji", phone.tap("#smile"), "emoji.json"
    page.keyboard.press("Escape")
    page.frames[-1].evaluate(HOLDS_PICTURE)
    panel.locator("#text").focus()
    yield "paste a picture", lambda: page.keyboard.press("F2"), "/uploads/"
    yield "send it", phone.tap("#send"), "/files/"
    yield "open the list of conversations", phone.tap("#to-list"), "/chats/"
    for number in range(30):
        chat.answered(f"{number + 1} つ目のお知らせです。\n\n- 一つ\n- 二つ")
    yield "open a thread of 30 more", phone.tap("#chats button"), "/messages/?chat="
    page.goto(site)
    yield "open again, with the thread", opens, "/messages/?chat="


PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>こよみストア</title><body><h1>こよみストア</h1>{script}</body></html>"""


@contextmanager
def site(desk: str) -> Iterator[tuple[str, list[str]]]:
    """The address of a customer's site under the strictest policy that lets the chat in; the list takes its script."""
    scripts: list[str] = []

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tags = "".join(f'<script src="{one}" async></script>' for one in scripts if "without" not in self.path)
            body = PAGE.format(script=tags).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {desk}; frame-src {desk}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", scripts
    server.shutdown()


def measure(browser: Browser, chat: Chat, at: str, wanted: argparse.Namespace, report: Report) -> None:
    """Every step so many times, each time on a device that knows nothing."""
    found: dict[str, list[tuple[float, int]]] = {}
    for _time in range(wanted.times):
        phone = Phone(browser, wanted.slower)
        for name, does, answered in steps(phone, at, chat):
            found.setdefault(name, []).append(phone.did(does, answered))
        phone.page.context.close()
    for name, each in found.items():
        longest = [ms for ms, _seen in each]
        over = sum(ms > LONG for ms in longest)
        seen = sum(number for _ms, number in each)
        report.add(what=name, longest_p50_ms=percentile(longest, 0.5), longest_ms=max(longest), over_50=over, seen=seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="of the whole visit, each in a fresh browser profile")
    parser.add_argument("--slower", type=int, default=4, help="how many times slower than this machine the phone is")
    wanted = parser.parse_args()
    ground = prepare()
    report = Report("widget", vars(wanted))
    with serving() as (host, port), site(f"http://{host}:{port}") as (at, scripts), chromium() as browser:
        chat = Chat(ground, at, f"http://{host}:{port}")
        scripts.append(chat.script)
        measure(browser, chat, at, wanted, report)
    report.finish()


if __name__ == "__main__":
    main()
