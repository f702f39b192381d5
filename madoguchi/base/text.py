"""Random names, digests, signed tokens, and the normal form of what people type."""

import base64
import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings

KATAKANA = "".join(map(chr, range(ord("ァ"), ord("ヶ") + 1)))
HIRAGANA = "".join(chr(ord(letter) - 0x60) for letter in KATAKANA)
AS_HIRAGANA = str.maketrans(KATAKANA, HIRAGANA)


def random_name(bits: int = 128) -> str:
    """An unguessable name, URL-safe, of at least `bits` bits."""
    return secrets.token_urlsafe((bits + 7) // 8)


def digest(value: str | bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest()


def lot(name: str) -> int:
    """A number from 0 to 99 that is drawn for a name, and is always the same: shares of a trial."""
    return int(digest(name)[:8], 16) % 100


def sign(purpose: str, value: str, *, length: int = 16) -> str:
    """A lower-case base32 signature of `value` for one purpose; survives mail servers that fold case."""
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    mac = hmac.new(key, value.encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode().lower()[:length]


def signature_fits(purpose: str, value: str, signature: str) -> bool:
    """Whether `signature` is ours, in constant time; whatever characters a stranger put into it."""
    if len(signature) < 16 or not signature.isascii():
        return False
    return hmac.compare_digest(sign(purpose, value, length=len(signature)), signature.lower())


def normal(value: str) -> str:
    """Form for comparing, insensitive to width, case and kana: NFKC, lower case, katakana as hiragana."""
    return unicodedata.normalize("NFKC", value).casefold().translate(AS_HIRAGANA).strip()
