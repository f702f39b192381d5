"""ISO-2022-JP as it is really sent: JIS X 0201/0208/0212/0213, NEC row 13, NEC-selected IBM rows, half-width kana.

Python's own `iso2022_jp*` codecs refuse ① ㈱ 﨑 髙 (vendor rows) and SO/SI kana, which Windows (CP50220/50221) and
phones send every day. This decoder never fails: a cell without a character becomes 〓 (geta), as printers do in Japan.
Sources: RFC 1468, RFC 2237, ISO 2022 (SO/SI), Microsoft code pages 932 and 50221.
"""

import re
from functools import cache

GETA = "〓"
_ESCAPE = re.compile(rb"\x1b(?:\$\([@BDOPQ]|\$[@B]|\([BJIH]|&@|\$A|\.[AF])|\x0e|\x0f|\n")
_MODES = {
    b"\x1b(B": "ascii",
    b"\x1b(J": "roman",
    b"\x1b(H": "roman",
    b"\x1b(I": "kana",
    b"\x1b$@": "jis",
    b"\x1b$B": "jis",
    b"\x1b$(@": "jis",
    b"\x1b$(B": "jis",
    b"\x1b$(D": "jis0212",
    b"\x1b$(O": "jis0213",
    b"\x1b$(Q": "jis0213",
    b"\x1b$(P": "jis0213-2",
    b"\x1b$A": "gb2312",
    b"\x0e": "kana",
    b"\x0f": "ascii",
}
_TO_HIGH = bytes(b | 0x80 if 0x21 <= b <= 0x7E else b for b in range(256))
_VENDOR_ROWS = frozenset({13, *range(85, 95)})
_CONTROLS = re.compile(rb"[\x00-\x20\x7f]+")


def decode(data: bytes, *, windows: bool = False) -> tuple[str, bool]:
    """Text of ISO-2022-JP bytes, and whether every byte was understood.

    `windows` (the label was CP5022x) reads 0x2141 as ～ and not 〜; so does any vendor character in the text,
    because only Windows and its heirs send those.
    """
    if b"\x1b" not in data and b"$" in data:
        data = _with_lost_escapes(data)
    segments = _segments(data)
    windows = windows or any(_is_vendor(mode, part) for mode, part in segments)
    clean, out = True, []
    for mode, part in segments:
        text = _decode_segment(mode, part, windows)
        clean = clean and GETA not in text and "\ufffd" not in text
        out.append(text)
    return "".join(out), clean


def looks_like(data: bytes) -> bool:
    """Whether the bytes switch to Japanese by an escape sequence."""
    return b"\x1b$" in data or b"\x1b(I" in data


def _segments(data: bytes) -> list[tuple[str, bytes]]:
    """(mode, bytes) runs. A line end goes back to ASCII, as RFC 1468 demands, even where the sender forgot to."""
    mode, start, out = "ascii", 0, []
    for match in _ESCAPE.finditer(data):
        if match.start() > start:
            out.append((mode, data[start : match.start()]))
        token = match.group()
        if token == b"\n":
            out.append(("ascii", b"\n"))
            mode = "ascii"
        else:
            mode = _MODES.get(token, mode)
        start = match.end()
    if start < len(data):
        out.append((mode, data[start:]))
    return out


def _is_vendor(mode: str, part: bytes) -> bool:
    if mode == "kana":
        return True
    return mode == "jis" and any(byte - 0x20 in _VENDOR_ROWS for byte in part[::2])


def _decode_segment(mode: str, part: bytes, windows: bool) -> str:
    if mode in {"ascii", "roman"}:
        text = _decode_single(part)
        return text.replace("\\", "¥").replace("~", "‾") if mode == "roman" else text
    if mode == "kana":
        return part.translate(_TO_HIGH).decode("cp932", "replace")
    out, start = list[str](), 0
    for match in _CONTROLS.finditer(part):
        out.extend((_decode_pairs(mode, part[start : match.start()], windows), match.group().decode("ascii")))
        start = match.end()
    out.append(_decode_pairs(mode, part[start:], windows))
    return "".join(out)


def _decode_single(part: bytes) -> str:
    """ASCII; eight-bit bytes between escape sequences are a second mistake: UTF-8, else half-width kana and CP932."""
    try:
        return part.decode("ascii")
    except UnicodeDecodeError:
        try:
            return part.decode("utf-8")
        except UnicodeDecodeError:
            return part.decode("cp932", "replace")


def _decode_pairs(mode: str, part: bytes, windows: bool) -> str:
    if not part:
        return ""
    if mode == "jis" and windows:
        return "".join(map(windows_cell, part[0::2], part[1::2])) + _rest(part)
    high = part.translate(_TO_HIGH)
    even = high[: len(high) & ~1]
    codec = {"jis": "euc_jp", "jis0213": "euc_jis_2004", "gb2312": "gb18030"}.get(mode)
    try:
        if codec:
            return even.decode(codec) + _rest(part)
        triples = b"".join(b"\x8f" + even[i : i + 2] for i in range(0, len(even), 2))
        return triples.decode("euc_jp" if mode == "jis0212" else "euc_jis_2004") + _rest(part)
    except UnicodeDecodeError:
        return "".join(map(windows_cell, part[0::2], part[1::2])) + _rest(part)


def _rest(part: bytes) -> str:
    """Half a character at the end of a run: shown as missing, never swallowed in silence."""
    return GETA if len(part) % 2 else ""


@cache
def windows_cell(lead: int, trail: int) -> str:
    """One JIS cell by way of Shift_JIS arithmetic and CP932, then JIS X 0213 for what Windows lacks."""
    lead, trail = lead & 0x7F, trail & 0x7F
    row, cell = lead - 0x20, trail - 0x20
    if not (1 <= row <= 94 and 1 <= cell <= 94):
        return GETA
    first = (row + 1) // 2 + (0x80 if row <= 62 else 0xC0)
    second = cell + (0x3F if cell <= 63 else 0x40) if row % 2 else cell + 0x9E
    for codec, pair in (
        ("cp932", bytes((first, second))),
        ("euc_jis_2004", bytes((lead | 0x80, trail | 0x80))),
    ):
        try:
            return pair.decode(codec)
        except UnicodeDecodeError:
            continue
    return GETA


def _with_lost_escapes(data: bytes) -> bytes:
    """Put back the ESC bytes that a careless gateway stripped: `$B...(B` with an even number of bytes between."""
    if b"(B" not in data and b"(J" not in data:
        return data
    out = []
    for line in data.split(b"\n"):
        first, *rest = line.replace(b"$@", b"$B").split(b"$B") if b"$B" in line or b"$@" in line else (line,)
        fixed = [first]
        for part in rest:
            ends = [at for at in (part.find(b"(B"), part.find(b"(J")) if at > 0]
            if ends and min(ends) % 2 == 0:
                fixed.append(b"\x1b$B" + part[: min(ends)] + b"\x1b" + part[min(ends) :])
            else:
                fixed.append(b"$B" + part)
        out.append(b"".join(fixed))
    return b"\n".join(out)
