"""A card in Markdown: from ":::card [A title](address)" to ":::" stands what is behind a link, with its first lines and
perhaps a picture; in a mail as a table, for only those look alike everywhere.

A rule of markdown-it, in the way of folds.py. Where nothing is shown but text, the title stands above with its address.
"""

import re
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

BEGIN = re.compile(r":::card[ \t]+(\[(?:[^\[\]\\]|\\.){1,300}\]\([^()\s]{1,2000}\))[ \t]*")
END = re.compile(r":::[ \t]*")
MAIL: Mapping[str, str] = {"looks": "mail"}
"""The environment in which a letter is rendered: styles stand in the elements."""

_BOX = "border-collapse: separate; width: 100%; max-width: 480px; margin: 12px 0"
_CELL = "padding: 12px 16px; border: 1px solid #d8d3c5; border-left: 3px solid #165e83; border-radius: 4px"
_VIDEO = "padding: 20px 16px; background-color: #26241f; color: #ffffff; border-radius: 4px; text-align: center"
_PLAY = '<span style="font-size: 24px; line-height: 1.2">&#9654;</span><br>'
_TITLE = "margin: 0 0 4px; font-weight: bold"
_OPENS = {
    "card_open": f'<table role="presentation" style="{_BOX}"><tr><td style="{_CELL}">\n',
    "card_title_open": f'<p style="{_TITLE}">',
    "video_open": f'<table role="presentation" style="{_BOX}"><tr><td style="{_VIDEO}">{_PLAY}',
}
_CLOSES = "</td></tr></table>\n"
_PICTURE_WIDTH = "160"  # pixels


def cards(md: MarkdownIt) -> MarkdownIt:
    """Teach a reader of Markdown what cards are, and how they and videos (videos.py) stand in a mail."""
    md.block.ruler.before("fence", "card", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    for name in _OPENS:
        md.add_render_rule(name, _opened)
    for name in ("card_close", "video_close"):
        md.add_render_rule(name, _closed)
    md.core.ruler.push("mail_looks", _in_mail)
    return md


def carded(link: str, text: str) -> str:
    """As Markdown; `link` is [A title](address)."""
    return f":::card {link}\n{text.strip()}\n:::"


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = None if state.is_code_block(start) else BEGIN.fullmatch(_line(state, start))
    if found is None:
        return False
    if silent:
        return True
    last = next((line for line in range(start + 1, end) if END.fullmatch(_line(state, line))), end)
    opening = state.push("card_open", "div", 1)
    opening.block, opening.map, opening.attrs = True, [start, last], {"class": "card"}
    state.push("card_title_open", "p", 1).attrs = {"class": "card-title"}
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = found[1], [start, start + 1], []
    state.push("card_title_close", "p", -1)
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = last, "blockquote"
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.parentType = before
    state.push("card_close", "div", -1).block = True
    state.line = min(last + 1, end)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _in_mail(state: StateCore) -> None:
    """A picture is as large as it says there, and a link as dark as it says."""
    if state.env.get("looks") != MAIL["looks"]:
        return
    in_card = in_video = 0
    for token in state.tokens:
        in_card += {"card_open": 1, "card_close": -1}.get(token.type, 0)
        in_video += {"video_open": 1, "video_close": -1}.get(token.type, 0)
        for child in token.children or ():
            if child.type == "image" and in_card:
                child.attrs["width"] = _PICTURE_WIDTH
            elif child.type == "link_open" and in_video:
                child.attrs["style"] = "color: #ffffff"


def _opened(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return _OPENS[tokens[at].type] if env.get("looks") == MAIL["looks"] else self.renderToken(tokens, at, options, env)


def _closed(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return _CLOSES if env.get("looks") == MAIL["looks"] else self.renderToken(tokens, at, options, env)
