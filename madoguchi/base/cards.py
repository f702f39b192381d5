"""A card in Markdown: from ":::card [A title](address)" to ":::" stands what is behind a link, with its first lines and
perhaps a picture; in a mail as a table, for only those look alike everywhere.

Where nothing is shown but text, the title stands above with its address.
"""

import re
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from madoguchi.base.containers import Head, container

BEGIN = re.compile(r":::card[ \t]+(\[(?:[^\[\]\\]|\\.){1,300}\]\([^()\s]{1,2000}\))[ \t]*")
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
    container(md, "card", BEGIN, lambda found: Head(found[1], ("div", "card"), ("p", "card-title")))
    for name in _OPENS:
        md.add_render_rule(name, _opened)
    for name in ("card_close", "video_close"):
        md.add_render_rule(name, _closed)
    md.core.ruler.push("mail_looks", _in_mail)
    return md


def carded(link: str, text: str) -> str:
    """As Markdown; `link` is [A title](address)."""
    return f":::card {link}\n{text.strip()}\n:::"


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
