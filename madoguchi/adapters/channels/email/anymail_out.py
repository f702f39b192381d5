"""Mail out by the API of a mail service, through a backend of django-anymail chosen by its dotted name.

The service builds the mail anew from its parts. Most keep our Message-ID; those that replace it (Amazon SES, Mailjet)
break threading by References, and answers are then found by the reply address alone.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused, AnymailUnsupportedFeature
from django.core.mail import EmailMultiAlternatives, get_connection

from madoguchi.adapters.channels.email.smtp_out import RecipientResult, State
from madoguchi.base.http import Forbidden, is_public, resolve

_STATES: dict[str, State] = {"sent": "sent", "queued": "sent", "unknown": "sent"}
_OWN_FIELDS = frozenset({"from", "to", "cc", "reply-to", "subject", "mime-version"})
_MAIL_IS_WRONG = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class AnymailService:
    """`backend` as "anymail.backends.mailgun.EmailBackend"; `options` its keyword arguments, such as api_key."""

    backend: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)


def send(
    service: AnymailService, mail_from: str, recipients: Sequence[str], mime: bytes
) -> tuple[RecipientResult, ...]:
    """Hand the mail to the service; one result for each recipient, in that order."""
    message = _message(email.message_from_bytes(mime, policy=email.policy.default), mail_from, recipients)
    try:
        refuse_inside(service.options)
        connection = get_connection(service.backend, fail_silently=False, **service.options)
        try:
            connection.send_messages([message])
        except AnymailUnsupportedFeature:
            if message.envelope_sender is None:  # type: ignore[attr-defined]
                raise
            message.envelope_sender = None  # type: ignore[attr-defined]  # Postmark and others take only their own
            connection.send_messages([message])
    except (Forbidden, AnymailUnsupportedFeature) as error:  # no later try would change it
        return tuple(RecipientResult(to, "failed", 550, "", _reason(error)) for to in recipients)
    except AnymailRecipientsRefused as error:
        return tuple(RecipientResult(to, "failed", 550, "5.1.1", str(error)[:500]) for to in recipients)
    except AnymailAPIError as error:
        code = error.status_code or 0
        state: State = "failed" if code in _MAIL_IS_WRONG else "deferred"
        return tuple(RecipientResult(to, state, code, "", _reason(error)) for to in recipients)
    except (AnymailError, OSError) as error:  # a setting that is wrong, a network that is not there
        return tuple(RecipientResult(to, "deferred", 0, "", _reason(error)) for to in recipients)
    return tuple(_result(message, to) for to in recipients)


def refuse_inside(options: Mapping[str, Any]) -> None:
    """Forbidden where an option is the address of something inside; the service's own client does not ask Egress."""
    for value in options.values():
        if isinstance(value, str) and "://" in value:
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise Forbidden("not a URL of http or https")
            if not all(is_public(ip_address(one)) for one in resolve(parts.hostname, parts.port or 443)):
                raise Forbidden("an address inside")


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:500]


def _result(message: EmailMultiAlternatives, to: str) -> RecipientResult:
    status = message.anymail_status  # type: ignore[attr-defined]  # set by the backend
    own = {address.lower(): one for address, one in (status.recipients or {}).items()}.get(to.lower())
    said = own.status if own is not None else "unknown"
    state = _STATES.get(said or "unknown", "failed")
    return RecipientResult(to, state, 250 if state == "sent" else 550, "", str(said))


def _message(mail: EmailMessage, mail_from: str, recipients: Sequence[str]) -> EmailMultiAlternatives:
    named = {name: _listed(mail, name) for name in ("To", "Cc")}
    shown = {address for _, addresses in named.items() for address, _ in addresses}
    text = mail.get_body(("plain",))
    message = EmailMultiAlternatives(
        subject=str(mail["Subject"] or ""),
        body=text.get_content() if text is not None else "",
        from_email=str(mail["From"]),
        to=[written for address, written in named["To"] if address in recipients],
        cc=[written for address, written in named["Cc"] if address in recipients],
        bcc=[address for address in recipients if address not in shown],
        reply_to=[written for _, written in _listed(mail, "Reply-To")],
        headers={name: str(value) for name, value in mail.items() if _is_free(name)},
    )
    message.envelope_sender = mail_from  # type: ignore[attr-defined]  # anymail's own attribute
    html = mail.get_body(("html",))
    if html is not None:
        message.attach_alternative(html.get_content(), "text/html")
    for part in mail.walk():
        if part.get_content_disposition() in {"attachment", "inline"}:
            message.attach(_attachment(part))
    return message


def _attachment(part: EmailMessage) -> MIMEBase:
    """The part as the older class that Django insists on."""
    copy = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    copy.set_payload(part.get_payload(decode=True))
    encode_base64(copy)
    disposition = part.get_content_disposition() or "attachment"
    copy.add_header("Content-Disposition", disposition, filename=("utf-8", "", part.get_filename() or "attachment"))
    if part["Content-ID"]:
        copy["Content-ID"] = str(part["Content-ID"])
    return copy


def _listed(mail: EmailMessage, name: str) -> list[tuple[str, str]]:
    field_ = mail[name]
    return [(one.addr_spec, str(one)) for one in field_.addresses] if field_ is not None else []


def _is_free(name: str) -> bool:
    return name.lower() not in _OWN_FIELDS and not name.lower().startswith("content-")
