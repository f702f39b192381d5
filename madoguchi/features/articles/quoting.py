"""An article put into a letter: its Markdown without what only a help centre can show."""

import re
from collections.abc import Callable, Mapping

from madoguchi.features.articles.callouts import KINDS
from madoguchi.features.articles.rendering import expanded

_FENCE = re.compile(rf"^:{{3,10}}[ \t]*(?:(?:{'|'.join(KINDS)})(?:[ \t]+(.*))?)?[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.){0,300})\]\(picture:[\w-]{1,40}\)")
_ARTICLE = re.compile(r"\]\(article:(\d{1,18})(?:#[^\s()]{0,200})?\)")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.){0,500})\]\(\)")
_EMPTY = re.compile(r"\n{3,}")


def as_letter(body: str, snippets: Mapping[str, str], address: Callable[[str], str | None]) -> str:
    """The body in Markdown that a mail or a chat shows too: reusable parts in their places, call-outs without their
    fences, pictures by what they show, links to articles with the `address` of an id (None: only their words)."""
    whole = expanded(body, snippets)
    whole = _FENCE.sub(lambda found: f"**{found[1].strip()}**" if (found[1] or "").strip() else "", whole)
    whole = _PICTURE.sub(lambda found: f"({found[1]})" if found[1] else "", whole)
    whole = _ARTICLE.sub(lambda found: f"]({address(found[1]) or ''})", whole)
    return _EMPTY.sub("\n\n", _LINK.sub(r"\1", whole)).strip()
