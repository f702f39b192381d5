"""A disk of a few megabytes that can be filled and emptied again. Mounting needs root."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class NotAllowed(Exception):
    """Nothing may be mounted here."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, leave: int = 0) -> None:
        """Take all the room there is, but for so many bytes."""
        with self._ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while (room := self.room() - leave) > 0:
                file.write(bytes(min(room, 1 << 20)))

    def empty(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)

    def room(self) -> int:
        """Free bytes."""
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a tmpfs at a folder, which is made. Raises NotAllowed."""
    folder.mkdir(parents=True, mode=0o755)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotAllowed("there is no mount") from error
    if done.returncode:
        raise NotAllowed(done.stderr.strip())
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
