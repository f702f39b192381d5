"""A visitor leaves a message and goes; the answer goes out as a real mail, and theirs comes back to the same place."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from tests.faults.installation import ADDRESS, Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer, by_smtplib, read, words
from tests.mail.sink import Sink

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("flows")]
TOKEN = "mdv_" + "v" * 43
HANAKO = "hanako.by.chat@kobo.example"


def asked(place: Installation, key: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the panel of a chat asks."""
    request = urllib.request.Request(
        f"{place.address}/chat/{key}/{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_a_message_is_answered_by_mail_and_the_answer_comes_back(place: Installation, sink: Sink) -> None:
    before = len(sink.received)
    chat = {"channel": "chat", "name": "メールで続くチャット", "chat": {"sites": ["https://shop.example.jp"]}}
    _status, inbox = place.call("POST", "/inboxes", chat)
    form = {"name": "山田 花子", "mail": HANAKO, "leaves_message": True}
    body = {"text": "見積書をください。", "once": "by-chat-1", "token": TOKEN, "language": "ja", "form": form}
    said = asked(place, inbox["address"], "messages/", body)
    conversation = place.get("/conversations?view=open&limit=1")["data"][0]["id"]
    for text in ("承りました。", "**明日**お送りします。"):
        status, shown = place.call("POST", f"/conversations/{conversation}/replies", {"text": text})
        assert status == 201, shown
    (received,) = sink.wait(before + 1, timeout=120)[before:]
    mail = read(received.data)
    assert (received.mail_from, received.rcpt_tos) == (ADDRESS, (HANAKO,))
    assert "承りました。" in words(mail)
    assert "明日" in words(mail)
    assert "見積書" not in words(mail) + str(mail["Subject"])  # the address is only typed
    assert str(conversation) not in received.data.decode() + words(mail)
    Customer("山田 花子", HANAKO, by_smtplib(place.smtp_port)).answer(mail, "ありがとうございます。")
    path = f"/conversations/{conversation}/messages"
    until(
        lambda: any("ありがとうございます。" in one["text"] for one in place.get(path)["data"]), "the answer is there"
    )
    deliveries = place.get(f"/messages/{shown['id']}/deliveries")["data"]
    assert {(one["address"], one["state"]) for one in deliveries} >= {(HANAKO, "sent")}
    seen = asked(place, inbox["address"], f"messages/?chat={said['chat']}")
    assert [one["text"] for one in seen["messages"] if not one["ours"]] == ["見積書をください。"]
    assert len(sink.received) == before + 1
