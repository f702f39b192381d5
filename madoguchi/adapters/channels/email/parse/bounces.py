"""Reports of non-delivery: RFC 3464, and the free-form ones of servers, webmail and Japanese carriers."""

import re
from dataclasses import dataclass

from madoguchi.adapters.channels.email.inbound import Bounce
from madoguchi.adapters.channels.email.parse import addresses, automatic, bounce_texts, headers, transfer
from madoguchi.adapters.channels.email.parse.headers import Headers
from madoguchi.adapters.channels.email.parse.structure import Part, Structure

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})")
_ID = re.compile(r"<([^<>\s]{1,996})>")
_TEXT_ID = re.compile(
    r"^[ \t>]{0,8}(?:X-Original-)?Message-ID:[ \t]{0,4}\n?[ \t]{0,8}<([^<>\s]{1,996})>", re.IGNORECASE | re.MULTILINE
)
_MAX_TEXT = 200_000
_MAX_BLOCKS = 500
_RETURNED = frozenset(
    ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/partial")
)
_ROBOT = re.compile(
    r"mailer-?daemon|postmaster|mail-?delivery|mail delivery|delivery (?:sub)?system|microsoft ?exchange|mail system"
    r"|mail administrator|mdaemon|system administrator|システム管理者|メール配信|配信システム",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Recipient:
    address: str
    action: str
    status: str
    diagnostic: str


def find(data: bytes, tree: Structure, text: str) -> Bounce | None:
    """The bounce in this mail, or None. `text` is its readable text."""
    head = tree.parts[0].headers
    returned = _returned(data, tree)
    for part in tree.parts:
        if part.type.value in {"message/delivery-status", "message/global-delivery-status"}:
            found = _first_failure(_recipients(_content(data, part)))
            if found is None:
                return None if _has_actions(data, part) else _from_text(head, returned, text)
            return _from_report(found, head, returned, text)
    return _from_text(head, returned, text)


def _content(data: bytes, part: Part) -> bytes:
    content, _defect = transfer.undo(data, part.start, part.end, part.headers.unfolded("content-transfer-encoding"))
    return content


def _has_actions(data: bytes, part: Part) -> bool:
    return b"action:" in _content(data, part)[:_MAX_TEXT].lower()


def _recipients(content: bytes) -> list[_Recipient]:
    """The per-recipient blocks of message/delivery-status (RFC 3464, 2.3)."""
    out = list[_Recipient]()
    for block in re.split(rb"\r?\n[ \t]{0,40}\r?\n", content[:_MAX_TEXT].lstrip(), maxsplit=_MAX_BLOCKS):
        fields = headers.split(block, 0, len(block))
        final, original = (_typed(fields.text(name)) for name in ("final-recipient", "original-recipient"))
        action = fields.text("action").strip().lower().split(" ")[0]
        if not (final or original or action):
            continue
        status = _STATUS.match(fields.text("status"))
        diagnostic = fields.text("diagnostic-code")
        address = original if "@" in original else final
        out.append(_Recipient(address, action, status.group(1) if status else "", diagnostic))
    return out


def _typed(value: str) -> str:
    """`rfc822; user@example.jp` without its type."""
    address = value.rpartition(";")[2].strip()
    found = addresses.first(address) if address else None
    return found.address if found else ""


def _first_failure(recipients: list[_Recipient]) -> _Recipient | None:
    for wanted in ({"failed"}, {"delayed"}):
        for recipient in recipients:
            if recipient.action in wanted:
                return recipient
    return next((one for one in recipients if not one.action and one.status[:1] in {"4", "5"}), None)


def _from_report(found: _Recipient, head: Headers, returned: Headers | None, text: str) -> Bounce:
    report = bounce_texts.report_of(text[:_MAX_TEXT])
    status = found.status or bounce_texts.status(found.diagnostic or report) or "5.0.0"
    if found.action == "delayed" and status.startswith("5"):
        status = "4" + status[1:]
    address = found.address if "@" in found.address else _recipient_of_text(head, returned, report)
    return Bounce(
        recipient=address or found.address,
        status=status,
        permanent=status.startswith("5") and found.action != "delayed",
        original_message_id=_original_id(head, returned, text),
        diagnostic=(_smtp(found.diagnostic) or bounce_texts.diagnostic(report))[:1_000],
    )


def _smtp(diagnostic: str) -> str:
    kind, sign, rest = diagnostic.partition(";")
    return rest.strip() if sign and len(kind.split()) == 1 else diagnostic.strip()


def _from_text(head: Headers, returned: Headers | None, text: str) -> Bounce | None:
    failed = head.text("x-failed-recipients")
    sample = text[:_MAX_TEXT]
    report = bounce_texts.report_of(sample)
    subject = head.text("subject")
    if not failed and not _is_bounce(head, subject, report):
        return None
    if bounce_texts.is_success(subject, report):
        return None
    delayed = bounce_texts.is_delay(subject, report)
    status = bounce_texts.status(report) or ("4.0.0" if delayed else "5.0.0")
    if delayed and status.startswith("5"):
        status = "4.0.0"
    listed = addresses.first(failed)
    return Bounce(
        recipient=listed.address if listed else _recipient_of_text(head, returned, report),
        status=status,
        permanent=status.startswith("5"),
        original_message_id=_original_id(head, returned, sample),
        diagnostic=bounce_texts.diagnostic(report)[:1_000],
    )


def _is_bounce(head: Headers, subject: str, report: str) -> bool:
    """A robot says so. An empty Return-Path alone is no robot: absence notes have it too."""
    if automatic.has_reply_subject(head):
        return False
    robot = _ROBOT.search(head.text("from")[:500]) is not None
    if bounce_texts.has_subject(subject):
        nobody = head.first("return-path").strip() == b"<>"
        return (robot or nobody) and (bounce_texts.says_so(report) or not report.strip())
    return robot and bounce_texts.says_so(report) and bool(bounce_texts.recipients(report))


def _recipient_of_text(head: Headers, returned: Headers | None, report: str) -> str:
    """The failed address: as the report names it, else the To of the returned mail."""
    own = {
        address.address.lower()
        for name in ("to", "from", "delivered-to")
        for address in addresses.parse(head.joined(name))
    }
    sent_to = (
        [address.address for name in ("to", "cc") for address in addresses.parse(returned.joined(name))]
        if returned
        else []
    )
    if returned:
        sender = addresses.first(returned.unfolded("from"))
        own |= {sender.address.lower()} if sender else set()
    named = bounce_texts.recipients(report)
    best = next((address for address in named if address.lower() not in own), "")
    return addresses.normal(best or (sent_to[0] if sent_to else ""))


def _returned(data: bytes, tree: Structure) -> Headers | None:
    """Headers of the mail that came back, if it is a part of its own."""
    for part in tree.parts[1:]:
        if part.type.value in _RETURNED:
            content = _content(data, part)[:_MAX_TEXT].lstrip(b"\r\n")
            found = headers.split(content, 0, len(content))
            if found.raw:
                return found
    return None


def _original_id(head: Headers, returned: Headers | None, text: str) -> str:
    """Message-ID of our mail: from the part that came back, from its copy in the text, from References."""
    if returned is not None:
        match = _ID.search(returned.text("message-id"))
        if match:
            return match.group(1)
    for value in (head.text("x-original-message-id"), head.text("original-message-id")):
        match = _ID.search(value)
        if match:
            return match.group(1)
    copied = _TEXT_ID.search(text[:_MAX_TEXT])
    if copied:
        return copied.group(1)
    for name in ("in-reply-to", "references"):
        ids = _ID.findall(head.text(name))
        if ids:
            return str(ids[-1])
    return ""
