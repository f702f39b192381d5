"""Bytes on disk under their digest: written once, whole or not at all, and durable before they are named."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

CHUNK = 256 * 1024


class FileStorage:
    """A folder of files named by SHA-256; safe for any number of writers of the same content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, digest: str, content: bytes) -> None:
        """Keep `content` under `digest`; returns when it is on disk (file and folder synced)."""
        path = self._path(digest)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{digest}.{secrets.token_hex(4)}")
        try:
            with draft.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def get(self, digest: str) -> bytes:
        """The content; FileNotFoundError when it is not here."""
        return self._path(digest).read_bytes()

    def chunks(self, digest: str) -> Iterator[bytes]:
        """The content in pieces of at most CHUNK bytes."""
        with self._path(digest).open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    def remove(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:4] / digest
