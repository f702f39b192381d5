"""The code that lets somebody set up an empty installation from another machine (faces/desk/account/first_run.py)."""

import secrets
from pathlib import Path

from madoguchi.config.keys import kept


def offer(home: Path) -> str:
    """Make the code, or find it made: home/keys/first-run, readable by its owner alone."""
    return kept(_file(home), lambda: secrets.token_urlsafe(16))


def forget(home: Path) -> None:
    """Somebody has set it up: the code opens nothing any more."""
    _file(home).unlink(missing_ok=True)


def address(public_url: str, home: Path) -> str:
    """The page that sets up the first workspace, with the code; "" once that is done."""
    return f"{public_url}/welcome/?code={offer(home)}" if _file(home).exists() else ""


def _file(home: Path) -> Path:
    return home / "keys" / "first-run"
