"""Django's mail backend for the product's own mails: invitations, links for a new password, security notices.

They go to the installation's SMTP server, or into the local outbox while none is set (the folder "system"
beside those of the workspaces), where `madoguchi` and the desk of an administrator show them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from madoguchi.adapters.channels.email import outbox, smtp_out
from madoguchi.base.errors import DeliveryError

FOLDER = "system"


class Backend(BaseEmailBackend):
    """Sends each mail at once; raises DeliveryError where a job should try again."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were sent. Raises DeliveryError unless fail_silently; permanent when nobody took it for good."""
        sent = 0
        for message in email_messages:
            results = self._send(message)
            failed = [one for one in results if one.state != "sent"]
            if failed and not self.fail_silently:
                permanent = all(one.state == "failed" for one in failed)
                raise DeliveryError(f"{failed[0].code} {failed[0].text}"[:300], permanent=permanent)
            sent += not failed
        return sent

    def _send(self, message: EmailMessage) -> Sequence[smtp_out.RecipientResult]:
        recipients = message.recipients()
        mime = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own, of its subclass
        given = settings.MADOGUCHI.smtp_url
        if given is None:
            return outbox.send(outbox.Outbox(outbox_folder()), settings.DEFAULT_FROM_EMAIL, recipients, mime)
        security = cast("smtp_out.Security", "ssl" if given.tls == "implicit" else given.tls)
        server = smtp_out.SmtpServer(
            given.host, given.port, security, given.user, given.password, timeout=given.timeout
        )
        return smtp_out.send(server, message.from_email, recipients, mime)


def outbox_folder() -> Path:
    """Where the product's own mails lie that were sent without an SMTP server."""
    home: Path = settings.MADOGUCHI.home
    return home / "outbox" / FOLDER
