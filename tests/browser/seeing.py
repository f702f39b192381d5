"""What somebody would stumble over who sees little, hears a page read out, or works by keyboard: found by scripts.

axe-core finds what can be told from the page as it stands; seeing.js checks what it leaves to people.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page

HERE = Path(__file__).parent
SCRIPTS = (HERE / "vendor/axe.js", HERE / "seeing.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def at_every_page(context: BrowserContext) -> None:
    """The scripts are there before a page asks for them: for many pages that is a third quicker than one by one."""
    for path in SCRIPTS:
        context.add_init_script(path=path)


def by_axe(page: Page | Frame, theme: str = "light", within: str = "") -> list[str]:
    """What axe finds on a page or in a frame, in a theme, which stays; or only within what a selector finds."""
    return _by_axe(page, theme, TAGS, within)


def contrast(page: Page | Frame, theme: str, within: str = "") -> list[str]:
    """What axe finds in another theme, of which nothing but the colours is another one."""
    return _by_axe(page, theme, ["color-contrast"], within)


def sideways(page: Page | Frame) -> list[str]:
    """What reaches beyond the sides of the window."""
    return _asked(page, "sideways")


def unseen_focus(page: Page) -> list[str]:
    """What is focused without being seen, or without showing it."""
    page.keyboard.press("Tab")  # from here on it is the keyboard that moves the focus
    return _asked(page, "focus")


def focus_now(page: Page) -> list[str]:
    """What is wrong with the focus as it is: nothing has it, or it is not seen."""
    return _asked(page, "focused")


def cut_when_spaced(page: Page) -> list[str]:
    """Texts that are cut off when they are given more room between letters and lines."""
    return _asked(page, "spaced")


def _by_axe(page: Page | Frame, theme: str, rules: list[str], within: str) -> list[str]:
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    return [f"{theme}: {line}" for line in _asked(page, "axe", {"runOnly": rules, "within": within})]


def _asked(page: Page | Frame, what: str, given: Any = None) -> list[str]:
    if not page.evaluate("() => 'seeing' in window"):
        for path in SCRIPTS:
            page.evaluate(path.read_text(encoding="utf-8"))
    return list(page.evaluate("([what, given]) => window.seeing[what](given)", [what, given]))
