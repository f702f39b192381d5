"""How a parsed mail crosses the pipe from the worker: JSON for the facts, raw bytes for the attachments. Never pickle:
the worker has read a stranger's bytes, and what it answers must not be able to run code in the parent.

A frame is 4 bytes of length (big endian) and a body. The body of an answer is 4 bytes of length of the JSON, the JSON,
and the contents of the attachments one after the other.
"""

import dataclasses
import json
import struct
from datetime import datetime
from typing import Any

from madoguchi.adapters.channels.email.inbound import Address, Bounce, InboundAttachment, InboundMessage

LENGTH = struct.Struct(">I")
READY = b"!"  # what a worker says once, when it has loaded


def encode(message: InboundMessage) -> list[bytes]:
    """The pieces of an answer's body, in order."""
    facts = {field.name: getattr(message, field.name) for field in dataclasses.fields(message)}
    facts["date"] = message.date.isoformat() if message.date else None
    facts["attachments"] = [
        (one.name, one.content_type, len(one.content), one.content_id, one.inline) for one in message.attachments
    ]
    head = json.dumps(facts, default=dataclasses.astuple).encode("ascii")
    return [LENGTH.pack(len(head)), head, *(one.content for one in message.attachments)]


def decode(body: bytes) -> InboundMessage:
    """`encode` undone. Raises ValueError, KeyError, TypeError or struct.error on anything that is not an answer."""
    size = LENGTH.unpack_from(body)[0]
    at = LENGTH.size + size
    facts: dict[str, Any] = json.loads(body[LENGTH.size : at])
    attachments = []
    for name, content_type, length, content_id, inline in facts["attachments"]:
        attachments.append(InboundAttachment(name, content_type, body[at : at + length], content_id, inline))
        at += length
    facts["attachments"] = tuple(attachments)
    facts["date"] = datetime.fromisoformat(facts["date"]) if facts["date"] else None
    facts["from_"] = Address(*facts["from_"])
    facts["sender"] = Address(*facts["sender"]) if facts["sender"] else None
    for name in ("reply_to", "to", "cc"):
        facts[name] = tuple(Address(*pair) for pair in facts[name])
    facts["bounce"] = Bounce(*facts["bounce"]) if facts["bounce"] else None
    facts["references"], facts["defects"] = tuple(facts["references"]), tuple(facts["defects"])
    facts["headers"] = tuple((name, value) for name, value in facts["headers"])
    return InboundMessage(**facts)
