"""winmail.dat: what Outlook wraps around text and attachments when it should not. By tnefparse, with a budget."""

import contextlib
import io
import struct
from dataclasses import dataclass

from madoguchi.adapters.channels.email.parse import charsets

_SIGNATURE = 0x223E9F78
_HEADER = 6
_MAX_WORK = 2_000_000_000
_MAX_ATTACHMENTS = 500


@dataclass(frozen=True, slots=True)
class Opened:
    text: str
    html: str
    attachments: tuple[tuple[str, bytes], ...]


def read(data: bytes) -> Opened | None:
    """Body and attachments, or None if it is not TNEF, is broken, or would cost too much to read."""
    if len(data) < _HEADER or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    # tnefparse copies the rest of the data for every object: many objects in much data would be quadratic.
    if _count_objects(data) * len(data) > _MAX_WORK:
        return None
    import tnefparse  # 50 ms that only a mail with a winmail.dat should pay

    try:
        with contextlib.redirect_stderr(io.StringIO()):
            parsed = tnefparse.TNEF(data, do_checksum=False)
        found = tuple(
            (_name(item), bytes(item.data)) for item in parsed.attachments[:_MAX_ATTACHMENTS] if item.data is not None
        )
        return Opened(_text(parsed.body), _text(parsed.htmlbody), found)
    except Exception:  # noqa: BLE001 - any fault of the library on hostile bytes: the part stays as it came
        return None


def _count_objects(data: bytes) -> int:
    at, count = _HEADER, 0
    while at + 12 < len(data):
        at += struct.unpack_from("<I", data, at + 5)[0] + 11
        count += 1
    return count


def _name(item: object) -> str:
    try:
        name = item.long_filename()  # type: ignore[attr-defined]
    except (UnicodeDecodeError, AttributeError):
        name = getattr(item, "_name", b"")
    return _text(name).strip("\x00 ")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return charsets.decode(value.rstrip(b"\x00"))[0]
    if isinstance(value, list | tuple):
        return _text(value[0]) if value else ""
    return value.rstrip("\x00") if isinstance(value, str) else ""
