"""From a raw mail to what the core receives: parse it in a child process, judge its sender, translate."""

import re
import threading
from dataclasses import replace
from typing import Any

from django.conf import settings

from madoguchi.adapters.channels.email.authentication import SenderAuthentication, authenticate
from madoguchi.adapters.channels.email.inbound import Address, InboundMessage
from madoguchi.adapters.channels.email.parse.isolation import ParseFailure, ParserPool
from madoguchi.adapters.channels.email.resolver import organisational_domain
from madoguchi.base.names import KANA_OR_KANJI
from madoguchi.config.dns_asking import PatientResolver
from madoguchi.core.conversations.arrival import Arrival, BounceNotice, Party, Piece

RESOLVER = PatientResolver()
PARSERS = 2  # child processes; one for each lane of the worker
WORD = re.compile(r"[^\W\d_]{2,}")
FEW_WORDS = 3

_pool: ParserPool | None = None
_making = threading.Lock()


class Unreadable(Exception):
    """The mail could not be read within its limits; it is tried again and then quarantined."""


def read(raw: bytes, route: str, envelope: dict[str, Any]) -> Arrival:
    """Read one mail that came by a route of RawIntake. Raises Unreadable."""
    parsed = pool().parse(raw)
    if isinstance(parsed, ParseFailure):
        raise Unreadable(parsed.reason)
    return arrival_of(parsed, proof_of(raw, route, envelope), envelope)


def proof_of(raw: bytes, route: str, envelope: dict[str, Any]) -> SenderAuthentication:
    """Whether the sender is who it says. What an MTA of ours wrote is believed only of mail that came through it."""
    through_ours = route != "smtp" or bool(envelope.get("trusted"))
    peer = "" if through_ours else str(envelope.get("peer", ""))
    said = authenticate(
        raw,
        peer,
        str(envelope.get("helo", "")),
        str(envelope.get("mail_from", "")),
        trusted_ids() if through_ours else (),
        RESOLVER,
    )
    unsigned = said.source == "computed" and said.dkim in ("none", "temperror")
    if said.result == "fail" and unsigned and said.domain and not peer:
        return replace(said, result="none")  # without the sender's address SPF proves nothing, and breaks nothing
    return said


def trusted_ids() -> tuple[str, ...]:
    """The names under which MTAs of ours write Authentication-Results."""
    return tuple(settings.MADOGUCHI.trusted_authserv_ids)


def pool() -> ParserPool:
    """This process's parsers, started with the first mail."""
    global _pool  # noqa: PLW0603 (one pool a process, closed with it)
    with _making:
        if _pool is None:
            _pool = ParserPool(PARSERS)
        return _pool


def warm_up() -> None:
    """Start a parser and read the list of domains now: the first mail shall not wait the second that they take."""
    organisational_domain("madoguchi.example")
    pool().parse(b"Subject: \r\n\r\n")


def arrival_of(mail: InboundMessage, proof: SenderAuthentication, envelope: dict[str, Any]) -> Arrival:
    """A mail as the core knows messages: no NUL (PostgreSQL takes none), cut to what columns hold."""
    sender = mail.from_ if mail.from_.address else (mail.sender or Address(envelope.get("mail_from", "")))
    return Arrival(
        channel="email",
        sender=_party(sender),
        to=tuple(map(_party, mail.to)),
        cc=tuple(map(_party, mail.cc)),
        reply_to=tuple(map(_party, mail.reply_to)),
        subject=_clean(mail.subject),
        text=_clean(mail.text),
        reply_text=_clean(mail.reply_text),
        html=_clean(mail.html),
        mail_id=_clean(mail.message_id)[:998],
        in_reply_to=_clean(mail.in_reply_to)[:998],
        references=tuple(_clean(one)[:998] for one in mail.references),
        sent_date=mail.date,
        language=language_of(mail.text, mail.subject, sender.name),
        automatic=mail.automatic_kind,
        loop_count=mail.loop_count,
        spam=mail.spam,
        bounce=_notice(mail),
        verdict=proof.result if proof.result in ("pass", "fail") else "none",
        authentication={"spf": proof.spf, "dkim": proof.dkim, "dmarc": proof.dmarc, "domain": proof.domain},
        pieces=tuple(
            Piece(_clean(one.name), _clean(one.content_type), one.content, _clean(one.content_id), one.inline)
            for one in mail.attachments
        ),
    )


def language_of(text: str, subject: str, name: str) -> str:
    """ "ja" where there is kana or kanji among the first thousand characters, else "en". A text of fewer than FEW_WORDS
    says little: its subject and the name of its sender are looked at, too."""
    text = text[:1000]
    if len(WORD.findall(text)) < FEW_WORDS:
        text = f"{text} {subject} {name}"
    return "ja" if KANA_OR_KANJI.search(text) else "en"


def _notice(mail: InboundMessage) -> BounceNotice | None:
    found = mail.bounce
    if found is None:
        return None
    return BounceNotice(
        _clean(found.recipient)[:320],
        _clean(found.status),
        found.permanent,
        _clean(found.original_message_id),
        _clean(found.diagnostic)[:500],
    )


def _party(address: Address) -> Party:
    return Party(_clean(address.address)[:320], _clean(address.name)[:200])


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
