"""The demo goes, and its log-ins with it; where nothing is left, the way in for whoever sets up the installation."""

from pathlib import Path

from madoguchi.config import first_run, migrating
from madoguchi.config.demo import remove


def note(home: Path) -> Path:
    """Where the log-ins stand; serve shows them at every start."""
    return home / "demo.json"


def clear(home: Path) -> int:
    """Take every demo workspace away. Twice is as once. Returns how many there were."""
    gone = remove()
    note(home).unlink(missing_ok=True)
    if migrating.is_empty():  # as on the first start: somebody has to set it up
        first_run.offer(home)
    return gone
