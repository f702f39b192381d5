"""Sending by a mail service, through anymail's own test backend."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from django.conf import settings

if not settings.configured:
    settings.configure()

from anymail.backends import postmark
from anymail.backends.test import EmailBackend
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail

from madoguchi.adapters.channels.email.anymail_out import AnymailService, send
from madoguchi.adapters.channels.email.compose import OutboundAttachment, OutboundMessage, compose
from madoguchi.adapters.channels.email.inbound import Address

SERVICE = AnymailService("anymail.backends.test.EmailBackend", {"api_key": "canary"})
MIME = compose(
    OutboundMessage(
        message_id="r.1@madoguchi.example",
        from_=Address("desk@madoguchi.example", "窓口"),
        to=(Address("hanako@customer.example", "山田 花子"),),
        cc=(Address("taro@customer.example"),),
        subject="ご返信",
        text="本文\n",
        html='<p>本文<img src="cid:logo@x"></p>',
        date=datetime(2026, 11, 1, tzinfo=UTC),
        in_reply_to="parent@customer.example",
        attachments=(
            OutboundAttachment("見積.pdf", "application/pdf", b"%PDF"),
            OutboundAttachment("logo.png", "image/png", b"png", "logo@x", inline=True),
        ),
    )
)
EVERYBODY = ("hanako@customer.example", "taro@customer.example", "secret@customer.example")


def test_the_mail_arrives_in_its_parts() -> None:
    mail.outbox = []
    results = send(SERVICE, "bounces@madoguchi.example", EVERYBODY, MIME)
    assert [(result.address, result.state) for result in results] == [(to, "sent") for to in EVERYBODY]
    (sent,) = mail.outbox
    params = vars(sent)["anymail_test_params"]
    assert params["envelope_sender"] == "bounces@madoguchi.example"
    assert [address.addr_spec for address in params["bcc"]] == ["secret@customer.example"]
    assert params["subject"] == "ご返信"
    assert (params["text_body"].strip(), "本文" in params["html_body"]) == ("本文", True)
    assert params["extra_headers"]["Message-ID"] == "<r.1@madoguchi.example>"
    assert params["extra_headers"]["In-Reply-To"] == "<parent@customer.example>"
    assert [(item.name, item.inline) for item in params["attachments"]] == [
        ("logo.png", True),
        ("見積.pdf", False),
    ]
    assert "canary" not in repr(SERVICE)


@pytest.mark.parametrize(
    ("status", "state"), [(400, "failed"), (401, "deferred"), (429, "deferred"), (503, "deferred")]
)
def test_a_service_that_refuses(monkeypatch: pytest.MonkeyPatch, status: int, state: str) -> None:
    def refuse(*_: object) -> None:
        answer = requests.Response()
        answer.status_code = status
        raise AnymailRequestsAPIError("no", response=answer)

    monkeypatch.setattr(EmailBackend, "post_to_esp", refuse)
    results = send(SERVICE, "d@m.example", EVERYBODY, MIME)
    assert {(result.state, result.code) for result in results} == {(state, status)}


def test_a_service_that_knows_no_envelope_sender_sends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Postmark, SendGrid and Brevo have their own; anymail refuses what they cannot."""
    posted: list[Any] = []

    def post(_backend: object, payload: Any, _message: object) -> requests.Response:
        posted.append(payload)
        answer = requests.Response()
        answer.status_code = 200
        answer._content = b'{"To": "hanako@customer.example", "MessageID": "1", "ErrorCode": 0, "Message": "OK"}'
        return answer

    monkeypatch.setattr(postmark.EmailBackend, "post_to_esp", post)
    service = AnymailService("anymail.backends.postmark.EmailBackend", {"server_token": "canary"})
    results = send(service, "bounces@madoguchi.example", EVERYBODY[:1], MIME)
    assert [(result.address, result.state) for result in results] == [(EVERYBODY[0], "sent")]
    assert len(posted) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://169.254.169.254/latest", "http://[::1]/", "file:///x"])
def test_a_service_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(postmark.EmailBackend, "post_to_esp", lambda *_: pytest.fail("it was called"))
    service = AnymailService("anymail.backends.postmark.EmailBackend", {"server_token": "canary", "api_url": url})
    (result,) = send(service, "bounces@madoguchi.example", EVERYBODY[:1], MIME)
    assert result.state == "failed"
