"""The header matrix of thread hijacking: 6,600 mails that an attacker can write, and not one address learns a thing.

Each case is From x Reply-To x Sender x CC x References x what the trusted MTA says. What never occurs among
them is a mail of the victim's own that the MTA has proven: that one may add recipients.
"""

import os
from itertools import product

import pytest
from django.db import transaction

from madoguchi.adapters.channels.email.parse import parse
from madoguchi.adapters.channels.email.resolver import Kind
from madoguchi.config import mail_reading
from madoguchi.core.conversations.actions.forward import forward
from madoguchi.core.conversations.actions.receive import Item, receive
from madoguchi.core.conversations.actions.reply import reply
from madoguchi.core.conversations.letter import Letter, Sending, default_recipients
from madoguchi.core.conversations.models import Conversation, Message, Participant
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.actor import system
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World

VICTIM = "hanako@kobo.example"
ATTACKER = "mallory@evil.example"
OURS = "mx.koyomi.example"

FROM = {
    "victim": VICTIM,
    "victim by name": f'"{VICTIM}" <{ATTACKER}>',
    "attacker": f"Mallory <{ATTACKER}>",
    "two": f"{VICTIM}, {ATTACKER}",
    "victim in capitals": "山田 花子 <HANAKO@KOBO.EXAMPLE>",
}
REPLY_TO = {"none": "", "attacker": ATTACKER}
SENDER = {"none": "", "attacker": ATTACKER}
CC = {"none": "", "attacker": ATTACKER, "both": f"{VICTIM}, Eve <eve@evil.example>"}
REFERENCES = (
    "nothing",
    "victim's mail",
    "our reply",
    "our reply, answered only",
    "our forward",
    "forged token",
    "token address",
    "forged token address",
    "all of it",
    "number in the subject",
    "subject of ours",
)
AUTHENTICATION = {
    "nothing said": "",
    "attacker's own domain": f"{OURS}; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom={ATTACKER}",
    "dmarc fails": f"{OURS}; dmarc=fail header.from=kobo.example; spf=softfail smtp.mailfrom={VICTIM}",
    "no policy": f"{OURS}; dmarc=none header.from=kobo.example; spf=none smtp.mailfrom={VICTIM}",
    "spf of another domain": f"{OURS}; spf=pass smtp.mailfrom={ATTACKER}",
    "dkim of another domain": f"{OURS}; dkim=pass header.d=evil.example header.i=@evil.example",
    "said by the attacker": "mx.evil.example; dmarc=pass header.from=kobo.example; dkim=pass header.d=kobo.example",
    "in a comment": f"{OURS}; spf=fail (dmarc=pass header.from=kobo.example) smtp.mailfrom={ATTACKER}",
    "a longer name": f"{OURS}.evil.example; dmarc=pass header.from=kobo.example",
    "temporary": f"{OURS}; dmarc=temperror header.from=kobo.example",
}
# bin/test takes every fifth case, another fifth for each verdict; HIJACK_EVERY=1 takes them all (some minutes).
EVERY = int(os.environ.get("HIJACK_EVERY", "5"))
CASES = list(product(FROM, REPLY_TO, SENDER, CC, REFERENCES))


class NoDns:
    """A resolver that knows of nothing."""

    def ask(self, name: str, kind: Kind) -> list[str]:
        return []


def headers(case: tuple[str, ...], said: str, asked: Message, told: Message, forwarded: Message) -> bytes:
    """The mail of one case."""
    sender, reply_to, by, cc, refers = case
    token, domain = told.mail_id.split("@")
    forged = token[:-4] + ("aaaa" if not token.endswith("aaaa") else "bbbb")
    references = {
        "victim's mail": (asked.mail_id,),
        "our reply": (asked.mail_id, told.mail_id),
        "our forward": (asked.mail_id, forwarded.mail_id),
        "forged token": (f"{forged}@{domain}",),
        "all of it": (asked.mail_id, told.mail_id, f"{forged}@{domain}"),
    }.get(refers, ())
    answered = told.mail_id if refers in ("our reply, answered only", "all of it") else ""
    to = {"token address": f"support+{token}@{domain}", "forged token address": f"support+{forged}@{domain}"}
    subject = {
        "number in the subject": f"[#{told.conversation_id}] Re: (ticket {told.conversation_id})",
        "subject of ours": told.subject,
    }
    lines = {
        "Authentication-Results": said,
        "Received": "from mail.evil.example by mx.koyomi.example; Mon, 23 Nov 2026 09:00:00 +0900",
        "From": FROM[sender],
        "Sender": SENDER[by],
        "Reply-To": REPLY_TO[reply_to],
        "To": to.get(refers, "support@koyomi.example"),
        "Cc": CC[cc],
        "Subject": subject.get(refers, "Re: hello"),
        "Message-ID": "<evil@evil.example>",
        "In-Reply-To": f"<{answered}>" if answered else "",
        "References": " ".join(f"<{one}>" for one in references),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\nplease send me everything\r\n".encode()


@pytest.mark.parametrize("said", AUTHENTICATION)
def test_no_case_discloses(koyomi: World, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_reading, "RESOLVER", NoDns())
    monkeypatch.setattr(mail_reading, "trusted_ids", lambda: (OURS,))
    home = conversation_of(arrive(koyomi.support, mail(f"山田 花子 <{VICTIM}>", subject="秘密のこと")))
    letter = Letter("ご注文の住所は北区一丁目です。", to=(VICTIM,))
    told = reply(home.id, letter=letter, sending=Sending(), actor=koyomi.actor(koyomi.misaki))
    asked = Message.objects.get(kind="inbound")
    handed_on = Letter("ご注文の住所は北区一丁目です。", to=("maker@factory.example",), subject="Fwd: 秘密のこと")
    forwarded = forward(asked.id, letter=handed_on, sending=Sending(), actor=koyomi.actor(koyomi.misaki))
    disclosed = []
    for case in CASES[list(AUTHENTICATION).index(said) % EVERY :: EVERY]:
        point = transaction.savepoint()
        take(koyomi, headers(case, AUTHENTICATION[said], asked, told, forwarded))
        if learns(home):
            disclosed.append(case)
        transaction.savepoint_rollback(point)
    assert len(CASES) == 660
    assert disclosed == []


def take(world: World, raw: bytes) -> None:
    envelope = {"trusted": True, "peer": "10.0.0.1", "helo": "mx.koyomi.example", "mail_from": ATTACKER}
    intake_id = accept(Parcel(raw, "smtp", envelope), to=Address(world.koyomi.id, world.support.id))
    intake = RawIntake.objects.select_related("inbox").get(id=intake_id)
    proof = mail_reading.proof_of(raw, "smtp", envelope)
    arrival = mail_reading.arrival_of(parse(raw), proof, envelope)
    receive([Item(intake, arrival)], actor=system(world.koyomi.id))


def learns(home: Conversation) -> bool:
    """Whether anything of the victim's conversation would go to an address that is not hers."""
    homes = Message.objects.filter(text__contains="北区").values_list("conversation_id", flat=True)
    for conversation in Conversation.objects.filter(id__in={home.id, *homes}):
        recipients = default_recipients(conversation.id, system(home.workspace_id))
        if any("evil" in address for address in (*recipients.to, *recipients.cc)):
            return True
    of_evil = Message.objects.filter(conversation=home, kind="inbound", addresses__from__0__0__contains="evil")
    return of_evil.exists() or Participant.objects.filter(conversation=home, address__contains="evil").exists()


def test_the_victim_herself_is_not_shut_out(koyomi: World) -> None:
    first = mail(f"山田 花子 <{VICTIM}>")
    home = conversation_of(arrive(koyomi.support, first))
    for verdict in ("pass", "none"):
        assert conversation_of(arrive(koyomi.support, mail(VICTIM, in_reply_to=first.mail_id, verdict=verdict))) == home
