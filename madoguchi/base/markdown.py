"""Reading Markdown as a Japanese text needs it: **重要！**です is bold.

CommonMark asks for a space or punctuation outside of marks that stand beside punctuation, and Japanese has no spaces
there. So an East Asian character outside does as well, and East Asian punctuation asks for nothing (the way of
markdown-cjk-friendly). The composer reads by the same rule: js/editor/emphasis.js.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from madoguchi.base import cards
from madoguchi.base.containers import END
from madoguchi.base.folds import BEGIN, folds
from madoguchi.base.videos import videos

EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_PICTURE_SIGNS = r"!\[((?:[^\[\]\\]|\\.){0,300})\]\(cid:([^()\s]{1,250})\)"
_SPELLED = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!`)(`++[^`]++`++)|" + _PICTURE_SIGNS)
_PICTURE = re.compile(_PICTURE_SIGNS)

_SIGNS = re.compile(r"[\\`*_~\[\]<>|#]|&(?=[#A-Za-z0-9]{1,32};)|!(?=\[)")
_BEGINS = re.compile(r"^([ \t]*)(?=[-+=])|^([ \t]*\d{1,9})(?=[.)])", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def reader() -> MarkdownIt:
    """CommonMark without HTML, every line break kept, with tables, strikethrough, folds, cards and videos."""
    made = MarkdownIt()
    made.inline = _Inline()
    made.configure("commonmark", {"html": False, "breaks": True})
    return cards.cards(videos(folds(made.enable(["table", "strikethrough"]))))


def markdown_to_text(text: str) -> str:
    """As it begins a row of a list: nothing escaped, a picture by its name, what is folded below its title, every other
    mark left as it is."""
    return lines_read(text, lambda line: _SPELLED.sub(_plain, line).replace("\u00a0", " "))


def lines_read(text: str, read: Callable[[str], str]) -> str:
    """Every line read in a way of its own, but for those of code, which stay; what is folded stands below its title, a
    card below its link and without its picture."""
    out = list[str]()
    fence, within = "", ""
    for line in text.split("\n"):
        fold, card = (None, None) if fence else (BEGIN.fullmatch(line), cards.BEGIN.fullmatch(line))
        if fold or card or (within and not fence and END.fullmatch(line)):
            within = "fold" if fold else "card" if card else ""
            out += [f"[{fold[1]}]"] if fold else [read(card[1])] if card else []
            continue
        if within == "card" and _PICTURE.fullmatch(line.strip()):
            continue
        marks = _FENCE.match(line)
        if fence or marks is not None:
            out.append(line)
            if marks is not None:
                fence = "" if fence and marks[1].startswith(fence) else fence or marks[1]
        else:
            out.append(read(line))
    return "\n".join(out)


def _plain(found: re.Match[str]) -> str:
    sign, code, picture, _name = found.groups()
    return sign or code or f"[{picture}]"


def text_to_markdown(text: str) -> str:
    """Plain text as Markdown that shows the same: no sign in it means anything."""
    signs = _SIGNS.sub(r"\\\g<0>", text.replace("\r\n", "\n").replace("\r", "\n"))
    begun = _BEGINS.sub(r"\g<0>\\", signs)
    return _INDENT.sub(lambda found: "\u00a0" * len(found[0]), begun)


def pictures_in(text: str) -> set[str]:
    """The Content-IDs of the pictures that a text shows: ![name](cid:…)."""
    return {found[2] for found in _PICTURE.finditer(text)}


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803  # markdown-it's names
        found = super().scanDelims(start, canSplitWord)
        end = start + found.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        opens = not _is_space(after) and (not _is_sign(after) or _is_edge(before))
        closes = not _is_space(before) and (not _is_sign(before) or _is_edge(after))
        return Scanned(
            opens and (canSplitWord or not closes or _is_mark(before)),
            closes and (canSplitWord or not opens or _is_mark(after)),
            found.length,
        )


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_space(char: str) -> bool:
    return isWhiteSpace(ord(char))


def _is_mark(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_sign(char: str) -> bool:
    return _is_mark(char) and not EAST_ASIAN.match(char)


def _is_edge(char: str) -> bool:
    return _is_space(char) or _is_mark(char) or bool(EAST_ASIAN.match(char))
