"""Markdown as a mail without HTML says it: words without the signs that only formatting needs.

The lines stay as they were written, with the signs that text has by itself: `- ` of a list, `> ` of a quotation, the
bars of a table, what is struck out. Of a link its address is left behind its words, where they do not say it already.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from madoguchi.base.markdown import lines_read, reader

LONGEST = 2_000  # characters of a line in which signs are looked for; no hand writes a longer one
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+")


def unmarked(text: str) -> str:
    """The text of a mail from its Markdown. Code between fences stays as it is."""
    return lines_read(text, _line)


def _line(line: str) -> str:
    bare = _HEADING.sub("", line)
    if len(bare) > LONGEST:
        return bare
    (inline,) = _reader().parseInline(bare)
    return _words(inline.children or []).replace("\u00a0", " ")


def _words(children: list[Token]) -> str:
    said, began = "", list[int]()
    for child in children:
        if child.type == "link_open":
            began.append(len(said))
        elif child.type == "link_close":
            said += _address(child, children, said[began.pop() :])
        elif child.type == "image":
            said += f"[{child.content}]"
        elif child.type in ("s_open", "s_close"):
            said += child.markup  # without it, it would be said again
        else:
            said += child.content
    return said


def _address(close: Token, children: list[Token], words: str) -> str:
    """What stands behind the words of a link."""
    opened = [child for child in children[: children.index(close)] if child.type == "link_open"]
    href = str(opened[-1].attrs.get("href", ""))
    shown = href.removeprefix("mailto:").removeprefix("tel:")
    return "" if shown in words else f" <{shown}>"


@cache
def _reader() -> MarkdownIt:
    return reader()
