"""Call-outs in Markdown: from ":::note A title" to ":::" (note, tip, warning, danger), with any Markdown between.

A rule of markdown-it, in the way of its own block quotes; a call-out stands in a call-out with more colons.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

KINDS = ("note", "tip", "warning", "danger")
_BEGIN = re.compile(rf"(:{{3,10}})[ \t]*({'|'.join(KINDS)})(?:[ \t]+(.{{0,200}}))?[ \t]*")


def call_outs(md: MarkdownIt) -> None:
    """Teach a reader of Markdown what call-outs are."""
    md.block.ruler.before("fence", "call_out", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = None if state.is_code_block(start) else _BEGIN.fullmatch(_line(state, start))
    if found is None:
        return False
    if silent:
        return True
    last = next((line for line in range(start + 1, end) if _closes(state, line, found[1])), end)
    _push(state, (start, last), found)
    state.line = min(last + 1, end)
    return True


def _closes(state: StateBlock, line: int, marks: str) -> bool:
    said = _line(state, line)
    return said.startswith(marks) and not said.strip(": \t")


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _push(state: StateBlock, lines: tuple[int, int], found: re.Match[str]) -> None:
    opening = state.push("call_out_open", "aside", 1)
    opening.attrs = {"class": f"callout {found[2]}"}
    opening.block, opening.map = True, list(lines)
    if title := (found[3] or "").strip():
        state.push("call_out_title_open", "p", 1).attrs = {"class": "callout-title"}
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title, [lines[0], lines[0] + 1], []
        state.push("call_out_title_close", "p", -1)
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = lines[1], "blockquote"
    state.md.block.tokenize(state, lines[0] + 1, lines[1])
    state.lineMax, state.parentType = before
    state.push("call_out_close", "aside", -1).block = True
