"""The body of an article as HTML: one renderer for the help centre, the desk, the chat and the API.

Markdown without HTML, with call-outs (callouts.py), tables, reusable parts ({{snippet:key}}), pictures
(![what it shows](picture:name)), links to articles ([text](article:12)), cards and videos (base/), and anchors at
headings and titles (of call-outs and folds). A remote picture becomes a link: no stranger hears of readers. Pure; what
comes out is cleaned once more.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from madoguchi.base.html import clean_article_html
from madoguchi.base.html_text import html_to_text
from madoguchi.base.markdown import reader
from madoguchi.features.articles.callouts import call_outs

SNIPPET = re.compile(r"\{\{\s*snippet:([a-z0-9][a-z0-9_-]{0,39})\s*\}\}")
PICTURE = re.compile(r"picture:([A-Za-z0-9_-]{1,40})")
ARTICLE = re.compile(r"article:(\d{1,18})(#[^\s#]{1,200})?")
MOST_LETTERS = 400_000  # with all reusable parts in their places
DEEPEST = 3  # parts in parts
FIRST_LEVEL = 2  # of the headings of a body: the title is the first
LAST_LEVEL = 5
TITLED = ("fold_open", "call_out_open")  # what has an anchor where it has a title

Address = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the contents: `level` 2 is the highest."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where the things that a body names are found: pictures by their name, articles by their id, both "" to None where
    they are not; and what its reusable parts say, by their keys."""

    picture: Address = lambda _name: None
    article: Address = lambda _id: None
    snippets: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    html: SafeString
    contents: tuple[Heading, ...]


def render(body: str, places: Places = Places()) -> Rendered:  # it is frozen
    """The HTML of a body, and its headings as contents."""
    tokens, contents = read(expanded(body, places.snippets or {}))
    _settle(tokens, places)
    html = _reader().renderer.render(tokens, _reader().options, {})
    return Rendered(SafeString(clean_article_html(html)), contents)


def read(whole: str) -> tuple[list[Token], tuple[Heading, ...]]:
    """What a body is made of that has its reusable parts in their places, and its headings; whatever can be led to has
    its anchor."""
    tokens = _reader().parse(whole)
    known: set[str] = set()
    contents = tuple(_headings(tokens, known))
    for place, token in enumerate(tokens):
        if token.type in TITLED and tokens[place + 1].type == f"{token.type.removesuffix('_open')}_title_open":
            token.attrs["id"] = _anchor(text_of(tokens[place + 2]), known)
    return tokens, contents


def plain(body: str, snippets: Mapping[str, str] | None = None) -> str:
    """What a body says, without any mark."""
    return html_to_text(render(body, Places(snippets=snippets)).html)


def expanded(body: str, snippets: Mapping[str, str]) -> str:
    """The body with its reusable parts in their places; one that does not exist is left out."""
    for _depth in range(DEEPEST):
        if not SNIPPET.search(body):
            break
        body = SNIPPET.sub(lambda found: snippets.get(found[1], ""), body)[:MOST_LETTERS]
    return SNIPPET.sub("", body)


def snippets_in(body: str) -> set[str]:
    """The keys of the reusable parts that a body names."""
    return set(SNIPPET.findall(body))


def pictures_in(body: str) -> set[str]:
    """The names of the pictures that a body shows."""
    return set(re.findall(r"\(picture:([A-Za-z0-9_-]{1,40})\)", body))


@cache
def _reader() -> MarkdownIt:
    made = reader()
    call_outs(made)
    return made


def _headings(tokens: list[Token], known: set[str]) -> Iterator[Heading]:
    """Give each heading its level below the title and its anchor."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    up = min(levels, default=FIRST_LEVEL) - FIRST_LEVEL
    for place, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        level = min(int(token.tag[1]) - up, LAST_LEVEL)
        token.tag = f"h{level}"
        if token.type == "heading_open":
            text = text_of(tokens[place + 1])
            anchor = _anchor(text, known)
            token.attrs["id"] = anchor
            yield Heading(level, anchor, text)


def _anchor(text: str, known: set[str]) -> str:
    """ "How to pay?" is how-to-pay; letters of any script stay."""
    base = re.sub(r"[\W_]+", "-", text.casefold()).strip("-")[:60] or "part"
    anchor, number = base, 1
    while anchor in known:
        number += 1
        anchor = f"{base}-{number}"
    known.add(anchor)
    return anchor


def text_of(inline: Token) -> str:
    """What a heading or a title says, without its marks. Inline code counts, pictures do not."""
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline")).strip()


def _settle(tokens: list[Token], places: Places) -> None:
    """Pictures, links and tables as they are shown."""
    for token in tokens:
        if token.type == "inline":
            token.children = list(_inline(token.children or [], places))
        elif token.type in ("table_open", "table_close"):
            is_open = token.type == "table_open"
            token.content = '<div class="table">\n<table>\n' if is_open else "</table>\n</div>\n"
            token.type = "html_block"


def _inline(children: list[Token], places: Places) -> Iterator[Token]:
    is_gone = False
    for child in children:
        if child.type == "image":
            yield from _picture(child, places)
        elif child.type == "link_open":
            is_gone = not _lead(child, places)
            if not is_gone:
                yield child
        elif child.type == "link_close" and is_gone:
            is_gone = False
        else:
            yield child


def _picture(token: Token, places: Places) -> Iterator[Token]:
    source = str(token.attrs.get("src", ""))
    named = PICTURE.fullmatch(source)
    if named:
        address = places.picture(named[1])
        token.attrs = {"src": address or "", "alt": token.content, "loading": "lazy"}
        if address:
            yield token
        else:
            yield _said(token.content)
    elif source.startswith("https://"):
        opening = Token("link_open", "a", 1, attrs={"href": source, "rel": "noopener noreferrer nofollow"})
        yield from (opening, _said(token.content or source), Token("link_close", "a", -1))
    else:
        yield _said(token.content)


def _lead(token: Token, places: Places) -> bool:
    """Give a link its address; False where it leads nowhere."""
    address = str(token.attrs.get("href", ""))
    named = ARTICLE.fullmatch(address)
    if named:
        found = places.article(named[1])
        token.attrs = {"href": f"{found}{named[2] or ''}"} if found else {}
        return bool(found)
    if address.startswith("#"):
        return True
    token.attrs["rel"] = "noopener noreferrer"
    return address.lower().startswith(("https://", "http://", "mailto:", "tel:"))


def _said(text: str) -> Token:
    return Token("text", "", 0, content=text)
