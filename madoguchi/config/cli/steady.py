"""Remembers that the embedded database fits this code, so that an ordinary start need not ask Django."""

import hashlib
import importlib.metadata
from pathlib import Path

import madoguchi

PACKAGES = ("Django", "django-allauth", "procrastinate")


def is_current(home: Path) -> bool:
    note = _note(home)
    return note.exists() and note.read_text(encoding="utf-8") == _digest()


def remember(home: Path) -> None:
    _note(home).write_text(_digest(), encoding="utf-8")


def forget(home: Path) -> None:
    """After a restore: the tables may be those of another version."""
    _note(home).unlink(missing_ok=True)


def _note(home: Path) -> Path:
    return home / "postgres" / "migrated"


def _digest() -> str:
    digest = hashlib.sha256()
    for package in PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    root = Path(madoguchi.__file__).parent
    for path in sorted(root.glob("*/*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
