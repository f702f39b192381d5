"""The keys by which a site proves who its visitor is, kept sealed in Inbox.secrets["chat_keys"].

`{kid: {"alg": "HS256", "key": "mds_…", "created_at": "2026-12-01T09:00:00+00:00"}}`; `key` is the shared secret, as
text, or for ES256 the public key (PEM, P-256): the private one is the site's alone. The kid stands in the head of each
token.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from madoguchi.base.clock import now
from madoguchi.core.inboxes.models import Inbox

ALGORITHMS = ("HS256", "ES256")


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its text."""

    kid: str
    alg: str
    created_at: datetime


def keys_of(inbox: Inbox) -> list[Key]:
    """Those of a chat, the newest first."""
    kept = inbox.secret_values.get("chat_keys", {})
    keys = [Key(kid, one["alg"], parse_datetime(one["created_at"]) or now()) for kid, one in kept.items()]
    return sorted(keys, key=lambda one: one.created_at, reverse=True)
