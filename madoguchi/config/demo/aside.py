"""Mail that was accepted and set aside, with its bytes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from madoguchi.config.demo.chance import chance
from madoguchi.config.demo.content import Cast
from madoguchi.config.demo.mails import Envelope, raw_mail
from madoguchi.config.demo.rhythm import Rhythm
from madoguchi.config.demo.script import SetAside

DEEP = 60


def aside(cast: Cast, rhythm: Rhythm, now: datetime, seed: int) -> Iterator[SetAside]:
    """Each over the last twelve days, at any hour: machines do not sleep."""
    for number, item in enumerate(cast.aside):
        rng = chance(seed, cast.key, "aside", number)
        at = now - timedelta(minutes=rng.randint(30, 12 * 24 * 60))
        desk = cast.desks[item["inbox"]]
        raw = _raw(item, (desk.desk, desk.address), at, f"aside.{number}.{seed}@{item['from'].rpartition('@')[2]}")
        yield SetAside(
            inbox=item["inbox"],
            at=at,
            raw=raw,
            state=item["state"],
            reason=item["reason"],
            sender=item["from"],
            name=item["name"],
            subject=item["subject"],
            preview=" ".join(item["text"].split())[:160],
            detail=item.get("detail", ""),
        )


def _raw(item: dict[str, Any], to: tuple[str, str], at: datetime, mail_id: str) -> bytes:
    envelope = Envelope(
        sender=(item["name"], item["from"]),
        to=to,
        subject=item["subject"],
        at=at,
        mail_id=mail_id,
        automatic=bool(item.get("automatic")),
        loop=item.get("loop", 0),
    )
    raw = raw_mail(envelope, item["text"].strip() + "\n")
    return _nested(raw) if item.get("nested") else raw


def _nested(raw: bytes) -> bytes:
    for _ in range(DEEP):
        raw = b"From: fax@kamome-suisan.example\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + raw
    return raw
