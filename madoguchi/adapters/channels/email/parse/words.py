"""RFC 2047 encoded words, as they are sent: split in the middle of a character, inside quotes, with blanks, unpadded.

Neighbours of one charset are joined as bytes before they are decoded. One pass from left to right; every search is
bounded by the terminator found last, so the cost is linear.
"""

import binascii
import re
from dataclasses import dataclass

from madoguchi.adapters.channels.email.parse import charsets

_START = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]+")
# Characters that mean something in an address list, moved out of the way while the list is taken apart.
_SPECIALS = {ord(ch): 0x10F000 + ord(ch) for ch in ',;:<>()"@\\[]'}
_BACK = {moved: ch for ch, moved in _SPECIALS.items()}


@dataclass(slots=True)
class _Word:
    charset: str
    encoding: str
    payload: str
    start: int
    end: int


def decode(text: str) -> str:
    """`text` with its encoded words decoded; whatever is no encoded word stays."""
    return _decode(text, protect=False)


def decode_protected(text: str) -> str:
    """The same, but specials of RFC 5322 that came out of encoded words are hidden until `unprotect`."""
    return _decode(text, protect=True)


def unprotect(text: str) -> str:
    return text.translate(_BACK)


def _decode(text: str, *, protect: bool) -> str:
    if "=?" not in text:
        return text
    out, at, run = [], 0, list[_Word]()
    for word in _find(text):
        between = text[at : word.start]
        if run and not between.strip(" \t"):
            run.append(word)
        else:
            out.append(_flush(run, protect))
            out.append(between)
            run = [word]
        at = word.end
    out.append(_flush(run, protect))
    out.append(text[at:])
    return "".join(out)


def _find(text: str) -> list[_Word]:
    found, at, stop = list[_Word](), 0, 0
    while True:
        match = _START.search(text, at)
        if match is None:
            return found
        if stop < match.end():
            stop = text.find("?=", match.end())
            if stop < 0:
                return found
        inner = _START.search(text, match.end(), stop)
        if inner is not None:
            at = inner.start()
            continue
        found.append(_Word(match[1].lower(), match[2].upper(), text[match.end() : stop], match.start(), stop + 2))
        at = stop + 2


def _flush(run: list[_Word], protect: bool) -> str:
    out, at = [], 0
    while at < len(run):
        end = at + 1
        while end < len(run) and run[end].charset == run[at].charset:
            end += 1
        out.append(_decode_group(run[at:end]))
        at = end
    text = "".join(out)
    return text.translate(_SPECIALS) if protect else text


def _decode_group(group: list[_Word]) -> str:
    """Words of one charset: joined as bytes; each alone where the sum makes no sense but the parts do."""
    label = group[0].charset
    text, defect = charsets.decode(b"".join(_joined_payloads(group)), label)
    if not defect or len(group) == 1:
        return text
    alone = [_quoted(word.payload) if word.encoding == "Q" else _base64(word.payload) for word in group]
    together, flaw = charsets.decode(b"".join(alone), label)
    if not flaw:
        return together
    parts = [charsets.decode(part, label) for part in alone]
    return text if any(flaw for _text, flaw in parts) else "".join(part for part, _flaw in parts)


def _joined_payloads(group: list[_Word]) -> list[bytes]:
    """Bytes of each word; base64 that was cut between its groups of four is put together first."""
    out, pending = list[bytes](), list[str]()
    length = 0
    for word in group:
        if word.encoding == "Q":
            out.extend((_base64("".join(pending)), _quoted(word.payload)))
            pending, length = [], 0
            continue
        piece = _NOT_BASE64.sub("", word.payload)
        pending.append(piece)
        length += len(piece)
        if length % 4 == 0 or piece.endswith("="):
            out.append(_base64("".join(pending)))
            pending, length = [], 0
    out.append(_base64("".join(pending)))
    return out


def _base64(text: str) -> bytes:
    out = []
    for run in text.split("=", 200):
        cleaned = _NOT_BASE64.sub("", run).replace("=", "")
        cleaned = cleaned[:-1] if len(cleaned) % 4 == 1 else cleaned
        out.append(binascii.a2b_base64(cleaned + "=" * (-len(cleaned) % 4)) if cleaned else b"")
    return b"".join(out)


def _quoted(text: str) -> bytes:
    """Q encoding. Raw characters beyond ASCII inside a word are illegal and are kept in the bytes of UTF-8."""
    raw = text.replace("_", " ").encode("utf-8", "surrogateescape")
    return _Q_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), raw)
