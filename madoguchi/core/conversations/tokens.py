"""The signed reply token: part of the Message-ID of each of our mails, so that an answer finds its conversation.

A token is 16 random characters and a signature over them and the workspace; it says nothing else, and
no number of a case can be read from it.
"""

import base64
import secrets

from madoguchi.base.text import sign, signature_fits

BYTES = 10  # 80 bits, as 16 characters
RANDOM = 16
LENGTH = 2 * RANDOM


def new_token(workspace_id: int) -> str:
    """A new token of 32 characters, a-z and 2-7: 80 random bits and 80 bits of signature."""
    return token_from(workspace_id, secrets.token_bytes(BYTES))


def token_from(workspace_id: int, drawn: bytes) -> str:
    """The token of these random BYTES."""
    name = base64.b32encode(drawn).decode().lower()
    return name + sign(f"reply:{workspace_id}", name, length=RANDOM)


def is_ours(workspace_id: int, token: str) -> bool:
    """Whether we made the token for this workspace."""
    return len(token) == LENGTH and signature_fits(f"reply:{workspace_id}", token[:RANDOM].lower(), token[RANDOM:])


def token_in(mail_id: str) -> str:
    """The part of a Message-ID, or of the address `support+token@…`, that may be a token."""
    local = mail_id.rpartition("@")[0] or mail_id
    return local.rpartition("+")[2].lower()
