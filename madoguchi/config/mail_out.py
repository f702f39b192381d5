"""Sending a reply by mail: compose it, and hand it to the inbox's server, the installation's, or the local outbox."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from madoguchi.adapters.channels.email import outbox, smtp_out
from madoguchi.adapters.channels.email.compose import OutboundAttachment, OutboundMessage, compose
from madoguchi.adapters.channels.email.inbound import Address
from madoguchi.adapters.channels.email.quoting import attribution, quote_html, quote_text
from madoguchi.base.html import markdown_to_mail, text_to_html
from madoguchi.base.metrics import MAIL_OUT
from madoguchi.base.unmarked import unmarked
from madoguchi.config.mail_account import TokenKeeper
from madoguchi.core.conversations.arrival import Party
from madoguchi.core.conversations.outgoing import Outgoing, Result

SECURITY: dict[str, smtp_out.Security] = {"implicit": "ssl", "starttls": "starttls", "none": "none"}
SEPARATORS = ("--", "==", "━", "─", "―", "＝", "＊", "***", "___")
MOST_QUOTED = 100_000  # characters of the answered mail


def send(outgoing: Outgoing) -> Sequence[Result]:
    """Send one reply to its open recipients; one result for each."""
    mime = compose(message_of(outgoing))
    results = hand_over(outgoing, mime)
    for one in results:
        MAIL_OUT.labels(one.state).inc()
    return [
        Result(one.address, one.state, one.enhanced or (str(one.code) if one.code else ""), one.text, one.kept)
        for one in results
    ]


def hand_over(outgoing: Outgoing, mime: bytes) -> Sequence[smtp_out.RecipientResult]:
    """To the server of the inbox, else that of the installation, else the local outbox."""
    mail_from, recipients = outgoing.sender.address, list(outgoing.recipients)
    service = outgoing.settings.get("anymail_backend")
    if service:
        from madoguchi.adapters.channels.email import anymail_out  # a client of the web, 6 MB: for who has a service

        return anymail_out.send(
            anymail_out.AnymailService(service, outgoing.secrets.get("anymail", {})), mail_from, recipients, mime
        )
    server = server_of(outgoing)
    if server is None:
        folder = outbox_folder(outgoing.workspace_id)
        return outbox.send(outbox.Outbox(folder), mail_from, recipients, mime)
    return smtp_out.send(server, mail_from, recipients, mime)


def outbox_folder(workspace_id: int) -> Path:
    """Where mail lies that was sent without an SMTP server."""
    return settings.MADOGUCHI.home / "outbox" / str(workspace_id)


def server_of(outgoing: Outgoing) -> smtp_out.SmtpServer | None:
    """The SMTP server for one reply; None: the local outbox."""
    chosen = outgoing.settings
    if chosen.get("smtp_host"):
        return smtp_out.SmtpServer(
            chosen["smtp_host"],
            int(chosen.get("smtp_port", 587)),
            chosen.get("smtp_security", "starttls"),
            chosen.get("smtp_user", ""),
            outgoing.secrets.get("smtp_password", ""),
            TokenKeeper(outgoing.workspace_id, outgoing.inbox_id)() if chosen.get("oauth_provider") else "",
        )
    given = settings.MADOGUCHI.smtp_url
    if given is None:
        return None
    security = SECURITY[given.tls]
    return smtp_out.SmtpServer(given.host, given.port, security, given.user, given.password, timeout=given.timeout)


def message_of(outgoing: Outgoing) -> OutboundMessage:
    """The mail as it will be written: the answer, the signature, the quote."""
    text, html = _bodies(outgoing)
    reply_to = (_address(_token_address(outgoing)),) if outgoing.settings.get("token_in_address") else ()
    return OutboundMessage(
        message_id=outgoing.mail_id,
        from_=_address(outgoing.sender),
        to=tuple(map(_address, outgoing.to)),
        cc=tuple(map(_address, outgoing.cc)),
        bcc=tuple(map(_address, outgoing.bcc)),
        reply_to=reply_to,
        subject=outgoing.subject,
        text=text,
        html=html,
        date=outgoing.written_at.astimezone(ZoneInfo(outgoing.time_zone)),
        in_reply_to=outgoing.in_reply_to,
        references=outgoing.references,
        auto_submitted="auto-replied" if outgoing.is_automatic else "",
        charset="iso-2022-jp" if outgoing.charset == "iso-2022-jp" else "utf-8",
        attachments=tuple(
            OutboundAttachment(one.name, one.content_type, one.content, one.content_id or None, one.inline)
            for one in outgoing.pieces
        ),
    )


def _bodies(outgoing: Outgoing) -> tuple[str, str]:
    shown = {one.content_id for one in outgoing.pieces if one.inline}
    parts = [unmarked(outgoing.markdown)]
    html = markdown_to_mail(outgoing.markdown, cid_url=lambda name: f"cid:{name}" if name in shown else None)
    if outgoing.signature:
        parts.append(signature_of(outgoing.signature))
        html += f'<div class="signature">{text_to_html(parts[-1])}</div>'
    quoted = outgoing.quoted
    if quoted is not None:
        at = quoted.at.astimezone(ZoneInfo(outgoing.time_zone))
        line = attribution(outgoing.language, at, quoted.author.name, quoted.author.address)
        said = quoted.text[:MOST_QUOTED]
        parts.append(quote_text(said, line))
        html += quote_html(text_to_html(said), line)
    return "\n\n".join(parts), html


def signature_of(written: str) -> str:
    """The signature under its delimiter, unless it brings a line of its own."""
    return written if written.startswith(SEPARATORS) else f"-- \n{written}"


def _token_address(outgoing: Outgoing) -> Party:
    local, _at, domain = outgoing.sender.address.rpartition("@")
    token = outgoing.mail_id.partition("@")[0]
    return Party(f"{local}+{token}@{domain}", outgoing.sender.name)


def _address(party: Party) -> Address:
    return Address(party.address, party.name)
