"""The secrets of one installation: files in home/keys, readable by their owner alone, made on first use."""

import base64
import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterable
from pathlib import Path


def secret_key(home: Path) -> str:
    return kept(home / "keys" / "secret", lambda: secrets.token_urlsafe(48))


def encryption_keys(home: Path) -> tuple[str, ...]:
    """One key a line, the newest first: the first encrypts, all decrypt."""
    made = kept(home / "keys" / "encryption", lambda: base64.urlsafe_b64encode(os.urandom(32)).decode())
    return tuple(line.strip() for line in made.splitlines() if line.strip())


def fingerprint(keys: Iterable[str]) -> list[str]:
    """Names keys without giving them away: a backup says by these which keys it needs."""
    return [hashlib.sha256(f"madoguchi key {key}".encode()).hexdigest()[:16] for key in keys]


def readable_by_others(home: Path) -> list[Path]:
    """Key files that the group or the world may read."""
    folder = home / "keys"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in files if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def private_folder(path: Path) -> Path:
    """Makes the folder, and parents that are missing, for their owner alone; what exists is left as it is."""
    for folder in reversed([path, *path.parents]):
        folder.mkdir(exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, content: str) -> None:
    """Writes all or nothing, with mode 0600; raises FileExistsError when another process was first."""
    private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()


def kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        # Web, worker and SMTP start together: the first one to link its file wins, the others read it.
        with contextlib.suppress(FileExistsError):
            write_private(path, make() + "\n")
    return path.read_text(encoding="utf-8").strip()


def adopt(home: Path, secret: str, encryption: list[str]) -> None:
    """The keys of a restored installation: its own sign from now on, and all old ones can still decrypt."""
    mine = [*encryption_keys(home)]
    joined = [*encryption, *[key for key in mine if key not in encryption]]
    for name, content in (("secret", secret), ("encryption", "\n".join(joined))):
        if content:
            (home / "keys" / name).unlink(missing_ok=True)
            write_private(home / "keys" / name, content + "\n")
