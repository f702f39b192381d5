"""Can mail leave?"""

import smtplib
import ssl
from collections.abc import Iterator

from madoguchi.config.doctor.finding import Finding, error, ok
from madoguchi.config.environment import Environment
from madoguchi.config.texts import gettext as _
from madoguchi.config.values import OutgoingServer

PATIENCE = 10.0  # seconds


def check(environment: Environment, database_url: str) -> Iterator[Finding]:
    server = environment.smtp_url
    if server is None:
        yield ok(
            "mail-out", _("No server for outgoing mail: everything goes to the local outbox (MADOGUCHI_SMTP_URL).")
        )
        return
    try:
        _greet(server, environment.mail_from)
    except (OSError, smtplib.SMTPException) as problem:
        text = _("%(host)s port %(port)s does not take mail from us: %(problem)s")
        yield error("mail-out", text % {"host": server.host, "port": server.port, "problem": problem})
    else:
        yield ok(
            "mail-out", _("%(host)s port %(port)s takes mail from us") % {"host": server.host, "port": server.port}
        )


def _greet(server: OutgoingServer, sender: str) -> None:
    """As far as our own sender; nothing is sent."""
    context = ssl.create_default_context()
    client: smtplib.SMTP
    if server.tls == "implicit":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    with client:
        client.ehlo()
        if server.tls == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        code, said = client.mail(sender)
        client.rset()
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, said, sender)
