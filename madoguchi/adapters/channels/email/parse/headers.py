"""The header block: split without recursion, kept as raw bytes until somebody asks for a value.

`Headers` keeps the first `MAX_KEPT` headers; after those only the ones that the product reads (`KNOWN`), so that ten
megabytes of headers cost no more memory than their bytes.
"""

import re
from dataclasses import dataclass, field

from madoguchi.adapters.channels.email.parse import charsets, words

MAX_KEPT = 2_000
MAX_VALUE = 65_536
_MAX_SAME = 100
_MAX_STRAYS = 1_000
KNOWN = frozenset(
    b"from sender reply-to to cc date subject message-id in-reply-to references content-type content-disposition "
    b"content-transfer-encoding content-id mime-version auto-submitted precedence return-path list-id "
    b"list-unsubscribe x-madoguchi-loop x-spam-flag x-spam-status x-failed-recipients x-auto-response-suppress".split()
)
_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]{0,100}:")
_FAMILIES = (
    b"x-",
    b"content-",
    b"received",
    b"dkim-",
    b"arc-",
    b"list-",
    b"authentication-",
    b"thread-",
    b"resent-",
)
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_LAST_BREAK = re.compile(rb"\n(?![ \t])")
_HEADER_LINES = re.compile(
    rb"(?:(?:[!-9;-~]{1,200}+[ \t]{0,100}+:|[ \t])[^\n]*+\n)*+"
)  # possessive: no memory per line
_BREAKS = re.compile(r"[\r\n]+[ \t]*|\x00")


@dataclass(slots=True)
class Headers:
    """Names in lower case, values as raw bytes, in order; `end` is where the body starts."""

    raw: list[tuple[bytes, bytes]] = field(default_factory=list)
    end: int = 0
    defects: set[str] = field(default_factory=set)

    def first(self, name: str) -> bytes:
        """Raw value of the first header of that name, or b""."""
        wanted = name.encode()
        return next((value for key, value in self.raw if key == wanted), b"")

    def all(self, name: str) -> list[bytes]:
        wanted = name.encode()
        return [value for key, value in self.raw if key == wanted]

    def text(self, name: str) -> str:
        """The decoded value on one line, or ""."""
        return decode_value(self.first(name))

    def unfolded(self, name: str) -> str:
        """The value with raw bytes decoded but encoded words untouched: for what is parsed further."""
        return decode_raw(self.first(name))

    def joined(self, name: str) -> str:
        """All headers of that name as one list, for addresses that were written in several headers."""
        return ", ".join(value for value in map(decode_raw, self.all(name)) if value)


def split(data: bytes, start: int, end: int) -> Headers:
    """Read headers from `start` up to the blank line, at most to `end`."""
    out = Headers(end=end)
    at, strays = start, 0
    while at < end:
        if len(out.raw) >= MAX_KEPT:
            out.defects.add("too_many_headers")
            at = _keep_known(out, data, at, end)
        stop = data.find(b"\n", at, end)
        next_at = end if stop < 0 else stop + 1
        if data[at : at + 1] in {b"\r", b"\n"} and not data[at:next_at].strip(b"\r\n"):
            out.end = next_at
            break
        match = _NAME.match(data, at, next_at)
        if match:
            at = _value_end(data, match.end(), end)
            _keep(out, match.group()[:-1].strip().lower(), data, match.end(), at)
        elif strays < _MAX_STRAYS and _is_stray(data, at, next_at, end, started=bool(out.raw)):
            out.defects.add("header_line_broken")
            strays += 1
            if out.raw:
                name, value = out.raw[-1]
                out.raw[-1] = (name, (value + b" " + data[at:next_at])[:MAX_VALUE])
            at = next_at
        else:
            out.defects.add("header_end_missing")
            out.end = at
            break
    return out


def _keep_known(out: Headers, data: bytes, at: int, end: int) -> int:
    """Past all header lines at the speed of C, keeping those that somebody asks for; where the lines end."""
    lines = _HEADER_LINES.match(data, at, end)
    stop = lines.end() if lines else at
    lowered = b"\n" + data[at:stop].lower()
    positions = list[int]()
    for name in KNOWN:
        found = lowered.find(b"\n" + name + b":")
        for _time in range(_MAX_SAME):
            if found < 0:
                break
            positions.append(at + found)
            found = lowered.find(b"\n" + name + b":", found + 1)
    for position in sorted(positions):
        colon = data.index(b":", position)
        _keep(out, data[position:colon].lower(), data, colon + 1, _value_end(data, colon, stop))
    return stop


def _value_end(data: bytes, at: int, end: int) -> int:
    """Past the line break that no blank follows: folded lines belong to the value."""
    found = _LAST_BREAK.search(data, at, end)
    return found.end() if found else end


def _is_stray(data: bytes, at: int, next_at: int, end: int, *, started: bool) -> bool:
    """A line that is no header, yet a known header follows: a value folded without its blank, or mbox's "From "."""
    if not started and data.startswith((b"From ", b">From "), at):
        return True
    if data.startswith(b"--", at):
        return False  # a boundary: this part has no body
    following = _NAME.match(data, next_at, min(end, next_at + 400))
    if following is None:
        return False
    key = following.group()[:-1].strip().lower()
    return key in KNOWN or key.startswith(_FAMILIES)


def _keep(out: Headers, name: bytes, data: bytes, start: int, end: int) -> None:
    if end - start > MAX_VALUE:
        out.defects.add("header_too_long")
        end = start + MAX_VALUE
    out.raw.append((name, data[start:end]))


def decode_raw(value: bytes) -> str:
    """Unfolded text of a raw value; raw eight-bit bytes and escape sequences are read as in a body."""
    if not value:
        return ""
    text, _defect = charsets.decode(_FOLD.sub(b"", value).strip(b" \t\r\n"))
    return _BREAKS.sub(" ", text)


def decode_value(value: bytes) -> str:
    """Text of an unstructured header: unfolded, encoded words decoded, control characters out, on one line."""
    return one_line(words.decode(decode_raw(value)))


def one_line(text: str) -> str:
    """Control characters become blanks: what is shown in one line must stay in one line."""
    if text.isprintable():
        return text.strip()
    return "".join(" " if ch < " " or ch in "\x7f\x85\u2028\u2029" else ch for ch in text if ch != "\x00").strip()
