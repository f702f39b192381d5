"""The installation's own key for Web Push: made when it is first needed, kept sealed, the same for all workspaces.

A browser gives one subscription for one key, and a person may work in several workspaces.
"""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from madoguchi.base.secrets import seal, unseal
from madoguchi.features.notifications.models import PushKey


def public_key() -> str:
    """As a browser takes it: base64url of the point."""
    return _key().public


def private_key() -> str:
    """As PEM."""
    return str(unseal(_key().secrets)["private"])


def _key() -> PushKey:
    known = PushKey.objects.first()
    if known is None:
        PushKey.objects.bulk_create([_made()], ignore_conflicts=True)  # another process may have been first
        known = PushKey.objects.get()
    return known


def _made() -> PushKey:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return PushKey(public=base64.urlsafe_b64encode(point).decode().rstrip("="), secrets=seal({"private": private}))
