"""A push message that nobody but one browser can read: RFC 8291 over RFC 8188 (aes128gcm), in one record."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # bytes of the one record, as every push service takes it
MOST = 3993  # bytes of a message that fit into it
LAST = b"\x02"  # the padding delimiter of the last record


def encrypt(message: bytes, *, receiver: bytes, auth: bytes) -> bytes:
    """The body for a subscription whose key is `receiver` (65 bytes, uncompressed P-256) and secret `auth` (16).

    ValueError for a key that is no point of the curve, and for a message of more than MOST bytes.
    """
    return sealed(message, receiver, auth, sender=ec.generate_private_key(ec.SECP256R1()), salt=os.urandom(16))


def sealed(message: bytes, receiver: bytes, auth: bytes, *, sender: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The same with a key and a salt that are given, which are to be used once."""
    if len(message) > MOST:
        raise ValueError(f"{len(message)} bytes; {MOST} at most")
    ours = point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), receiver))
    secret = _derived(auth, shared, b"WebPush: info\x00" + receiver + ours, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, message + LAST, None)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
