"""A linear HTML tokenizer. The standard one is quadratic on unclosed tags and comments (CVE-2025-6069).

It does not build a tree: whoever needs nesting counts. Positions point into the source, so that a reader may cut it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:_-]{0,60}")
_ATTRIBUTE = re.compile(r"""[^\s=>"'/<]+(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']*)))?""")
_BLANKS = re.compile(r"[\s/\"'=]+")
_RAW = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "textarea", "xmp")}
_MAX_ATTRIBUTES = 200


@dataclass(slots=True)
class Token:
    """`kind` is text, start, end or raw (what stands inside script, style and the like); `data` is text or tag name."""

    kind: str
    data: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(source: str) -> Iterator[Token]:
    """All tokens from left to right. Comments, declarations and processing instructions are left out."""
    at, size, missing = 0, len(source), set[str]()
    while at < size:
        opening = source.find("<", at)
        if opening < 0:
            yield _text(source, at, size)
            return
        if opening > at:
            yield _text(source, at, opening)
        token, at = _markup(source, opening, missing)
        if token is not None:
            yield token
        if token is not None and token.kind == "start" and token.data in _RAW and token.data not in missing:
            closing = _RAW[token.data].search(source, at)
            if closing is None:
                missing.add(token.data)
            else:
                yield Token("raw", source[at : closing.start()], at, closing.start())
                at = closing.start()


def _text(source: str, start: int, end: int) -> Token:
    data = source[start:end]
    return Token("text", unescape(data) if "&" in data else data, start, end)


def _markup(source: str, at: int, missing: set[str]) -> tuple[Token | None, int]:
    """The token that opens at `<`, and where the next one begins."""
    following = source[at + 1 : at + 2]
    if following in {"!", "?"}:
        return None, _skip(source, at, missing)
    closing = following == "/"
    name = _NAME.match(source, at + 1 + closing)
    if name is None:
        return Token("text", "<", at, at + 1), at + 1
    if closing:
        end = _find(source, ">", name.end(), missing)
        end = len(source) if end < 0 else end + 1
        return Token("end", name.group().lower(), at, end), end
    attributes, end = _attributes(source, name.end())
    return Token("start", name.group().lower(), at, end, attributes), end


def _skip(source: str, at: int, missing: set[str]) -> int:
    """Past a comment or declaration. One that never closes loses only its own sign, never the rest of the mail."""
    if source.startswith("<!--", at):
        if source.startswith("<!-->", at):
            return at + 5
        end = _find(source, "-->", at + 4, missing)
        return at + 4 if end < 0 else end + 3
    end = _find(source, ">", at, missing)
    return at + 2 if end < 0 else end + 1


def _find(source: str, what: str, at: int, missing: set[str]) -> int:
    """`str.find` that remembers a miss: what is not after here is not after any later place either."""
    if what in missing:
        return -1
    found = source.find(what, at)
    if found < 0:
        missing.add(what)
    return found


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    out = dict[str, str]()
    size = len(source)
    while at < size:
        if source[at] == ">":
            return out, at + 1
        if source[at] == "<":
            return out, at  # a tag that was never closed: the next one begins
        blanks = _BLANKS.match(source, at)
        if blanks is not None:
            at = blanks.end()
            continue
        match = _ATTRIBUTE.match(source, at)
        if match is None:
            at += 1
            continue
        if len(out) < _MAX_ATTRIBUTES:
            name = match.group().partition("=")[0].strip().lower()
            value = next((group for group in match.groups() if group is not None), "")
            out.setdefault(name, unescape(value))
        at = match.end()
    return out, size
