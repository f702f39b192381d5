"""A folder for servers that become other users: pytest's own are closed to those."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that everybody may enter; gone afterwards.

    It lies beside pytest's folder and not in it. Whoever starts pytest closes that one again (to 0700), and so takes it
    from the servers of every run that is under way: dovecot then says SERVERBUG. It is short, too: the path of a
    socket has 107 bytes.
    """
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-mail-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
