"""Making and revoking the keys by which a site signs who its visitor is."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxChanged
from madoguchi.core.inboxes.queries import locked_on
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.chat.keys import ALGORITHMS, Key

MOST = 5  # at once; two are enough to change one for another


def make_key(inbox_id: int, *, alg: str, public_key: str = "", actor: Actor) -> tuple[Key, str]:
    """A new key and what the site signs with (the secret; for ES256 the private key, PEM), which is shown this once.

    `public_key` (PEM, P-256) is that of a pair which the site has made for itself: then nothing is shown. Raises
    Refused("bad-algorithm", "bad-key", "too-many-keys", "other-channel"), NotAllowed.
    """
    require(actor, "inbox.manage")
    if public_key:
        clear, kept = "", _public(public_key, alg)
    else:
        clear, kept = _secret() if alg == "HS256" else _pair()
    key = Key(random_name(48), alg, now())
    with tenant(actor.workspace_id):
        inbox = locked_on("chat", inbox_id, actor)
        if alg not in ALGORITHMS:
            raise Refused("bad-algorithm", _("A key is for HS256 or ES256."), field="alg")
        values = inbox.secret_values
        keys = values.get("chat_keys", {})
        if len(keys) >= MOST:
            raise Refused("too-many-keys", _("At most %(most)d keys. Revoke one first.") % {"most": MOST})
        added = {key.kid: {"alg": alg, "key": kept, "created_at": key.created_at.isoformat()}}
        inbox.keep_secrets(values | {"chat_keys": keys | added})
        inbox.save(update_fields=["secrets"])
        record(InboxChanged(inbox.id, ["chat_keys"]), actor=actor, about=Subject())
    return key, clear


def revoke_key(inbox_id: int, *, kid: str, actor: Actor) -> None:
    """What is signed with it counts no longer. Raises Refused("other-channel"), NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("chat", inbox_id, actor)
        values = inbox.secret_values
        keys = values.get("chat_keys", {})
        if kid not in keys:
            raise NotAllowed("not-found", _("This key does not exist."))
        inbox.keep_secrets(values | {"chat_keys": {name: one for name, one in keys.items() if name != kid}})
        inbox.save(update_fields=["secrets"])
        record(InboxChanged(inbox.id, ["chat_keys"]), actor=actor, about=Subject())


def _public(typed: str, alg: str) -> str:
    """As it is kept; a private key is refused, and nowhere repeated."""
    wrong = Refused("bad-key", _("This is no public key (PEM, P-256)."), field="public_key")
    try:
        key = load_pem_public_key(typed.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        raise wrong from None
    if alg != "ES256" or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise wrong
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _secret() -> tuple[str, str]:
    secret = f"mds_{random_name(256)}"
    return secret, secret


def _pair() -> tuple[str, str]:
    private = ec.generate_private_key(ec.SECP256R1())
    own = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return own, private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
