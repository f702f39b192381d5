"""The messages of a conversation as rows: the mail as it came, its files, and the ledger of our own replies."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from madoguchi.base.text import digest
from madoguchi.config.demo.chance import chance
from madoguchi.config.demo.content import Customer
from madoguchi.config.demo.mails import Envelope, raw_mail
from madoguchi.config.demo.script import Said, Script
from madoguchi.config.demo.seating import House
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.arrival import Arrival, Party, Piece
from madoguchi.core.conversations.inbound import addresses_of, dedupe_key
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.tokens import BYTES, token_from
from madoguchi.core.inboxes.models import Blob, RawIntake

HOLD = timedelta(seconds=10)
UNDERWAY = timedelta(seconds=3)  # between a customer's pressing "send" and our 250
PROVEN = {"verdict": "pass", "spf": "pass", "dkim": "pass", "dmarc": "pass"}


@dataclass(slots=True)
class Posted:
    """A message row with the script that it came from."""

    script: Script
    said: Said
    row: Message
    raw: bytes = b""
    refers_to: tuple[str, ...] = ()


@dataclass(slots=True)
class Mailing:
    """Makes the messages of one workspace; nothing is saved before `save()`."""

    house: House
    contacts: dict[str, Contact]
    conversations: dict[str, Conversation]
    posted: list[Posted] = field(default_factory=list)

    def add(self, script: Script) -> None:
        thread: list[str] = []
        last_reply = ""
        for said in script.said:
            if said.kind == "inbound":
                one = self._inbound(script, said, last_reply, tuple(thread))
            else:
                one = self._ours(script, said)
            if one.row.mail_id:
                thread.append(one.row.mail_id)
            last_reply = one.row.mail_id if said.kind == "reply" else last_reply
            self.posted.append(one)

    def save(self) -> None:
        """In order of time over all conversations, as ids would have grown."""
        self.posted.sort(key=lambda one: one.said.at)
        Message.objects.bulk_create([one.row for one in self.posted], batch_size=300)
        self._save_raw([one for one in self.posted if one.raw])

    def _home(self, script: Script) -> Conversation:
        return self.conversations[script.merged_into or script.key]

    def _ours(self, script: Script, said: Said) -> Posted:
        row = Message(
            workspace_id=self.house.id,
            conversation=self._home(script),
            kind=said.kind,
            channel="email" if said.kind == "reply" else "note",
            person=self.house.people[said.author],
            text=said.text,
            at=said.at,
        )
        if said.kind == "reply":
            row.subject = f"Re: {script.subject}"[:400]
            row.send_at = said.at + HOLD
            row.addresses = {"to": [[self._customer(said.to).address, ""]]}
            if said.cc:
                row.addresses["cc"] = [[self._customer(key).address, ""] for key in said.cc]
            row.mail_id = f"{self._token(said.key)}@{self.house.inboxes[script.inbox].address.rpartition('@')[2]}"
        return Posted(script, said, row)

    def _token(self, key: str) -> str:
        """As tokens.new_token makes them, but the same for the same message."""
        return token_from(self.house.id, chance(self.house.cast.key, key).randbytes(BYTES))

    def _inbound(self, script: Script, said: Said, answered: str, thread: tuple[str, ...]) -> Posted:
        customer = self._customer(said.author)
        arrival, raw = self._arrival(script, said, customer, answered, thread)
        row = Message(
            workspace_id=self.house.id,
            conversation=self._home(script),
            kind=said.kind,
            contact=self.contacts[said.author],
            subject=arrival.subject,
            text=arrival.text,
            reply_text="" if arrival.reply_text == arrival.text else arrival.reply_text,
            html=arrival.html,
            addresses=addresses_of(arrival),
            mail_id=arrival.mail_id,
            in_reply_to=arrival.in_reply_to,
            dedupe_key=dedupe_key(arrival),
            automatic=said.automatic,
            authentication={**PROVEN, "domain": customer.address.rpartition("@")[2]},
            at=said.at,
            sent_date=arrival.sent_date,
        )
        return Posted(script, said, row, raw, (arrival.mail_id, arrival.in_reply_to, *arrival.references))

    def _arrival(
        self, script: Script, said: Said, customer: Customer, answered: str, thread: tuple[str, ...]
    ) -> tuple[Arrival, bytes]:
        inbox = self.house.inboxes[script.inbox]
        is_bounce = said.automatic == "bounce"
        sender = Party("mailer-daemon@mx.example.jp", "Mail Delivery System")
        if not is_bounce:
            sender = Party(customer.address, customer.name)
        envelope = Envelope(
            sender=(sender.name, sender.address),
            to=(inbox.sender_name, inbox.address),
            subject=_subject(script, said, is_bounce),
            at=said.at - UNDERWAY,
            mail_id=f"{digest(said.key)[:24]}@{sender.address.rpartition('@')[2]}",
            cc=tuple((self._customer(key).name, self._customer(key).address) for key in said.cc),
            in_reply_to=answered,
            references=thread if answered else (),
            charset=inbox.charset,
            automatic=bool(said.automatic),
        )
        pieces = tuple(
            Piece(file.name, file.content_type, file.content, file.content_id, bool(file.content_id))
            for file in said.files
        )
        arrival = Arrival(
            channel="email",
            sender=sender,
            to=(Party(inbox.address, inbox.sender_name),),
            cc=tuple(Party(address, name) for name, address in envelope.cc),
            subject=envelope.subject,
            text=said.text,
            reply_text=said.reply_text or said.text,
            html=said.html,
            mail_id=envelope.mail_id,
            in_reply_to=envelope.in_reply_to,
            references=envelope.references,
            sent_date=envelope.at,
            automatic=said.automatic,
            verdict="pass",
            pieces=pieces,
        )
        return arrival, raw_mail(envelope, said.text + "\n", said.html, said.files)

    def _customer(self, key: str) -> Customer:
        return self.house.cast.customers[key]

    def _save_raw(self, mails: list[Posted]) -> None:
        """The mails as they came in: each accepted item is tied to its message."""
        blobs = Blob.objects.bulk_create([_blob(self.house.id, one.raw, one.said.at) for one in mails], batch_size=200)
        RawIntake.objects.bulk_create(
            [
                RawIntake(
                    workspace_id=self.house.id,
                    inbox=self.house.inboxes[one.script.inbox],
                    blob=blob,
                    digest=blob.digest,
                    route=RawIntake.Route.SMTP,
                    envelope={
                        "mail_from": one.row.addresses["from"][0][0],
                        "rcpt_to": [self.house.inboxes[one.script.inbox].address],
                    },
                    received_at=one.said.at,
                    state=RawIntake.State.MESSAGE,
                    message_id=one.row.id,
                    settled_at=one.said.at,
                )
                for one, blob in zip(mails, blobs, strict=True)
            ],
            batch_size=300,
        )


def _subject(script: Script, said: Said, is_bounce: bool) -> str:
    if is_bounce:
        return "Undelivered Mail Returned to Sender"
    if said.automatic:
        return f"自動応答: Re: {script.subject}" if script.subject[:1] >= "぀" else f"Automatic reply: {script.subject}"
    is_first = said is script.said[0]
    return script.subject if is_first else f"Re: {script.subject}"


def _blob(workspace_id: int, raw: bytes, at: datetime) -> Blob:
    return Blob(workspace_id=workspace_id, digest=digest(raw), size=len(raw), content=raw, created_at=at)
