"""HTML that may be shown: mail of strangers cleaned by nh3, plain text with links, and Markdown of our own replies.

The result of `clean_html` is still shown in a sandboxed frame under a strict policy; this is one wall of two.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token as MarkdownToken

from madoguchi.base.cards import MAIL
from madoguchi.base.html_text import html_to_text
from madoguchi.base.html_tokens import Token, tokens
from madoguchi.base.markdown import reader
from madoguchi.base.styles import clean_style
from madoguchi.base.videos import NAMED

MAX_HTML = 2_000_000
MAX_OPEN = 250
_TAGS = frozenset((
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins",
    "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "rb", "rp", "rt", "ruby", "s", "samp", "section",
    "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "ul", "var", "wbr",
))  # fmt: skip
_FOLDS = frozenset(("details", "summary"))  # of texts of ours alone (base/folds.py)
_DROPPED_WITH_CONTENT = frozenset((
    "script", "style", "title", "textarea", "select", "object", "embed", "applet", "svg", "math",
    "noscript", "iframe", "frameset", "template", "audio", "video", "canvas", "xmp", "noembed", "noframes",
))  # fmt: skip
_SIZES = {"align", "valign", "width", "height", "bgcolor"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "table": {*_SIZES, "border", "cellpadding", "cellspacing"},
    "td": {*_SIZES, "colspan", "rowspan", "nowrap"},
    "th": {*_SIZES, "colspan", "rowspan", "nowrap", "scope"},
    "tr": _SIZES,
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "div": {"align"},
    "p": {"align"},
    "hr": {"width", "size", "align"},
}
_BLOCKS = {"a": {"data-video"}, "div": {"class"}, "p": {"class"}, "table": {"role"}}  # of texts of ours alone
_OURS: dict[str, set[str]] = {tag: kept | _BLOCKS.get(tag, set()) for tag, kept in _ATTRIBUTES.items()}
_LOOKS = frozenset(("card", "card-title", "video"))
_ARTICLE_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "rel", "data-video"},
    "aside": {"class", "id"},
    "code": {"class"},
    "details": {"id"},
    "div": {"class"},
    "p": {"class"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_ALIGNMENTS = frozenset(f"text-align:{side}" for side in ("left", "center", "right"))
_SELF_CLOSING = frozenset(("br", "img", "hr", "wbr", "col", "p", "li", "tr", "td", "th", "tbody", "dt", "dd"))
_LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_REMOTE = ("http://", "https://")
_DATA_IMAGE = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_REL = "noopener noreferrer nofollow"
_NOISE = re.compile(r"[\x00-\x20]+")

_URL = re.compile(
    r"https?://[!#-;=?-Z\\\]_a-z~|\[]{1,2000}|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_TRAILING = frozenset(".,;:!?)]'*_")
_MAX_TRAILING = 10

CidUrl = Callable[[str], str | None]


def clean_html(source: str, *, cid_url: CidUrl | None = None, remote_images: bool = False) -> str:
    """Safe HTML of a mail.

    `cid_url` maps a Content-ID (no brackets) to the address of that inline image, None if there is none. Images
    elsewhere come out with `data-remote-src` and no `src` unless `remote_images`. HTML too large or nested too deep to
    be cleaned in linear time comes out as its text.
    """
    cleaned = _cleaned(source, _TAGS, _ATTRIBUTES, cid_url)
    return cleaned if remote_images else _without_remote_images(cleaned)


def _cleaned(source: str, tags: frozenset[str], attributes: dict[str, set[str]], cid_url: CidUrl | None) -> str:
    if len(source) > MAX_HTML or _is_too_deep(source):
        return text_to_html(html_to_text(source))
    return nh3.clean(
        source,
        tags=set(tags),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=attributes,
        attribute_filter=partial(_filter, cid_url),
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel=_REL,
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def text_to_html(text: str) -> str:
    """Plain text as HTML: escaped, lines kept, web and mail addresses made into links."""
    out, at = list[str](), 0
    for start, end, target in _links(text):
        out.extend((escape(text[at:start]), _anchor(target, text[start:end])))
        at = end
    out.append(escape(text[at:]))
    return "".join(out).replace("\r\n", "\n").replace("\n", "<br>\n")


def markdown_to_html(text: str, *, cid_url: CidUrl | None = None) -> str:
    """A reply written in Markdown: raw HTML off, line breaks kept, tables, strikethrough, folds, linked addresses,
    cards (.card) and videos (.video)."""
    return _cleaned(_markdown().render(text), _TAGS | _FOLDS, _OURS, cid_url)


def markdown_to_mail(text: str, *, cid_url: CidUrl | None = None) -> str:
    """The same for a letter: cards and videos are tables with their styles in them."""
    return _cleaned(_markdown().render(text, dict(MAIL)), _TAGS | _FOLDS, _OURS, cid_url)


def clean_article_html(source: str) -> str:
    """HTML of an article of our own (features/articles/rendering.py): classes, anchors and links inside of the help
    centre stay, styles and pictures from elsewhere do not."""
    return nh3.clean(
        source,
        tags=set(_TAGS | _FOLDS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ARTICLE_ATTRIBUTES,
        attribute_filter=_article_filter,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _article_filter(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return value if value in _ALIGNMENTS else None
    if attribute == "data-video":
        return value if NAMED.fullmatch(value) else None
    if attribute in ("href", "src"):
        address = _NOISE.sub("", value[:200]).lower()
        is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
        is_elsewhere = attribute == "href" and (address.startswith(_LINK_SCHEMES) or address.startswith("#"))
        return value if is_ours or is_elsewhere else None
    return value


def _is_too_deep(source: str) -> bool:
    """Whether more than `MAX_OPEN` elements stand open at once.

    The HTML standard opens formatting elements again in each new block, so the cost of a parser is open elements x
    blocks; bounding the first keeps it linear.
    """
    open_by_name, depth = dict[str, int](), 0
    for token in tokens(source):
        name = token.data
        if token.kind == "start" and name in _TAGS and name not in _SELF_CLOSING:
            open_by_name[name] = open_by_name.get(name, 0) + 1
            depth += 1
            if depth > MAX_OPEN:
                return True
        elif token.kind == "end" and open_by_name.get(name, 0):
            open_by_name[name] -= 1
            depth -= 1
    return False


def _filter(cid_url: CidUrl | None, tag: str, attribute: str, value: str) -> str | None:
    """One attribute: its value, changed or not, or None to drop it."""
    if attribute == "style":
        return clean_style(value) or None
    if attribute == "class":
        return value if value in _LOOKS else None
    if attribute == "data-video":
        return value if NAMED.fullmatch(value) else None
    if attribute == "href":
        return value if _NOISE.sub("", value[:200]).lower().startswith(_LINK_SCHEMES) else None
    if attribute == "src":
        address = value.strip()
        if address[:4].lower() == "cid:":
            return cid_url(address[4:].strip("<>")) if cid_url else None
        if address.lower().startswith(_REMOTE):
            return address
        return address if tag == "img" and _DATA_IMAGE.fullmatch(address) else None
    return value


def _without_remote_images(cleaned: str) -> str:
    """`src` moved to `data-remote-src` on every image that is not ours; the input is nh3's own well-formed output."""
    out, at = list[str](), 0
    for token in tokens(cleaned):
        if token.kind == "start" and token.data == "img" and _is_remote(token):
            out.extend((cleaned[at : token.start], _image(token)))
            at = token.end
    out.append(cleaned[at:])
    return "".join(out)


def _is_remote(token: Token) -> bool:
    return token.attributes.get("src", "").lower().startswith((*_REMOTE, "//"))


def _image(token: Token) -> str:
    attributes = ((("data-remote-src" if name == "src" else name), value) for name, value in token.attributes.items())
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes) + ">"


def _links(text: str) -> list[tuple[int, int, str]]:
    """(start, end, target) of each address; closing punctuation belongs to the sentence, not to the address."""
    found = []
    for match in _URL.finditer(text):
        address = match.group()
        for _step in range(_MAX_TRAILING):
            if address[-1:] not in _TRAILING or (address.endswith(")") and address.count("(") >= address.count(")")):
                break
            address = address[:-1]
        if len(address) > 8 or "@" in address:
            is_web = address.startswith(("http://", "https://"))
            found.append((match.start(), match.start() + len(address), address if is_web else f"mailto:{address}"))
    return found


def _anchor(target: str, label: str) -> str:
    return f'<a href="{escape(target)}" target="_blank" rel="{_REL}">{escape(label)}</a>'


@cache
def _markdown() -> MarkdownIt:
    made = reader()
    made.core.ruler.before("videos", "addresses", _link_addresses)
    return made


def _link_addresses(state: StateCore) -> None:
    """Bare addresses in text become links, without the extra library that markdown-it's own rule wants."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        out, inside_link = list[MarkdownToken](), 0
        for child in block.children:
            inside_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            out.extend(_linked(child) if child.type == "text" and not inside_link else (child,))
        block.children = out


def _linked(token: MarkdownToken) -> list[MarkdownToken]:
    out, at = list[MarkdownToken](), 0
    for start, end, target in _links(token.content):
        opening = MarkdownToken("link_open", "a", 1, attrs={"href": target})
        out.extend((_plain(token.content[at:start]), opening, _plain(token.content[start:end])))
        out.append(MarkdownToken("link_close", "a", -1))
        at = end
    out.append(_plain(token.content[at:]))
    return out


def _plain(text: str) -> MarkdownToken:
    return MarkdownToken("text", "", 0, content=text)
