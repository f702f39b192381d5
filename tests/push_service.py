"""A push service on loopback, and the browsers that subscribe to it: what is sent is decrypted with their own keys.

The receiving side of RFC 8291 and RFC 8188, written apart from the sending side that it judges.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from madoguchi.base.http import Egress
from tests.mail.certificate import make_certificate


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def raw(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class Browser:
    """One subscription: its key pair and its secret never leave it."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def subscription(self) -> dict[str, str]:
        """As `PushSubscription.toJSON()` gives it."""
        return {"endpoint": self.endpoint, "p256dh": text(self.point), "auth": text(self.secret)}

    def decrypt(self, body: bytes) -> bytes:
        """The message in a body of aes128gcm; raises when it is not for this browser."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        secret = _mac(_mac(self.secret, shared), b"WebPush: info\x00" + self.point + sender + b"\x01")
        extracted = _mac(salt, secret)
        key = _mac(extracted, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _mac(extracted, b"Content-Encoding: nonce\x00\x01")[:12]
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x00")
        assert padded[-1:] == b"\x02"
        return padded[:-1]


def _mac(key: bytes, value: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(value)
    return made.finalize()


@dataclass(frozen=True)
class Received:
    """One request of an application server."""

    path: str
    headers: dict[str, str]
    body: bytes

    def proof(self) -> tuple[dict[str, Any], bytes]:
        """The claims of RFC 8292, signed by the key that is named beside them, and that key."""
        scheme, _space, rest = self.headers["Authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, claims, signature = parts["t"].split(".")
        assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
        signed = raw(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
        dss = encode_dss_signature(int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big"))
        key.verify(dss, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        return json.loads(raw(claims)), raw(parts["k"])


@dataclass
class PushService:
    """Answers with `status` and `headers`, and keeps what came."""

    address: str
    egress: Egress
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)

    def browser(self, name: str = "one") -> Browser:
        return Browser(f"{self.address}/push/{name}")


@contextmanager
def serving(folder: Path) -> Iterator[PushService]:
    """The service, with TLS, and an egress that may reach it."""
    certificate = make_certificate(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = certificate.server().wrap_socket(server.socket, server_side=True)
    egress = Egress(allowed=("127.0.0.0/8", "::1/128"), tls_context=certificate.client(), timeout=5)
    service = PushService(f"https://localhost:{server.server_port}", egress)
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        service.received.append(Received(self.path, dict(self.headers), body))
        self.send_response(service.status)
        for name, value in service.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
