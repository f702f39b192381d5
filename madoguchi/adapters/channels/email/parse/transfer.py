"""Content-Transfer-Encoding, undone as far as it goes: broken base64 and quoted-printable give what can be had."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(sorted(set(range(256)) - set(_BASE64 + b"=")))
_BASE64_NAMES = frozenset(("base64", "base-64", "b"))
_BLANK = b" \t\r\n"
_SOFT_BREAK_BLANKS = re.compile(rb"=[ \t]{1,100}(?=\r?\n)")
_MAX_PADDED_RUNS = 1_000
_LARGE = 4 << 20
_CHUNK = 1 << 20


def undo(data: bytes, start: int, end: int, encoding: str) -> tuple[bytes, str]:
    """`data[start:end]` decoded, and the name of a defect or "". A large base64 part is never copied whole."""
    name = encoding.strip().strip("\"'").lower().split(";")[0].strip()
    if name in _BASE64_NAMES and end - start > _LARGE:
        return _large_base64(data, start, end)
    return _undo(data[start:end], name)


def _undo(data: bytes, name: str) -> tuple[bytes, str]:
    if name in {"", "7bit", "8bit", "binary", "7-bit", "8-bit"}:
        return data, ""
    if name in _BASE64_NAMES:
        return base64(data)
    if name in {"quoted-printable", "quotedprintable", "q"}:
        return quoted_printable(data), ""
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencoded(data)
    return data, "transfer_encoding_unknown"


def base64(data: bytes) -> tuple[bytes, str]:
    """Decode with foreign bytes dropped, padding missing or in the middle, and a torn last group.

    Bytes that are plainly not base64 (a wrong header over readable text) come back as they are.
    """
    stripped = data.translate(None, _BLANK)
    cleaned = data.translate(None, _NOT_BASE64)
    foreign = len(stripped) - len(cleaned)
    spaces = data.strip(_BLANK).count(b" ")
    if foreign * 20 > len(stripped) or (foreign and spaces * 12 > len(stripped)):
        return data, "base64_wrong"
    runs = [run for run in cleaned.split(b"=", _MAX_PADDED_RUNS) if run]
    if len(runs) > _MAX_PADDED_RUNS:
        runs[-1] = runs[-1].replace(b"=", b"")
    out, torn = [], foreign > 0
    for run in runs:
        if len(run) % 4 == 1:
            run, torn = run[:-1], True  # noqa: PLW2901 - the lone last character carries no whole byte
        out.append(binascii.a2b_base64(run + b"=" * (-len(run) % 4)))
    torn = torn or len(runs) > 1 or (not cleaned.endswith(b"=") and len(cleaned) % 4 != 0)
    return b"".join(out), "base64_broken" if torn else ""


def _large_base64(data: bytes, start: int, end: int) -> tuple[bytes, str]:
    """The same in chunks: memory is the mail and the decoded part, nothing between."""
    out, carry, at, defect = bytearray(), b"", start, ""
    while at < end:
        chunk = data[at : min(at + _CHUNK, end)]
        cleaned = carry + chunk.translate(None, _NOT_BASE64)
        at += len(chunk)
        whole = len(cleaned) if at >= end else len(cleaned) & ~3
        decoded, flaw = base64(cleaned[:whole])
        carry = cleaned[whole:]
        out += decoded
        defect = defect or flaw
    return bytes(out), defect


def quoted_printable(data: bytes) -> bytes:
    """RFC 2045, 6.7; an `=` that starts no valid pair stays as it is."""
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK_BLANKS.sub(b"=", data)
    return binascii.a2b_qp(data)


def _uuencoded(data: bytes) -> tuple[bytes, str]:
    out, inside, defect = [], False, ""
    for line in data.splitlines():
        if line.startswith(b"begin "):
            inside = True
        elif line.strip() in {b"end", b"`"}:
            inside = False
        elif inside:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                defect = "uuencode_broken"
    return (b"".join(out), defect) if out else (data, "uuencode_broken")
