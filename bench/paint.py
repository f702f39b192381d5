"""From a key to the picture: next and previous, open, assign, snooze, resolve, in Chromium on a filled database.

Fill first (`python -m bench.fill`). A time begins with the browser's own stamp of the key or click and ends after the
frame in which what was asked for stands on the screen: another conversation as the server knows it; of a new owner and
of what leaves the list, what the server is told meanwhile. Between two of them passes a --pause, in which a person
looks at what has come, and the page fetches what may be asked for next; with 0, a machine presses as fast as it can.
A pointer rests on what it presses, as a hand does.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

from playwright.sync_api import Page

from bench.desk import stored
from bench.ground import Ground, prepare
from bench.report import Report, percentile
from bench.served import serving
from tests.flows.desk import chromium

# Arms a stop watch: it starts with the next key or press, and stops after the frame that shows another `now()`.
WATCH = """(now) => {
  const read = new Function("return " + now);
  const before = read();
  let began = 0;
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, (event) => { began ||= event.timeStamp; }, { capture: true, once: true });
  }
  window.painted = new Promise((resolve) => {
    const look = () => {
      const after = began && read();
      if (!after || after === before) return requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - began);
      port2.postMessage("");
    };
    requestAnimationFrame(look);
  });
}"""
HAND = 0.15  # seconds that a pointer rests before it presses
SHOWN = """document.querySelector("#work #thread")?.dataset.live"""
OWNER = """document.querySelector("#assign-button")?.textContent.trim()"""
LOADING = '#work :is([hx-trigger="load"], [data-awaited]), .htmx-request'
SETTLED = f"""() => document.querySelector("#person h2") && !document.querySelector('{LOADING}')"""


@contextmanager
def painting(page: Page, now: str, times: list[float]) -> Iterator[None]:
    """Time one key or click until `now`, an expression, is another."""
    page.evaluate(WATCH, now)
    yield
    times.append(float(page.evaluate("() => window.painted")))
    page.wait_for_function(SETTLED)


def step(page: Page, key: str, now: str = SHOWN) -> Callable[[list[float]], None]:
    """A key, and what it changes."""

    def run(times: list[float]) -> None:
        with painting(page, now, times):
            page.keyboard.press(key)

    return run


def measure(page: Page, address: str, count: int, report: Report) -> None:
    begin(page, f"{address}/desk/views/open/")
    tell(report, "next, previous", page, count, walking(page))
    tell(report, "open by a click", page, count, lambda times: opened(page, times))
    begin(page, f"{address}/desk/views/unassigned/")
    tell(report, "assign to me", page, count // 2, lambda times: assigned(page, times))
    tell(report, "snooze until the first time offered", page, count // 2, lambda times: snoozed(page, times))
    tell(report, "resolve, and the next one opens", page, count // 2, step(page, "e"))


def walking(page: Page) -> Callable[[list[float]], None]:
    """Down a list, and most of the way up again."""
    keys = cycle("jjjjjjjjkkkkkk")

    def run(times: list[float]) -> None:
        step(page, next(keys))(times)

    return run


def begin(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#rows .row").first.click()
    page.wait_for_function(SETTLED)


def opened(page: Page, times: list[float]) -> None:
    rows = page.locator("#rows .row:not([aria-current])")
    row = rows.nth(len(times) * 7 % min(rows.count(), 12))
    row.hover()
    page.wait_for_timeout(HAND * 1000)
    with painting(page, SHOWN, times):
        row.click()


def assigned(page: Page, times: list[float]) -> None:
    step(page, "j")([])
    with painting(page, OWNER, times):
        page.keyboard.press("m")


def snoozed(page: Page, times: list[float]) -> None:
    page.keyboard.press("s")
    page.locator("#snooze-menu .choice-item").first.wait_for()
    page.wait_for_function("""() => document.activeElement.matches("#snooze-menu .choice-item")""")
    with painting(page, SHOWN, times):
        page.keyboard.press("Enter")


def tell(report: Report, what: str, page: Page, count: int, run: Callable[[list[float]], None]) -> None:
    times: list[float] = []
    for _number in range(count):
        page.wait_for_timeout(report.settings["pause"] * 1000)
        run(times)
    half, most = percentile(times, 0.5), percentile(times, 0.95)
    report.add(what=what, times=len(times), p50_ms=half, p95_ms=most, longest_ms=max(times))


def signed_in(page: Page, ground: Ground, address: str) -> Page:
    name, value = ground.cookie
    page.context.add_cookies([{"name": name, "value": value, "url": address}])
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="of going to the next; half of what changes something")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two of them")
    wanted = parser.parse_args()
    ground = prepare()
    report = Report("paint", {**vars(wanted), **stored(ground)})
    with serving() as (host, port), chromium() as browser:
        address = f"http://{host}:{port}"
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo")
        measure(signed_in(page, ground, address), address, wanted.times, report)
    report.finish()


if __name__ == "__main__":
    main()
