"""What a page weighs on its way to a browser that has nothing of it yet, with all that it asks for by itself."""

from __future__ import annotations

from playwright.sync_api import Page

HEAVIEST = 150_000  # bytes; heads of answers not among them, of which HTTP/2 in front sends next to nothing
LIGHTEST = 10_000  # bytes; with less, it was not weighed


class Scale:
    """Adds up what comes over the wire; nothing is kept between two pages."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.wire = wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.clearBrowserCache")
        wire.on("Network.dataReceived", self._add)

    def _add(self, received: dict[str, float]) -> None:
        self.bytes += int(received["encodedDataLength"])

    def wrong(self) -> list[str]:
        """What is wrong with the weight since the last clearing."""
        return [] if LIGHTEST < self.bytes <= HEAVIEST else [f"weighs {self.bytes} bytes"]

    def clear(self) -> None:
        """The next page is weighed by itself."""
        self.wire.send("Network.clearBrowserCache")
        self.bytes = 0
