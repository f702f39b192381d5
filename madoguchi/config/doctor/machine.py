"""Is there room, and can we write?"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from madoguchi.config.doctor.finding import Finding, error, ok, warning
from madoguchi.config.environment import Environment
from madoguchi.config.keys import private_folder
from madoguchi.config.texts import gettext as _

LITTLE = 2 * 1024**3  # bytes
NEXT_TO_NOTHING = 200 * 1024**2


def check(environment: Environment, database_url: str) -> Iterator[Finding]:
    places = {
        "home": environment.home,
        "storage": environment.storage,
        "temporary": Path(tempfile.gettempdir()),
    }
    for name, folder in places.items():
        yield _room(name, folder)
    yield _writable(environment.storage)


def _room(name: str, folder: Path) -> Finding:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = _("%(folder)s: %(free).1f GB free") % {"folder": folder, "free": free / 1e9}
    if free < NEXT_TO_NOTHING:
        return error(f"room-{name}", text + _(". Mail is no longer accepted when it is full."))
    return warning(f"room-{name}", text) if free < LITTLE else ok(f"room-{name}", text)


def _writable(folder: Path) -> Finding:
    trial = folder / f".trial-{secrets.token_hex(4)}"
    try:
        private_folder(folder)
        with trial.open("wb") as file:
            file.write(b"trial")
            file.flush()
            os.fsync(file.fileno())
        trial.unlink()
    except OSError as problem:
        return error("storage", _("%(folder)s cannot be written: %(problem)s") % {"folder": folder, "problem": problem})
    return ok("storage", _("%s can be written") % folder)
