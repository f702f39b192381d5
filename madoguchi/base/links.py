"""Signed links that open one row for one purpose, for whoever holds them: `workspace.row.signature`."""

from madoguchi.base.text import sign, signature_fits

LENGTH = 26  # 130 bits of signature


def token_for(purpose: str, workspace_id: int, row_id: int) -> str:
    """The token of a row; it opens nothing for another purpose."""
    name = f"{workspace_id}.{row_id}"
    return f"{name}.{sign(purpose, name, length=LENGTH)}"


def place_in(purpose: str, token: str) -> tuple[int, int] | None:
    """The workspace and the row of a token of ours; None for any other."""
    name, _dot, signature = token.rpartition(".")
    workspace_id, _dot, row_id = name.partition(".")
    is_number = all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (workspace_id, row_id))
    if not is_number or len(signature) != LENGTH or not signature_fits(purpose, name, signature):
        return None
    return int(workspace_id), int(row_id)
