"""The product's own mails."""

import email
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.mail import EmailMessage

from madoguchi.adapters.channels.email.smtp_out import RecipientResult
from madoguchi.base.errors import DeliveryError
from madoguchi.config import local_outbox, mail
from madoguchi.config.values import outgoing_server

MESSAGE = EmailMessage("招待", "本文です。\n", "madoguchi@koyomi.example", ["sakura@koyomi.example"])


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.MADOGUCHI = replace(configured.MADOGUCHI, home=tmp_path, smtp_url=None)
    return tmp_path


def test_without_a_server_it_goes_into_the_local_outbox(home: Path) -> None:
    assert mail.Backend().send_messages([MESSAGE]) == 1
    (file,) = mail.system_outbox().glob("*.eml")
    kept = email.message_from_bytes(file.read_bytes())
    assert kept["Delivered-To"] == "sakura@koyomi.example"
    assert "本文です。" in kept.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_an_invitation_lies_in_the_outbox_of_its_workspace(home: Path) -> None:
    mail.Backend(workspace_id=7).send_messages([MESSAGE])
    assert [one.recipients for one in local_outbox.entries(7, 10, "")] == [("sakura@koyomi.example",)]
    assert local_outbox.entries(8, 10, "") == []
    assert not mail.system_outbox().exists()


@pytest.mark.parametrize(("state", "permanent"), [("failed", True), ("deferred", False)])
def test_what_a_server_refuses_is_an_error(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, state: Any, permanent: bool
) -> None:
    server = outgoing_server("smtp://user:secret@mail.example:2525?tls=none")
    settings.MADOGUCHI = replace(settings.MADOGUCHI, smtp_url=server)
    asked: list[Any] = []

    def send(server: Any, _sender: str, recipients: Any, _mime: bytes) -> Any:
        asked.append(server)
        return tuple(RecipientResult(to, state, 550, "5.1.1", "no") for to in recipients)

    monkeypatch.setattr("madoguchi.adapters.channels.email.smtp_out.send", send)
    with pytest.raises(DeliveryError) as refused:
        mail.Backend().send_messages([MESSAGE])
    assert refused.value.permanent is permanent
    assert (asked[0].host, asked[0].port, asked[0].security) == ("mail.example", 2525, "none")
    assert mail.Backend(fail_silently=True).send_messages([MESSAGE]) == 0
