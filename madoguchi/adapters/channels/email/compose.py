"""A mail of ours as bytes (RFC 5322, MIME), from plain data. The same data gives the same bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.japanese import fits_jis, for_jis
from madoguchi.adapters.channels.email.mime_header import (
    HeaderInjectionError,
    address_field,
    content_type_name,
    disposition_filename,
    message_ids_field,
    plain_field,
    safe_name,
    text_field,
)

Charset = Literal["utf-8", "iso-2022-jp"]
LINE_LIMIT = 998
REFERENCES_KEPT = 20
_MESSAGE_ID = re.compile(r"[^\s<>\x00-\x20\x7f]{1,900}\Z")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*\Z")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
_OURS = frozenset(
    (
        *("from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to"),
        *("references", "mime-version", "auto-submitted", "x-madoguchi-loop", "return-path", "received"),
    )
)


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    """`inline` with a `content_id` (no angle brackets) goes beside the HTML that shows it by `cid:`."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None = None
    inline: bool = False


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A mail to write. Message ids come without angle brackets; `date` is aware; `text` has no markup.

    `charset` "iso-2022-jp" is a wish: a mail with a character outside it goes out in UTF-8 as a whole.
    `loop` counts the answers of machines on the way here (0: a person wrote, and no header says so).
    `auto_submitted` is a keyword of RFC 3834 or "".
    `bcc` is for the envelope alone.
    """

    message_id: str
    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    date: datetime
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    html: str = ""
    attachments: tuple[OutboundAttachment, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    charset: Charset = "utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    auto_submitted: Literal["", "auto-generated", "auto-replied"] = ""
    loop: int = 0

    def recipients(self) -> tuple[str, ...]:
        """Every address that the envelope names, once."""
        return tuple(dict.fromkeys(person.address for person in (*self.to, *self.cc, *self.bcc)))


@dataclass(frozen=True, slots=True)
class _Part:
    """A MIME entity: its header fields (with line ends) and its body, encoded."""

    head: bytes
    body: bytes

    def whole(self) -> bytes:
        return self.head + b"\r\n" + self.body


def compose(message: OutboundMessage) -> bytes:
    """The mail, 7 bits wide, lines of at most 998 bytes ended by CR LF.

    HeaderInjectionError: an address, the subject or a header holds a line end; ValueError: no id, date or
    such header.
    """
    if message.date.tzinfo is None:
        raise ValueError("the date must be aware")
    if message.charset == "iso-2022-jp" and all(fits_jis(text) for text in _texts(message)):
        message = _in_jis(message)
    else:
        message = _in_utf8(message)
    return b"".join(_fields(message)) + _body(message).whole()


def _texts(message: OutboundMessage) -> list[str]:
    people = (message.from_, *message.to, *message.cc, *message.reply_to)
    names = [*(person.name for person in people), *(attachment.name for attachment in message.attachments)]
    return [message.subject, message.text, message.html, *names, *(value for _, value in message.headers)]


def _in_jis(message: OutboundMessage) -> OutboundMessage:
    def people(given: tuple[Address, ...]) -> tuple[Address, ...]:
        return tuple(Address(person.address, for_jis(person.name)) for person in given)

    return replace(
        message,
        subject=for_jis(message.subject),
        text=for_jis(message.text),
        html=for_jis(message.html),
        from_=people((message.from_,))[0],
        to=people(message.to),
        cc=people(message.cc),
        reply_to=people(message.reply_to),
        headers=tuple((name, for_jis(value)) for name, value in message.headers),
        attachments=tuple(replace(item, name=for_jis(item.name)) for item in message.attachments),
    )


def _in_utf8(message: OutboundMessage) -> OutboundMessage:
    """Half characters that no charset can carry (lone surrogates) become question marks."""

    def whole(text: str) -> str:
        return text.encode("utf-8", "replace").decode()

    return replace(
        message,
        charset="utf-8",
        subject=whole(message.subject),
        text=whole(message.text),
        html=whole(message.html),
    )


def _fields(message: OutboundMessage) -> list[bytes]:
    if not _MESSAGE_ID.match(message.message_id):
        raise ValueError("not a message id")
    charset = message.charset
    fields = [
        plain_field("Date", format_datetime(message.date)),
        address_field("From", [message.from_], charset),
    ]
    for name, people in (("Reply-To", message.reply_to), ("To", message.to), ("Cc", message.cc)):
        if people:
            fields.append(address_field(name, people, charset))
    fields += [
        text_field("Subject", message.subject, charset),
        message_ids_field("Message-ID", [message.message_id]),
        *_thread(message),
        *_extra(message),
        *([plain_field("X-Madoguchi-Loop", str(message.loop))] if message.loop else []),
    ]
    if message.auto_submitted:
        fields.append(plain_field("Auto-Submitted", message.auto_submitted))
    fields.append(plain_field("MIME-Version", "1.0"))
    return fields


def _thread(message: OutboundMessage) -> list[bytes]:
    """In-Reply-To and References (RFC 5322 3.6.4): the first of the thread and the last twenty.

    A foreign id that cannot stand in a header is left out: the answer must go out all the same.
    """
    parent = [message.in_reply_to] if _MESSAGE_ID.match(message.in_reply_to) else []
    chain = [one for one in dict.fromkeys(message.references) if _MESSAGE_ID.match(one)]
    chain = [one for one in chain if one not in parent] + parent
    if len(chain) > REFERENCES_KEPT + 1:
        chain = [chain[0], *chain[-REFERENCES_KEPT:]]
    fields = [message_ids_field("In-Reply-To", parent)] if parent else []
    return [*fields, message_ids_field("References", chain)] if chain else fields


def _extra(message: OutboundMessage) -> list[bytes]:
    for name, _ in message.headers:
        if not _FIELD_NAME.match(name):
            raise HeaderInjectionError("not the name of a header")
        if name.lower() in _OURS or name.lower().startswith("content-"):
            raise ValueError(f"the header {name} is not free")
    return [text_field(name, value, message.charset) for name, value in message.headers]


def _body(message: OutboundMessage) -> _Part:
    inline = [item for item in message.attachments if message.html and item.inline and item.content_id]
    attached = [item for item in message.attachments if item not in inline]
    body = _text_part(message.text, "plain", message.charset)
    if message.html:
        shown = _text_part(message.html, "html", message.charset)
        if inline:
            shown = _multipart("related", [shown, *(_file_part(item, message) for item in inline)], message)
        body = _multipart("alternative", [body, shown], message)
    if attached:
        body = _multipart("mixed", [body, *(_file_part(item, message) for item in attached)], message)
    return body


def _multipart(kind: str, parts: list[_Part], message: OutboundMessage) -> _Part:
    wholes = [part.whole() for part in parts]
    seed, number = f"{message.message_id} {kind}", 0
    while True:  # ends at once unless a part holds the boundary, which takes knowing our id beforehand
        boundary = f"=_{hashlib.sha256(f'{seed} {number}'.encode()).hexdigest()[:32]}"
        if not any(boundary.encode() in whole for whole in wholes):
            break
        number += 1
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + whole + b"\r\n" for whole in wholes) + line + b"--\r\n"
    related = ' type="text/html";' if kind == "related" else ""
    return _Part(f'Content-Type: multipart/{kind};{related}\r\n boundary="{boundary}"\r\n'.encode(), body)


def _text_part(text: str, subtype: str, charset: str) -> _Part:
    lines = re.sub(r"\r\n|\r|\n", "\r\n", text)
    lines = lines if lines.endswith("\r\n") or not lines else lines + "\r\n"
    data = lines.encode(charset)
    named = "us-ascii" if charset == "utf-8" and data.isascii() else charset
    encoding, body = _encoded_text(data)
    head = f"Content-Type: text/{subtype}; charset={named}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return _Part(head.encode(), body)


def _encoded_text(data: bytes) -> tuple[str, bytes]:
    """As it is where seven bits and short lines allow it; else the shorter of quoted-printable and base64."""
    if data.isascii() and b"\0" not in data and all(len(line) <= LINE_LIMIT for line in data.split(b"\r\n")):
        return "7bit", data
    quoted = binascii.b2a_qp(data.replace(b"\r\n", b"\n"), istext=True).replace(b"\n", b"\r\n")
    coded = _base64(data)
    return ("quoted-printable", quoted) if len(quoted) < len(coded) else ("base64", coded)


def _file_part(item: OutboundAttachment, message: OutboundMessage) -> _Part:
    media = item.content_type.lower().strip()
    if not _MEDIA_TYPE.match(media) or media.startswith(("multipart/", "message/")):
        media = "application/octet-stream"  # RFC 2046 5 forbids base64 around the two composite types
    name = safe_name(item.name)
    head = [f"Content-Type: {media};\r\n{content_type_name(name, message.charset)}"]
    head.append("Content-Transfer-Encoding: base64")
    kind = "inline" if item.inline and item.content_id else "attachment"
    head.append(f"Content-Disposition: {kind};\r\n{disposition_filename(name)}")
    if item.content_id:
        if not _MESSAGE_ID.match(item.content_id):
            raise HeaderInjectionError("not a content id")
        head.append(f"Content-ID: <{item.content_id}>")
    return _Part("".join(f"{line}\r\n" for line in head).encode(), _base64(item.content))


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
