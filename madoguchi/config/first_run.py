"""The code that lets somebody set up an empty installation from another machine."""

import secrets
from pathlib import Path

from madoguchi.config.keys import kept


def code(home: Path) -> str:
    """Made and kept in home/keys/first-run on first use; `madoguchi serve` prints it while there is no workspace."""
    return kept(home / "keys" / "first-run", lambda: secrets.token_urlsafe(16))


def address(public_url: str, home: Path) -> str:
    """The page that sets up the first workspace, with the code, for whoever reads the terminal."""
    return f"{public_url}/welcome/?code={code(home)}"
