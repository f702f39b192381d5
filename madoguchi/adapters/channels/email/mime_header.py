"""Header fields and parameters as bytes: RFC 5322 lines, RFC 2047 words, RFC 2231 parameters.

Written by hand because the standard library folds only in UTF-8 and gives Japanese clients file names they
cannot read.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from madoguchi.adapters.channels.email.inbound import Address

LINE = 76
WORD = 75  # an encoded word, RFC 2047 2
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_SPECIALS = frozenset('<>,;: ()\t"')
_LONGEST_WORD = 200
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029/\\]")


class HeaderInjectionError(ValueError):
    """A value for a header holds a line end or another control character. Nothing is written."""


def checked(value: str, what: str) -> str:
    """The value, if it stays on its line."""
    if _CONTROL.search(value):
        raise HeaderInjectionError(f"{what} holds a line end or a control character")
    return value


def text_field(name: str, value: str, charset: str) -> bytes:
    """An unstructured field such as Subject. Letters other than ASCII become encoded words."""
    checked(value, name)
    if _is_plain(value):
        return _folded(f"{name}:", value.split(" "))
    return _folded(f"{name}:", encoded_words(value, charset, first=LINE - len(name) - 2))


def _is_plain(value: str) -> bool:
    """Whether the value can be folded at its spaces and come back as it was."""
    words = value.split(" ")
    return (
        value.isascii()
        and "=?" not in value
        and "\t" not in value
        and (not value or all(0 < len(word) <= _LONGEST_WORD for word in words))
    )


def address_field(name: str, addresses: Iterable[Address], charset: str) -> bytes:
    """A list of mailboxes, one name and address after the other, folded between and inside them."""
    pieces: list[str] = []
    for address in addresses:
        if pieces:
            pieces[-1] += ","
        pieces.extend(_mailbox(address, charset))
    return _folded(f"{name}:", pieces)


def message_ids_field(name: str, ids: Iterable[str]) -> bytes:
    """Message-ID, In-Reply-To or References; the ids come without angle brackets."""
    return _folded(f"{name}:", [f"<{checked(one, name)}>" for one in ids])


def plain_field(name: str, value: str) -> bytes:
    """A field whose value is ASCII and short by construction."""
    return f"{name}: {checked(value, name)}\r\n".encode("ascii")


def encoded_words(value: str, charset: str, first: int = WORD) -> list[str]:
    """RFC 2047 words in base64, none longer than 75 letters, no character cut; `first` is the room for the
    first one.
    """
    overhead = len(charset) + len("=??B??=")
    words, chunk = [], ""
    room = (min(first, WORD) - overhead) // 4 * 3
    for character in value:
        if len((chunk + character).encode(charset)) > room and chunk:
            words.append(chunk)
            chunk, room = "", (WORD - overhead) // 4 * 3
        chunk += character
    words.append(chunk)
    return [f"=?{charset.upper()}?B?{base64.b64encode(word.encode(charset)).decode()}?=" for word in words]


def content_type_name(name: str, charset: str) -> str:
    """The `name` parameter of Content-Type as Japanese clients write and read it: encoded words in quotes."""
    if name.isascii():
        return f' name="{_escaped(name)}"'
    words = encoded_words(name, charset, first=LINE - 8)
    return ' name="' + "\r\n ".join(words) + '"'


def disposition_filename(name: str) -> str:
    """The `filename` parameter by RFC 2231: UTF-8 in per cent, in numbered pieces where it is long."""
    if name.isascii() and len(name) < LINE - 14:
        return f' filename="{_escaped(name)}"'
    pieces = list(_percent_pieces(name, LINE - 18))
    if len(pieces) == 1:
        return f" filename*=UTF-8''{pieces[0]}"
    lines = [
        f" filename*{number}*={'' if number else chr(39).join(('UTF-8', '', ''))}{piece}"
        for number, piece in enumerate(pieces)
    ]
    return ";\r\n".join(lines)


def safe_name(name: str) -> str:
    """A file name without paths and control characters, at most 200 letters; never empty."""
    cleaned = _UNSAFE_NAME.sub("_", name.encode("utf-8", "replace").decode()).strip(" .")
    if len(cleaned) > 200:
        stem, dot, ending = cleaned.rpartition(".")
        keep = f"{dot}{ending}" if stem and len(ending) <= 16 else ""
        cleaned = cleaned[: 200 - len(keep)] + keep
    return cleaned or "attachment"


def _percent_pieces(name: str, room: int) -> Iterator[str]:
    piece = ""
    for character in name:
        encoded = quote(character, safe="!#$&+-.^_`|~")
        if piece and len(piece) + len(encoded) > room:
            yield piece
            piece = ""
        piece += encoded
    yield piece


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _mailbox(address: Address, charset: str) -> list[str]:
    name = checked(address.name, "a name").strip()
    route = f"<{wire_address(address.address)}>"
    if not name:
        return [route]
    if not name.isascii() or "=?" in name or len(name) > _LONGEST_WORD:
        return [*encoded_words(name, charset), route]
    return [name if _ATOMS.match(name) else f'"{_escaped(name)}"', route]


def wire_address(address: str) -> str:
    """The address for a header: the domain in punycode where the local part is ASCII. HeaderInjectionError if
    unsound.
    """
    checked(address, "an address")
    local, _, domain = address.rpartition("@")
    quoted = local.startswith('"') and local.endswith('"') and len(local) > 1
    forbidden = set("<>") if quoted else _SPECIALS
    if not local or not domain or forbidden & set(local) or _SPECIALS & set(domain):
        raise HeaderInjectionError("not an address")
    if local.isascii() and not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError as error:
            raise HeaderInjectionError("not a domain") from error
    return f"{local}@{domain}"


def _folded(start: str, pieces: Iterable[str]) -> bytes:
    """`start` and the pieces with one space between each, broken before a piece that would pass the line's
    end.
    """
    lines, line = [], start
    for piece in pieces:
        if len(line) + 1 + len(piece) > LINE and line != start:
            lines.append(line)
            line = ""
        line += " " + piece
    lines.append(line)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")
