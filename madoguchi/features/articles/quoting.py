"""An article put into a letter: its Markdown without what only a help centre can show, or a card that leads to it."""

import re
from collections.abc import Callable, Mapping

from madoguchi.base import cards, folds
from madoguchi.base.markdown import text_to_markdown
from madoguchi.features.articles.callouts import KINDS
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.rendering import expanded, plain

VIA_REPLY = "?via=reply"
"""Behind the address of a card: who comes by it was shown the article in a reply."""
BEGINS = 160  # letters of an article without a summary on its card

_FENCE = re.compile(rf"^:{{3,10}}[ \t]*(?:(?:{'|'.join(KINDS)})(?:[ \t]+(.*))?)?[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.){0,300})\]\(picture:[\w-]{1,40}\)")
_ARTICLE = re.compile(r"\]\(article:(\d{1,18})(?:#[^\s()]{0,200})?\)")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.){0,500})\]\(\)")
_MARKED = re.compile(rf"^(?:{cards.BEGIN.pattern}|{folds.BEGIN.pattern})$", re.MULTILINE)
_EMPTY = re.compile(r"\n{3,}")


def as_letter(body: str, snippets: Mapping[str, str], address: Callable[[str], str | None]) -> str:
    """The body in Markdown that a mail or a chat shows too: reusable parts in their places, call-outs, folds and
    cards without their fences, pictures by what they show, links to articles with the `address` of an id (None: only
    their words)."""
    whole = expanded(body, snippets)
    whole = _MARKED.sub(lambda found: found[1] or f"**{found[2]}**", whole)
    whole = _FENCE.sub(lambda found: f"**{found[1].strip()}**" if (found[1] or "").strip() else "", whole)
    whole = _PICTURE.sub(lambda found: f"({found[1]})" if found[1] else "", whole)
    whole = _ARTICLE.sub(lambda found: f"]({address(found[1]) or ''})", whole)
    return _EMPTY.sub("\n\n", _LINK.sub(r"\1", whole)).strip()


def as_card(text: ArticleText, address: str, *, says: str = "") -> str:
    """A card that leads to an article: its title, what it `says` there, else its summary or its first words, its first
    picture, if any, by its picture:name (who sends it attaches it instead)."""
    begins = " ".join(plain(_PICTURE.sub("", text.body[: BEGINS * 8])).split())
    said = says or text.summary or (begins if len(begins) <= BEGINS else f"{begins[:BEGINS]}…")
    shown = _PICTURE.search(text.body)
    parts = [shown[0]] if shown else []
    return cards.carded(f"[{text_to_markdown(text.title)}]({address})", "\n\n".join([*parts, text_to_markdown(said)]))


def without_pictures(card: str) -> str:
    """A card for somebody who cannot attach what an article shows."""
    return _EMPTY.sub("\n\n", _PICTURE.sub("", card)).replace("\n\n", "\n")
