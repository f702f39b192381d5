"""Pages of another help centre: which part of one is the article, what it is called, and where it stood."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from madoguchi.base.html_tokens import Token, tokens
from madoguchi.features.articles.importing.files import File
from madoguchi.features.articles.importing.html_to_markdown import html_to_markdown
from madoguchi.features.articles.importing.markdown import at
from madoguchi.features.articles.importing.pages import Page, Picture
from madoguchi.features.articles.languages import LANGUAGES

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:article[_-]*(?:body|content|text)|post[_-]*(?:body|content)|entry[_-]*content|markdown[_-]*body|help[_-]*content)(?:$|[\s_-])"
)
_CRUMBS = re.compile(r"bread[_-]?crumb")
_SITE = re.compile(r"\s+[|–—·]\s+|\s+-\s+")
_ALONE = frozenset(
    ("br", "img", "hr", "input", "meta", "link", "source", "wbr", "col", "area", "base", "embed", "track")
)


def page_of(file: File, pictures: Mapping[str, bytes]) -> Page | None:
    """A file as a page; None for one without a title or without a text, such as a list of articles."""
    source = _decoded(file.content)
    found = list(tokens(source))
    heading, title = _inside(found, "h1"), _inside(found, "title", raw=True)
    name = heading or _SITE.split(title)[0]
    start, end = _article(found, source)
    shown: dict[str, Picture] = {}

    def picture(address: str) -> str:
        known = at(address, file.path, pictures)
        if known:
            shown[known] = Picture(known, pictures[known])
        return known.replace(" ", "%20") or address

    body = html_to_markdown(source[start:end], picture=picture, without_title=name)
    if not name or not body:
        return None
    key = str(PurePosixPath(file.path).with_suffix(""))
    parts = [part.lower() for part in PurePosixPath(key).parts]
    crumbs = [crumb for crumb in _crumbs(found) if crumb != name]
    return Page(
        key=key,
        title=name[:200],
        body=body,
        language=_language(found) or next((part for part in parts[:-1] if part in LANGUAGES), ""),
        collection=(crumbs[-1] if len(crumbs) > 1 else "") or _folder(key),
        pictures=tuple(shown.values()),
        path=file.path,
    )


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:4096])
    for charset in (named[1].decode() if named else "utf-8-sig", "utf-8-sig", "cp932"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace")


def _inside(found: Sequence[Token], name: str, *, raw: bool = False) -> str:
    """The text of the first element of a name."""
    said, is_inside = [], False
    for token in found:
        if token.kind == "start" and token.data == name:
            is_inside = True
        elif token.kind == "end" and token.data == name and is_inside:
            break
        elif is_inside and token.kind == ("raw" if raw else "text"):
            said.append(token.data)
    return " ".join("".join(said).split())


def _article(found: Sequence[Token], source: str) -> tuple[int, int]:
    """Where the article stands in the page: the part that is called so, or <article>, <main>, <body>, or all of it."""
    for wanted in (_is_body, *(lambda token, name=name: token.data == name for name in ("article", "main", "body"))):
        place = next((n for n, token in enumerate(found) if token.kind == "start" and wanted(token)), None)
        if place is not None:
            return found[place].end, _end_of(found, place, len(source))
    return 0, len(source)


def _is_body(token: Token) -> bool:
    named = f"{token.attributes.get('class', '')} {token.attributes.get('id', '')}".lower()
    return token.attributes.get("itemprop", "").lower() == "articlebody" or _BODY.search(named) is not None


def _end_of(found: Sequence[Token], place: int, size: int) -> int:
    name, depth = found[place].data, 0
    for token in found[place:]:
        if token.data == name and token.kind in ("start", "end"):
            depth += 1 if token.kind == "start" else -1
            if depth == 0:
                return token.start
    return size


def _crumbs(found: Sequence[Token]) -> list[str]:
    """The links of the breadcrumbs."""
    place = next(
        (
            n
            for n, token in enumerate(found)
            if token.kind == "start"
            and token.data not in _ALONE
            and _CRUMBS.search(f"{token.attributes.get('class', '')} {token.attributes.get('aria-label', '')}".lower())
        ),
        None,
    )
    if place is None:
        return []
    end = _end_of(found, place, len(found) and found[-1].end)
    texts = [token.data for token in found[place:] if token.kind == "text" and token.start < end]
    return [said for text in texts if (said := " ".join(text.split()).strip("/>›» "))]


def _language(found: Sequence[Token]) -> str:
    page = next((token for token in found if token.kind == "start" and token.data == "html"), None)
    named = page.attributes.get("lang", "").lower().replace("_", "-") if page else ""
    chinese = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant"}
    whole = chinese.get(named, named)
    return whole if whole in LANGUAGES else whole.partition("-")[0] if whole.partition("-")[0] in LANGUAGES else ""


def _folder(key: str) -> str:
    parent = PurePosixPath(key).parent.name
    return "" if parent.lower() in LANGUAGES or parent in ("articles", "hc", "help") else parent
