"""What a browser is called beside a chat."""

import pytest

from madoguchi.features.chat.visit import browser_in

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
