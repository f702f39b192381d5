"""Bearer tokens of the API."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest, random_name
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import TokenCreated, TokenRevoked
from madoguchi.core.people.models import Token
from madoguchi.core.people.policies import SCOPES, require
from madoguchi.core.people.steps import list_key, unlist_key

PREFIX = "mdg_"  # by which secret scanners know it
HINT = 4  # last letters, by which its owner knows it again


def create_token(name: str, *, scopes: Sequence[str], expires_at: datetime | None, actor: Actor) -> tuple[Token, str]:
    """A token that acts for the actor's person. Returns it with its clear text, which is shown this once.

    Raises Refused for an empty name, an unknown scope, a scope that the asking token itself lacks, a past end.
    """
    require(actor, "token.own")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    kept_name = " ".join(name.split())
    if not kept_name or len(kept_name) > 80:
        raise Refused("bad-name", _("Enter a name of at most 80 letters."), field="name")
    if not scopes or not set(scopes) <= (SCOPES.keys() if actor.scopes is None else actor.scopes):
        raise Refused("bad-scopes", _("Choose what the token may do."), field="scopes")
    if expires_at is not None and expires_at <= now():
        raise Refused("past-end", _("Choose an end in the future."), field="expires_at")
    clear = PREFIX + random_name(256)
    with tenant(actor.workspace_id):
        token = Token.objects.create(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            name=kept_name,
            hint=clear[-HINT:],
            digest=digest(clear),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        list_key(key_of(token.digest), token.id)
        record(TokenCreated(token.id, token.person_id, token.scopes), actor=actor, about=Subject())
    return token, clear


def revoke_token(token_id: int, *, actor: Actor) -> None:
    """End one of one's own tokens, or anybody's with token.manage. It works no longer after this."""
    with tenant(actor.workspace_id):
        token = Token.objects.select_for_update().filter(id=token_id, revoked_at__isnull=True).first()
        is_own = token is not None and token.person_id == actor.person_id
        if token is None or not actor.may("token.own" if is_own else "token.manage"):
            raise NotAllowed("not-found", _("This token does not exist."))
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        unlist_key(key_of(token.digest))
        record(TokenRevoked(token.id, token.person_id), actor=actor, about=Subject())


def key_of(token_digest: str) -> str:
    """The directory's key of a token."""
    return f"token:{token_digest}"
