"""A customer's mailbox that answers every mail by itself, and a desk that answers every answer: it ends."""

from email import policy
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest

from tests.faults.installation import ADDRESS, Installation
from tests.faults.waiting import until
from tests.flows.customer import Customer, by_smtplib, read
from tests.mail.sink import Sink

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("flows")]
MOST = 4  # of a pair in a day (QUALITY.md)
ROUNDS = 7


def absence(answered: EmailMessage, sender: str) -> EmailMessage:
    """What a mailbox says by itself while its owner is away (RFC 3834)."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"] = sender, ADDRESS
    mail["Subject"] = f"不在のお知らせ: {answered['Subject']}"
    mail["Auto-Submitted"] = "auto-replied"
    mail["In-Reply-To"] = mail["References"] = answered["Message-ID"]
    mail["Message-ID"] = make_msgid(domain="kobo.example")
    mail.set_content("ただいま不在にしております。")
    return mail


def test_a_loop_with_an_auto_responder_ends_and_is_shown(place: Installation, sink: Sink) -> None:
    before, sender = len(sink.received), "away@kobo.example"
    carry = by_smtplib(place.smtp_port)
    Customer("山田 花子", sender, carry).write("返品について", "返品できますか。")
    path = f"/conversations/{until(lambda: conversation_of(place, sender), 'the mail is in')}"
    for number in range(1, ROUNDS + 1):
        status, _made = place.call("POST", f"{path}/replies", {"text": f"{number} 通目です。", "then": "resolve"})
        assert status == 201
        answer = read(sink.wait(before + number)[-1].data)
        carry(sender, absence(answer, sender))
        until(lambda number=number: len(automatic(place, path)) + len(suppressed(place, sender)) == number, "it is in")  # type: ignore[misc]
    assert len(automatic(place, path)) == MOST
    assert [item["reason"] for item in suppressed(place, sender)] == ["loop"] * (ROUNDS - MOST)
    assert place.get(path)["status"] == "resolved"  # nobody was called back by a machine
    assert len(sink.received) == before + ROUNDS  # and nothing went out that no person wrote


def test_an_automatic_mail_about_nothing_opens_no_conversation(place: Installation, sink: Sink) -> None:
    before, sender = len(sink.received), "machine@kobo.example"
    unknown = EmailMessage()
    unknown["Subject"], unknown["Message-ID"] = "?", "<never-sent@koyomi.example>"
    by_smtplib(place.smtp_port)(sender, absence(unknown, sender))
    (item,) = until(lambda: aside(place, "suspended", sender), "it is set aside")
    assert item["reason"] == "automatic_reply"
    assert conversation_of(place, sender) is None
    assert len(sink.received) == before


def conversation_of(place: Installation, sender: str) -> int | None:
    sql = (
        "SELECT c.id FROM conversations c JOIN identities i ON i.contact_id = c.contact_id"
        " WHERE i.value = %s ORDER BY c.id LIMIT 1"
    )
    with place.database() as database:
        row = database.execute(sql, [sender]).fetchone()
    return row[0] if row else None


def automatic(place: Installation, path: str) -> list[dict[str, Any]]:
    """The automatic mails that are messages of the conversation."""
    return [row for row in place.get(f"{path}/messages?limit=100")["data"] if row["automatic"] == "auto_reply"]


def suppressed(place: Installation, sender: str) -> list[dict[str, Any]]:
    """The mails of a sender that the desk shows as suppressed."""
    return aside(place, "suppressed", sender)


def aside(place: Installation, state: str, sender: str) -> list[dict[str, Any]]:
    return [row for row in place.get(f"/intake?state={state}&limit=100")["data"] if sender in str(row)]
