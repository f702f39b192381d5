"""A customer with a mail program: writes, and answers as mail programs do. Nothing of ours."""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path

from tests.faults.installation import ADDRESS

Carry = Callable[[str, EmailMessage], None]


@dataclass(frozen=True, slots=True)
class Customer:
    """`carry` brings a mail from an address to the inbox; it returns when the mail was taken."""

    name: str
    address: str
    carry: Carry
    inbox: str = ADDRESS

    def write(self, subject: str, text: str, **headers: str) -> EmailMessage:
        """Send a new mail; what was sent."""
        return self._send(subject, text, headers)

    def answer(self, received: EmailMessage, text: str) -> EmailMessage:
        """Answer a mail that was received, with its text quoted below."""
        plain = received.get_body(("plain",))
        assert plain is not None
        quote = "".join(f"> {line}\n" for line in plain.get_content().splitlines())
        named = f"{received.get('References', '')} {received['Message-ID']}".strip()
        whole = f"{text}\n\n2026年11月23日(月) 10:00 サポート <{self.inbox}>:\n{quote}"
        return self._send(str(received["Subject"]), whole, {"In-Reply-To": received["Message-ID"], "References": named})

    def _send(self, subject: str, text: str, headers: dict[str, str]) -> EmailMessage:
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = self.inbox
        mail["Subject"] = subject
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = make_msgid(domain="kobo.example")
        for name, value in headers.items():
            mail[name] = value
        mail.set_content(text)
        self.carry(self.address, mail)
        return mail


def by_smtplib(port: int) -> Carry:
    """Python's own client."""

    def carry(sender: str, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            client.sendmail(sender, [mail["To"]], mail.as_bytes())

    return carry


def by_swaks(program: str, port: int, folder: Path) -> Carry:
    """swaks, which ends with an error where it was not told 250."""

    def carry(sender: str, mail: EmailMessage) -> None:
        file = folder / "mail.eml"
        file.write_bytes(mail.as_bytes())
        where = ["--server", f"127.0.0.1:{port}", "--from", sender, "--to", mail["To"]]
        said = subprocess.run([program, *where, "--data", f"@{file}"], capture_output=True, text=True, timeout=60)
        assert said.returncode == 0, said.stdout + said.stderr

    return carry


def read(data: bytes) -> EmailMessage:
    """A mail as the customer's program reads it."""
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def words(mail: EmailMessage) -> str:
    """Every header and every text of a mail, decoded."""
    headers = [f"{name}: {value}" for name, value in mail.items()]
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*headers, *parts])
