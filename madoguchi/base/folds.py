"""What is folded away in Markdown: from ":::fold A title" to ":::" stands behind its title, wherever HTML is shown.

A rule of markdown-it, in the way of its own block quotes. Where nothing folds, its title stands above it.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

BEGIN = re.compile(r":::fold[ \t]+(\S.{0,100}?)[ \t]*")
END = re.compile(r":::[ \t]*")


def folds(md: MarkdownIt) -> MarkdownIt:
    """Teach a reader of Markdown what folds are."""
    md.block.ruler.before("fence", "fold", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return md


def folded(title: str, text: str) -> str:
    """As Markdown."""
    return f":::fold {title}\n{text.strip()}\n:::"


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = None if state.is_code_block(start) else BEGIN.fullmatch(_line(state, start))
    if found is None:
        return False
    if silent:
        return True
    last = next((line for line in range(start + 1, end) if END.fullmatch(_line(state, line))), end)
    opening = state.push("fold_open", "details", 1)
    opening.block, opening.map = True, [start, last]
    state.push("fold_title_open", "summary", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = found[1], [start, start + 1], []
    state.push("fold_title_close", "summary", -1)
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "blockquote"
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.parentType = before
    state.push("fold_close", "details", -1).block = True
    state.line = min(last + 1, end)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
