"""Advisory locks on files. They end with their holder, even by kill -9, so none is ever stale."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


def opened(path: Path) -> int:
    """A descriptor to lock by; the caller closes it, or passes it on to the process that shall hold it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_exclusive(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(handle: int) -> None:
    """Waits while somebody holds it exclusively: the server is being stopped, and can be started after."""
    fcntl.flock(handle, fcntl.LOCK_SH)


def take(handle: int) -> None:
    fcntl.flock(handle, fcntl.LOCK_EX)


def is_held(path: Path) -> bool:
    """Whether somebody holds it exclusively. Asks for a share, so that two who ask do not see each other."""
    handle = opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    handle = opened(path)
    try:
        take(handle)
        yield
    finally:
        os.close(handle)
