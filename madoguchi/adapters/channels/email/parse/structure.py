"""The tree of parts, found in one pass over the bytes without recursion: a thousand levels cost what one costs.

The standard parser descends by nested generators and looks at every line once for each open level; here every line
that starts with `--` is looked up once in a table of the open boundaries. Parts keep positions, not copies.
"""

from dataclasses import dataclass, field

from madoguchi.adapters.channels.email.parse import headers, parameters
from madoguchi.adapters.channels.email.parse.headers import Headers
from madoguchi.adapters.channels.email.parse.parameters import Value

MAX_PARTS = 2_000
_MAX_BOUNDARY_LINE = 1_000


@dataclass(slots=True)
class Part:
    """One part. `parent` is an index into the list of parts (-1 for the root); body is `data[start:end]`."""

    parent: int
    headers: Headers
    type: Value
    disposition: Value
    start: int
    end: int
    children: int = 0

    @property
    def is_multipart(self) -> bool:
        return self.type.value.startswith("multipart/") and self.type.get("boundary") != ""


@dataclass(slots=True)
class Structure:
    parts: list[Part] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)

    def leaves(self) -> list[tuple[int, Part]]:
        return [(index, part) for index, part in enumerate(self.parts) if not (part.is_multipart and part.children)]


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been seen; `part` is the child that is being read, or -1."""

    index: int
    boundary: bytes
    shadowed: int | None
    part: int = -1


def read(data: bytes) -> Structure:
    """All parts in the order of the bytes; the first is the mail itself."""
    out = Structure()
    start = _skip_noise(data)
    stack = list[_Open]()
    by_boundary = dict[bytes, int]()
    root = _add(out, data, -1, start, len(data))
    _open(out, stack, by_boundary, root)
    at = out.parts[root].start - 1
    while stack:
        at = _next_line(data, at)
        if at < 0:
            break
        stop = data.find(b"\n", at)
        line_end = len(data) if stop < 0 else stop
        found = _match(data[at : min(line_end, at + _MAX_BOUNDARY_LINE)], by_boundary)
        if found is None:
            continue
        level, closing = found
        body_end = _before_break(data, at)
        _close_above(out, stack, by_boundary, level, body_end)
        holder = stack[level]
        if holder.part >= 0:
            out.parts[holder.part].end = max(body_end, out.parts[holder.part].start)
            holder.part = -1
        if closing:
            _pop(stack, by_boundary)
            continue
        if len(out.parts) >= MAX_PARTS:
            out.defects.add("too_many_parts")
            break
        at = _begin_part(out, data, stack, by_boundary, min(line_end + 1, len(data)))
    if any(entry.part >= 0 or out.parts[entry.index].children == 0 for entry in stack):
        out.defects.add("boundary_unclosed")
    return out


def _begin_part(out: Structure, data: bytes, stack: list[_Open], by_boundary: dict[bytes, int], start: int) -> int:
    """Add the part whose headers start there; returns where the search goes on."""
    holder = stack[-1]
    index = _add(out, data, holder.index, start, len(data))
    holder.part = index
    out.parts[holder.index].children += 1
    _open(out, stack, by_boundary, index)
    return out.parts[index].start - 1


def _add(out: Structure, data: bytes, parent: int, start: int, end: int) -> int:
    found = _split_until_boundary(data, start, end)
    out.defects |= found.defects
    kind = parameters.parse_type(found.unfolded("content-type"))
    disposition = parameters.parse(found.unfolded("content-disposition"))
    out.parts.append(Part(parent, found, kind, disposition, found.end, end))
    return len(out.parts) - 1


def _split_until_boundary(data: bytes, start: int, end: int) -> Headers:
    """A part may start with its text at once (no header, no blank line): then the defect is no defect of a mail."""
    if data.startswith(b"--", start):
        return Headers(end=start)
    return headers.split(data, start, end)


def _open(out: Structure, stack: list[_Open], by_boundary: dict[bytes, int], index: int) -> None:
    part = out.parts[index]
    if not part.type.value.startswith("multipart/"):
        return
    boundary = part.type.get("boundary").encode("utf-8", "surrogateescape").rstrip()
    if not boundary:
        out.defects.add("boundary_missing")
        return
    stack.append(_Open(index, boundary, by_boundary.get(boundary)))
    by_boundary[boundary] = len(stack) - 1


def _next_line(data: bytes, at: int) -> int:
    """Position of the next line that starts with `--`, from the line break at `at` on; -1 if there is none."""
    if at < 0 and data.startswith(b"--"):
        return 0
    found = data.find(b"\n--", max(at, 0))
    return found + 1 if found >= 0 else -1


def _match(line: bytes, by_boundary: dict[bytes, int]) -> tuple[int, bool] | None:
    """(level, whether it closes) if the line is a delimiter of an open multipart."""
    token = line[2:].rstrip(b" \t\r")
    level = by_boundary.get(token)
    if level is not None:
        return level, False
    if token.endswith(b"--"):
        level = by_boundary.get(token[:-2].rstrip())
        if level is not None:
            return level, True
    return None


def _close_above(out: Structure, stack: list[_Open], by_boundary: dict[bytes, int], level: int, end: int) -> None:
    """An outer delimiter ends everything inside it, closed or not."""
    while len(stack) - 1 > level:
        entry = stack[-1]
        if entry.part >= 0:
            out.parts[entry.part].end = max(end, out.parts[entry.part].start)
            out.defects.add("boundary_unclosed")
        out.parts[entry.index].end = max(end, out.parts[entry.index].start)
        _pop(stack, by_boundary)


def _pop(stack: list[_Open], by_boundary: dict[bytes, int]) -> None:
    entry = stack.pop()
    if entry.shadowed is None:
        by_boundary.pop(entry.boundary, None)
    else:
        by_boundary[entry.boundary] = entry.shadowed


def _before_break(data: bytes, at: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
    if data[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if data[at - 1 : at] == b"\n" else at


def _skip_noise(data: bytes) -> int:
    """Blank lines and a byte order mark before the first header."""
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    return len(data) - len(data[at:].lstrip(b"\r\n"))
