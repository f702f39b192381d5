"""Sending to the push service of a browser (RFC 8030), known to it by the key of this installation (RFC 8292)."""

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from madoguchi.adapters.push.encryption import encrypt, point
from madoguchi.base.errors import DeliveryError
from madoguchi.base.http import Egress, Response

LASTS = 12 * 3600  # seconds that a proof is good for; 24 hours at most by the RFC
KEPT = 4 * 3600  # seconds that a service keeps what it cannot hand over
WAIT = 60  # seconds, where a service says "later" and not when
LONGEST_WAIT = 24 * 3600

State = Literal["sent", "gone", "later"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is reached. `receiver` and `auth` are its keys."""

    endpoint: str = field(repr=False)
    receiver: bytes = field(repr=False)
    auth: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the key of the installation, and where its administrator is reached ("mailto:…" or "https://…")."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    contact: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """ "gone": there is no such browser any more. "later": after `wait` seconds."""

    state: State
    wait: int = 0


def send(message: bytes, to: Subscription, *, topic: str, sender: Sender, egress: Egress) -> Outcome:
    """Hand over one message; a newer one of the same `topic` (32 letters at most) takes its place.

    Raises DeliveryError where the service is not reached or refuses for good.
    """
    try:
        body = encrypt(message, receiver=to.receiver, auth=to.auth)
    except ValueError as error:
        raise DeliveryError(f"cannot be encrypted: {error}", permanent=True) from error
    headers = (
        ("Authorization", authorization(to.endpoint, sender, at=int(time.time()))),
        ("Content-Encoding", "aes128gcm"),
        ("Content-Type", "application/octet-stream"),
        ("TTL", str(KEPT)),
        ("Urgency", "high"),
        ("Topic", topic),
    )
    return _outcome(egress.request("POST", to.endpoint, headers=headers, body=body))


def _outcome(answer: Response) -> Outcome:
    if 200 <= answer.status < 300:
        return Outcome("sent")
    if answer.status in (404, 410):
        return Outcome("gone")
    if answer.status == 429 or answer.status >= 500:
        wait = answer.header("retry-after")
        return Outcome("later", min(int(wait), LONGEST_WAIT) if wait.isascii() and wait.isdigit() else WAIT)
    host = urlsplit(answer.url).hostname
    raise DeliveryError(f"{host}: {answer.status} {answer.body[:200]!r}", permanent=True)


def authorization(endpoint: str, sender: Sender, *, at: int) -> str:
    """The proof of RFC 8292: a JWT for the service of this endpoint, and the key that signed it."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": at + LASTS, "sub": sender.contact}
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(sender.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={_text(point(sender.key.public_key()))}"


def _json(value: dict[str, object]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
