"""A link to a video that has a line for itself is a block: its words over a place to press. Nothing is asked of anybody
else before it is pressed; then a page of ours holds the player of its host (faces/portal/players.py).

A rule of markdown-it for replies and articles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

FILES = (".mp4", ".webm", ".mov", ".m4v")
NAMED = re.compile(r"(?:youtube|vimeo|loom|niconico):[A-Za-z0-9_-]{1,64}")
"""How a video of a known host is written: its host and what that host calls it."""

_YOUTUBE = re.compile(r"/(?:shorts|embed|live)/([A-Za-z0-9_-]{1,20})/?")
_PATHS = {
    "youtu.be": ("youtube", re.compile(r"/([A-Za-z0-9_-]{1,20})/?")),
    "vimeo.com": ("vimeo", re.compile(r"/(\d{1,15}(?:/[0-9a-f]{6,20})?)/?")),
    "www.loom.com": ("loom", re.compile(r"/share/([0-9a-f]{32})/?")),
    "www.nicovideo.jp": ("niconico", re.compile(r"/watch/([a-z]{2}\d{1,12})/?")),
}
_BREAKS = ("softbreak", "hardbreak")


@dataclass(frozen=True, slots=True)
class Video:
    """`named`: "youtube:…", as in NAMED; "" for a file that stands somewhere by itself."""

    address: str
    named: str


def video_at(address: str) -> Video | None:
    """The video that a web address leads to, by its looks alone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname:
        return None
    named = _named(parts)
    return Video(address, named) if named or parts.path.lower().endswith(FILES) else None


def _named(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if host in ("youtube.com", "www.youtube.com", "m.youtube.com"):
        found = _YOUTUBE.fullmatch(parts.path)
        name = found[1] if found else parse_qs(parts.query).get("v", [""])[0] if parts.path == "/watch" else ""
        return f"youtube:{name}" if re.fullmatch(r"[A-Za-z0-9_-]{1,20}", name) else ""
    known = _PATHS.get(host)
    found = known[1].fullmatch(parts.path) if known else None
    return f"{known[0]}:{found[1].replace('/', '-')}" if known and found else ""


def videos(md: MarkdownIt) -> MarkdownIt:
    """Teach a reader of Markdown what a video is."""
    md.core.ruler.push("videos", _rule)
    return md


def _rule(state: StateCore) -> None:
    out, at = list[Token](), 0
    while at < len(state.tokens):
        token = state.tokens[at]
        if token.type == "paragraph_open" and not token.hidden:
            out.extend(_parted(*state.tokens[at : at + 3]))
            at += 3
        else:
            out.append(token)
            at += 1
    state.tokens = out


def _parted(opening: Token, inline: Token, closing: Token) -> Iterator[Token]:
    """A paragraph, or what is left of it before and after the videos that stand in it."""
    lines, breaks = _lines(inline.children or [])
    found = [_of_line(line) for line in lines]
    if not any(found):
        yield from (opening, inline, closing)
        return
    kept = list[Token]()
    for place, (line, video) in enumerate(zip(lines, found, strict=True)):
        if video is None:
            kept += [*breaks[place - 1 : place], *line] if kept else line
            continue
        yield from _paragraph(kept, opening.level)
        kept = []
        yield from _block(video, line, opening.level)
    yield from _paragraph(kept, opening.level)


def _lines(children: list[Token]) -> tuple[list[list[Token]], list[Token]]:
    lines: list[list[Token]] = [[]]
    breaks = list[Token]()
    for child in children:
        if child.type in _BREAKS and child.level == 0:
            breaks.append(child)
            lines.append([])
        else:
            lines[-1].append(child)
    return lines, breaks


def _of_line(line: list[Token]) -> Video | None:
    """The video of a line that holds nothing but a link to it, or its address."""
    said = [child for child in line if child.type != "text" or child.content.strip()]
    if len(said) == 1 and said[0].type == "text":
        return video_at(said[0].content.strip())
    is_link = len(said) >= 2 and said[0].type == "link_open" and said[-1].type == "link_close"
    if not is_link or sum(child.type == "link_open" for child in said) != 1:
        return None
    return video_at(str(said[0].attrs.get("href", "")))


def _paragraph(children: list[Token], level: int) -> Iterator[Token]:
    if any(child.type != "text" or child.content.strip() for child in children):
        yield Token("paragraph_open", "p", 1, block=True, level=level)
        yield _inline(children, level)
        yield Token("paragraph_close", "p", -1, block=True, level=level)


def _block(video: Video, line: list[Token], level: int) -> Iterator[Token]:
    said = [child for child in line if child.type != "text" or child.content.strip()]
    if said[0].type == "text":
        words = Token("text", "", 0, content=video.address)
        said = [Token("link_open", "a", 1, attrs={"href": video.address}), words, Token("link_close", "a", -1)]
    if video.named:
        said[0].attrs["data-video"] = video.named
    yield Token("video_open", "p", 1, attrs={"class": "video"}, block=True, level=level)
    yield _inline(said, level)
    yield Token("video_close", "p", -1, block=True, level=level)


def _inline(children: list[Token], level: int) -> Token:
    return Token("inline", "", 0, children=children, content="", level=level + 1, block=True)
