"""Web Push for the notifications: their dataclasses to those of the adapter, through the egress guard."""

import base64
from typing import cast

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from madoguchi.adapters.push import web_push
from madoguchi.base.http import Egress
from madoguchi.features.notifications.pushing import Push, Pushed

OUTSIDE = Egress(max_bytes=1 << 16)


def send(push: Push, *, egress: Egress = OUTSIDE) -> Pushed:
    """Hand one message to the push service of a browser."""
    to = web_push.Subscription(push.endpoint, _bytes(push.receiver), _bytes(push.auth))
    key = cast("ec.EllipticCurvePrivateKey", load_pem_private_key(push.private.encode(), password=None))
    sender = web_push.Sender(key, contact())
    outcome = web_push.send(push.message, to, topic=push.topic, sender=sender, egress=egress)
    return Pushed(outcome.state, outcome.wait)


def contact() -> str:
    """Where a push service may complain: the address of the desk where it is one of the web, else that of its mail."""
    public: str = settings.MADOGUCHI.public_url
    return public if public.startswith("https://") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
