"""Who the server runs as. PostgreSQL refuses root, so root starts it as an account of its own.

A data folder under /root is still possible, though nobody else may enter /root, and nothing is opened to
anybody: root opens the data folder, and the server enters it by that descriptor (/proc/self/fd).
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from madoguchi.config.texts import gettext as _

FALLBACKS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """`uid` and `gid` to run as; None: as whoever we are."""

    uid: int | None
    gid: int | None

    def popen_options(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, self.gid or -1)

    def can_reach(self, path: Path) -> bool:
        """Whether every folder on the way may be entered."""
        return self.uid is None or all(self._may_enter(folder.stat()) for folder in [path, *path.parents])

    def _may_enter(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def account_for(name: str) -> Account:
    """Ours, or under root the account `name`, made where it is missing."""
    if os.geteuid() != 0:
        return Account(None, None)
    for candidate in (name, *FALLBACKS):
        found = _find(candidate) or (_make(candidate) if candidate == name else None)
        if found is not None and found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid)
    raise LookupError(
        _("There is no account %(name)s, and none could be made: useradd --system %(name)s") % {"name": name}
    )


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make(name: str) -> pwd.struct_passwd | None:
    tool = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if tool is None:
        return None
    made = [tool, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run([*made, "--shell", "/usr/sbin/nologin", name], capture_output=True)
    return _find(name)
