"""The pure part of `madoguchi mail inspect`: what the parser reads in .eml files, one dictionary a file, no database.

Conventions are documented in docs/reference/mail-inspect.md.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from madoguchi.adapters.channels.email.inbound import Bounce, InboundMessage
from madoguchi.adapters.channels.email.parse import dates, parse

PARSER_FAILED = "parser failed"  # the only `error` of a file that could be read


def inspect_paths(paths: Iterable[Path | str]) -> Iterator[dict[str, Any]]:
    """One dictionary a mail: files as given, folders recursively by their `.eml` files in order of their names.

    A path that cannot be read gives a dictionary with `error`, so that there is one line for each.
    """
    for given in paths:
        path = Path(given)
        if path.is_dir():
            files = sorted(found for found in path.rglob("*") if found.suffix.lower() == ".eml" and found.is_file())
            yield from map(_inspect, files)
        else:
            yield _inspect(path)


def describe(path: str, message: InboundMessage) -> dict[str, Any]:
    """The facts of one mail under the names of the command's output."""
    return {
        "path": path,
        "subject": message.subject,
        "from_address": message.from_.address,
        "from_name": message.from_.name,
        "to": [address.address for address in message.to if address.address],
        "cc": [address.address for address in message.cc if address.address],
        "date": _date(message),
        "message_id": message.message_id,
        "text": message.text,
        "html": message.html,
        "reply_text": message.reply_text,
        "attachments": [
            {"name": one.name, "content_type": one.content_type, "size": len(one.content)}
            for one in message.attachments
        ],
        "automatic": message.automatic,
        "bounce": _bounce(message.bounce),
        "error": PARSER_FAILED if "parser_failed" in message.defects else None,
    }


def _inspect(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(str(path), error.strerror or type(error).__name__)
    return describe(str(path), parse(raw))


def _unreadable(path: str, reason: str) -> dict[str, Any]:
    """The facts of no mail at all, and why."""
    return {**describe(path, parse(b"")), "error": reason}


def _date(message: InboundMessage) -> str | None:
    """ISO 8601 with the offset that the sender wrote."""
    if message.date is None:
        return None
    written = next((value for name, value in message.headers if name == "date"), "")
    found = dates.parse(written) or message.date
    return found.isoformat()


def _bounce(bounce: Bounce | None) -> dict[str, Any] | None:
    if bounce is None:
        return None
    return {"recipient": bounce.recipient, "status": bounce.status, "permanent": bounce.permanent}
