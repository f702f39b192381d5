"""Where mail goes while no server is set: .eml files in a folder, written so that none is ever half there."""

from __future__ import annotations

import email
import email.policy
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from madoguchi.adapters.channels.email.smtp_out import RecipientResult

_NAME = re.compile(r"(\d{8}T\d{12})-[0-9a-f]{8}\.eml\Z")
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Outbox:
    folder: Path


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One mail in the outbox. `name` is its key, and newer names are greater."""

    name: str
    sent_at: datetime
    size: int
    mail_from: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str


def send(outbox: Outbox, mail_from: str, recipients: Sequence[str], mime: bytes) -> tuple[RecipientResult, ...]:
    """Write the mail, with its envelope as Return-Path and Delivered-To above it; "sent" once it is on the disk."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
    envelope = [f"Return-Path: <{_plain(mail_from)}>", *(f"Delivered-To: {_plain(to)}" for to in recipients)]
    try:
        outbox.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(outbox.folder, name, "".join(f"{line}\r\n" for line in envelope).encode() + mime)
    except OSError as error:
        text = f"The local outbox cannot be written: {error.strerror}"
        return tuple(RecipientResult(to, "deferred", 0, "4.3.0", text) for to in recipients)
    return tuple(RecipientResult(to, "sent", 250, "2.0.0", f"Local outbox: {name}", kept=True) for to in recipients)


def list_outbox(folder: Path, limit: int = 50, before: str = "") -> list[OutboxEntry]:
    """The newest mails, at most `limit`; older than the one named `before`, if given."""
    names = sorted((one.name for one in folder.glob("*.eml") if _NAME.match(one.name)), reverse=True)
    return [_entry(folder / name) for name in names if not before or name < before][:limit]


def read_outbox(folder: Path, name: str) -> bytes:
    """The mail as it was sent, below its envelope lines. FileNotFoundError for a name that is not there."""
    if not _NAME.match(name):
        raise FileNotFoundError(name)
    return (folder / name).read_bytes()


def _write(folder: Path, name: str, content: bytes) -> None:
    part = folder / f".{name}.part"
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _entry(path: Path) -> OutboxEntry:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        size = os.fstat(file.fileno()).st_size
    mail: EmailMessage = email.message_from_bytes(head.partition(b"\r\n\r\n")[0], policy=email.policy.default)
    found = _NAME.match(path.name)
    assert found is not None
    return OutboxEntry(
        name=path.name,
        sent_at=datetime.strptime(found.group(1), "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        size=size,
        mail_from=str(mail.get("Return-Path", "")).strip("<> "),
        recipients=tuple(str(to) for to in mail.get_all("Delivered-To", [])),
        subject=str(mail.get("Subject", "")).strip(),
        message_id=str(mail.get("Message-ID", "")).strip("<> "),
    )


def _plain(address: str) -> str:
    return "".join(character for character in address if ord(character) >= 32 and ord(character) != 127)
