"""What a page weighs on its way to a browser that has nothing of it yet, with all that it asks for by itself."""

from __future__ import annotations

from playwright.sync_api import Page

HEAVIEST = 150_000  # bytes; heads of answers not among them, of which HTTP/2 in front sends next to nothing
LIGHTEST = 10_000  # bytes; with less, it was not weighed

# The bodies as they come over the wire, each address once; what the browser had already counts as if it had come.
WEIGHT = """() => {
  const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const bodies = new Map(parts.map((part) => [part.name, part.encodedBodySize]));
  return [...bodies.values()].reduce((sum, size) => sum + size, 0);
}"""


def too_heavy(page: Page) -> list[str]:
    """What is wrong with the weight of the page that is open."""
    weight = page.evaluate(WEIGHT)
    return [] if LIGHTEST < weight <= HEAVIEST else [f"weighs {weight} bytes"]
