"""Secrets at rest: encrypted with the newest key, readable with any key that is still listed."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from madoguchi.base.errors import Refused


def seal(values: dict[str, Any]) -> str:
    """Encrypt a small mapping (passwords, refresh tokens) into text for a column."""
    return _box().encrypt(json.dumps(values).encode()).decode() if values else ""


def unseal(sealed: str) -> dict[str, Any]:
    """What was sealed. Raises Refused("sealed-with-another-key") when no listed key opens it."""
    if not sealed:
        return {}
    try:
        values: dict[str, Any] = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise Refused("sealed-with-another-key", "The encryption key does not fit this secret.") from error
    return values


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MADOGUCHI.encryption_keys])
