"""Containers in Markdown: from ":::name A title" to ":::" stands a block with a title, with any Markdown between.

A rule of markdown-it, in the way of its own block quotes. One that stands in another ends before it; in code nothing
ends.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

END = re.compile(r":::[ \t]*")
_WITHIN = re.compile(r":::[a-z].*")
_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*")


class Head(NamedTuple):
    """How a container begins: the elements of it and of its title (Markdown; "": none), with their classes."""

    title: str
    block: tuple[str, str] = ("div", "")
    above: tuple[str, str] = ("p", "")


def ends(line: str, _begun: re.Match[str]) -> bool:
    return END.fullmatch(line) is not None


def container(
    md: MarkdownIt,
    name: str,
    begin: re.Pattern[str],
    head: Callable[[re.Match[str]], Head],
    ends: Callable[[str, re.Match[str]], bool] = ends,
) -> None:
    """Teach a reader of Markdown a kind of container: `head` of the whole first line, which matches `begin`; one that
    does not end ends with the text. Its tokens are `name`_open, `name`_title_open and so on."""

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        found = None if state.is_code_block(start) else begin.fullmatch(_line(state, start))
        if found is None:
            return False
        if silent:
            return True
        last = _last(state, (start + 1, end), lambda line: ends(line, found))
        _push(state, name, head(found), (start, last))
        state.line = min(last + 1, end)
        return True

    md.block.ruler.before("fence", name, rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _last(state: StateBlock, lines: tuple[int, int], ends: Callable[[str], bool]) -> int:
    """The line that ends a container: not that of one within it, nor one of code, unless these lack their own ends."""
    first, within, fence = lines[1], 0, ""
    for at in range(*lines):
        line = _line(state, at)
        marks = _FENCE.fullmatch(line)
        if marks is not None:
            fence = "" if fence and marks[1].startswith(fence) else fence or marks[1]
        if ends(line):
            first = min(first, at)
            if not within and not fence:
                return at
        if not fence:
            within += 1 if _WITHIN.fullmatch(line) else -1 if within and END.fullmatch(line) else 0
    return first


def _push(state: StateBlock, name: str, head: Head, lines: tuple[int, int]) -> None:
    start, last = lines
    _open(state, f"{name}_open", head.block, [start, last])
    if head.title:
        _open(state, f"{name}_title_open", head.above)
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = head.title, [start, start + 1], []
        state.push(f"{name}_title_close", head.above[0], -1)
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "blockquote"
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.parentType = before
    state.push(f"{name}_close", head.block[0], -1).block = True


def _open(state: StateBlock, kind: str, element: tuple[str, str], lines: list[int] | None = None) -> None:
    tag, looks = element
    token = state.push(kind, tag, 1)
    if looks:
        token.attrs = {"class": looks}
    if lines is not None:
        token.block, token.map = True, lines


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
