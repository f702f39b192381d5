"""What stands beside a chat of the browser, and of what was done on the site."""

from datetime import UTC, datetime

import pytest

from madoguchi.base.clock import now
from madoguchi.features.chat.visit import Visit, browser_in

WEBKIT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{WEBKIT} Chrome/141.0.0.0 Safari/537.36", "Chrome 141"),
        (f"{WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge 141"),
        (f"{WEBKIT} Version/18.1 Safari/605.1.15", "Safari 18"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox 130"),
        ("Chrome 141", "Chrome 141"),
        ("", ""),
    ],
)
def test_a_browser_has_a_short_name(agent: str, name: str) -> None:
    assert browser_in(agent) == name


def test_what_was_done_there_has_its_time_read_and_a_device_may_tell_nonsense() -> None:
    tracked = ["2026-11-30T20:48:51.246Z added to basket", "2026-13-45T99:00:00Z odd", "without a time", ""]
    visit = Visit("https://kobo.example", now(), now(), {"tracked": tracked})
    assert visit.done == [
        (datetime(2026, 11, 30, 20, 48, 51, 246000, tzinfo=UTC), "added to basket"),
        (None, "2026-13-45T99:00:00Z odd"),
        (None, "without a time"),
        (None, ""),
    ]
    assert Visit("", now(), now(), {}).done == []
