"""Django's mail backend for the product's own mails: invitations, links for a new password, security notices.

They go to the installation's SMTP server, or into the local outbox while none is set. An invitation lies in the
outbox of its workspace, which the desk shows to administrators. What concerns an account, which may have seats in
several workspaces, lies in the folder "system" beside it: a link for a new password is for no administrator's eyes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from madoguchi.adapters.channels.email import outbox, smtp_out
from madoguchi.base.errors import DeliveryError
from madoguchi.config.mail_out import outbox_folder

FOLDER = "system"


class Backend(BaseEmailBackend):
    """Sends each mail at once; raises DeliveryError where a job should try again.

    `workspace_id` (of `get_connection`): in whose outbox the mails lie that no server takes.
    """

    def __init__(self, *, workspace_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = outbox_folder(workspace_id) if workspace_id else system_outbox()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were sent. Raises DeliveryError unless fail_silently; permanent when nobody took it for good."""
        sent = 0
        for message in email_messages:
            results = self._send(message)
            failed = [one for one in results if one.state != "sent"]
            if failed and not self.fail_silently:
                permanent = all(one.state == "failed" for one in failed)
                said = f"{failed[0].code or ''} {failed[0].text}".strip()  # 0: no answer came
                raise DeliveryError(said[:300], permanent=permanent)
            sent += not failed
        return sent

    def _send(self, message: EmailMessage) -> Sequence[smtp_out.RecipientResult]:
        recipients = message.recipients()
        mime = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own, of its subclass
        given = settings.MADOGUCHI.smtp_url
        if given is None:
            return outbox.send(outbox.Outbox(self.folder), settings.DEFAULT_FROM_EMAIL, recipients, mime)
        security = cast("smtp_out.Security", "ssl" if given.tls == "implicit" else given.tls)
        server = smtp_out.SmtpServer(
            given.host, given.port, security, given.user, given.password, timeout=given.timeout
        )
        return smtp_out.send(server, message.from_email, recipients, mime)


def system_outbox() -> Path:
    """Where mails about accounts lie that were sent without an SMTP server."""
    home: Path = settings.MADOGUCHI.home
    return home / "outbox" / FOLDER
