"""Building blocks of corpus mails: bytes written by hand, so that no library mends what is meant to be broken."""

import base64
import quopri
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DATE = "Sun, 01 Nov 2026 10:00:00 +0900"


@dataclass(frozen=True, slots=True)
class Case:
    """A mail and what inspect must say of it: only the fields named in `expected` are compared."""

    name: str
    raw: bytes
    expected: dict[str, Any]


def mail(body: bytes, *, kind: str = "text/plain", coding: str = "", **headers: Any) -> bytes:
    """Headers as given (`_` is `-`; From, To, Date, Message-ID and Subject are filled in), then the body, CRLF."""
    lines: dict[str, bytes | str] = {
        "from": "Taro Yamada <taro@example.jp>",
        "to": "support@madoguchi.example",
        "subject": "test",
        "date": DATE,
        "message_id": "<one@example.jp>",
        "mime_version": "1.0",
        **headers,
    }
    if kind:
        lines["content_type"] = kind
    if coding:
        lines["content_transfer_encoding"] = coding
    out = [name.replace("_", "-").title().encode() + b": " + as_bytes(value) for name, value in lines.items() if value]
    return b"\r\n".join(out) + b"\r\n\r\n" + body


def as_bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8")


def multipart(subtype: str, *parts: bytes, boundary: str = "=_b1", extra: str = "", **headers: Any) -> bytes:
    body = joined(*parts, boundary=boundary)
    return mail(body, kind=f'multipart/{subtype}; boundary="{boundary}"{extra}', **headers)


def joined(*parts: bytes, boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def part(body: bytes, kind: str = "text/plain; charset=utf-8", **headers: bytes | str) -> bytes:
    lines: dict[str, bytes | str] = {"content_type": kind, **headers}
    head = b"\r\n".join(
        name.replace("_", "-").title().encode() + b": " + as_bytes(value) for name, value in lines.items()
    )
    return head + b"\r\n\r\n" + body


def nested(subtype: str, *parts: bytes, boundary: str) -> bytes:
    return part(joined(*parts, boundary=boundary), f'multipart/{subtype}; boundary="{boundary}"')


def crlf(text: str, charset: str = "utf-8") -> bytes:
    return text.replace("\n", "\r\n").encode(charset)


def b64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def qp(data: bytes) -> bytes:
    return quopri.encodestring(data)


def word(text: str, charset: str = "utf-8", encoding: str = "B", codec: str = "") -> str:
    """One encoded word of RFC 2047."""
    data = text.encode(codec or charset)
    if encoding == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    return f"=?{charset}?Q?{''.join(f'={byte:02X}' for byte in data)}?="


def cp50221(text: str) -> bytes:
    """ISO-2022-JP as Windows sends it: vendor rows, and half-width kana by ESC ( I."""
    out, mode = bytearray(), b"\x1b(B"
    for char in text:
        data = char.encode("cp932")
        if len(data) == 2:
            wanted, cell = b"\x1b$B", bytes(_to_jis(*data))
        elif data[0] >= 0xA1:
            wanted, cell = b"\x1b(I", bytes((data[0] & 0x7F,))
        else:
            wanted, cell = b"\x1b(B", data
        if wanted != mode:
            out += wanted
            mode = wanted
        out += cell
    return bytes(out) + (b"\x1b(B" if mode != b"\x1b(B" else b"")


def _to_jis(lead: int, trail: int) -> Iterator[int]:
    if lead >= 0xFA:  # IBM extensions have no cell in seven bits: their NEC-selected twins do
        code = (lead << 8) | trail
        nec = next(n for n in range(0xED40, 0xEEFD) if _same(n, code))
        lead, trail = nec >> 8, nec & 0xFF
    row = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2
    if trail >= 0x9F:
        yield row
        yield trail - 0x7E
    else:
        yield row - 1
        yield trail - (0x20 if trail >= 0x80 else 0x1F)


def _same(one: int, other: int) -> bool:
    try:
        return one.to_bytes(2, "big").decode("cp932") == other.to_bytes(2, "big").decode("cp932")
    except UnicodeDecodeError:
        return False
