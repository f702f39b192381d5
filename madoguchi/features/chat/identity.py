"""Who a site says that its visitor is: a JSON Web Token (RFC 7519) that it has signed with a key of the chat.

HS256 or ES256, the algorithm of the key and no other; it needs `sub`, `iat` and `exp`, lives for an hour at most, and
its head names the key (`kid`). Whatever is not so is nobody: no reason is given to who tries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from madoguchi.base.addresses import mail_key
from madoguchi.core.inboxes.models import Inbox

LIFETIME = 3_600  # seconds
LEEWAY = 60  # seconds that clocks may differ
LONGEST = 4_096  # letters of a token
NAMES = ("name", "family_name", "given_name", "family_name_kana", "given_name_kana")


@dataclass(frozen=True, slots=True)
class Person:
    """`sub` is the site's own name for them; the rest as far as it was told, "" where it was not. `email` is told only
    where the site says that it has proved it (`email_verified`)."""

    sub: str
    email: str
    names: Mapping[str, str]


def verified(token: str, inbox: Inbox) -> Person | None:
    """Whom a signed identity speaks of; None for one that is forged, expired, too long-lived or of another chat."""
    if not token or len(token) > LONGEST:
        return None
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = inbox.secret_values.get("chat_keys", {}).get(kid) if isinstance(kid, str) else None
        if key is None:
            return None
        claims = jwt.decode(
            token,
            key["key"],
            algorithms=[key["alg"]],
            leeway=LEEWAY,
            options={"require": ["sub", "iat", "exp"], "verify_aud": False},
        )
    except jwt.PyJWTError:
        return None
    sub = claims["sub"].strip()[:200]
    if not sub or int(claims["exp"]) - int(claims["iat"]) > LIFETIME:
        return None
    email = _text(claims, "email", 320) if claims.get("email_verified") is True else ""
    return Person(sub, mail_key(email), {name: _text(claims, name, 100) for name in NAMES})


def runs_out_at(token: str) -> datetime | None:
    """When an identity that was verified runs out, with the leeway; None for none."""
    if not token:
        return None
    claims = jwt.decode(token, options={"verify_signature": False})  # only of one that verified() has accepted
    return datetime.fromtimestamp(int(claims["exp"]) + LEEWAY, UTC)


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    return " ".join(value.split())[:longest] if isinstance(value, str) else ""
