"""The folder of the server's Unix socket: closed to others, and short enough for the kernel."""

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from madoguchi.config.embedded.account import Account
from madoguchi.config.texts import gettext as _

PORT = 5432
NAME = f".s.PGSQL.{PORT}"
LONGEST = 100  # sun_path holds 108 bytes on Linux, 104 on macOS; the lock file beside the socket needs five more


def socket_folder(home: Path, account: Account) -> Path:
    """Made if need be; owned by the account, mode 0700. Raises OSError when no place will do."""
    refused: list[str] = []
    for place in _places(home, account):
        try:
            return _claimed(place, account)
        except OSError as problem:
            refused.append(f"{place}: {problem.strerror or problem}")
    raise OSError(_("No folder for the database's socket: %s") % "; ".join(refused))


def _places(home: Path, account: Account) -> list[Path]:
    name = f"madoguchi-{os.getuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    near = home / "run"
    places = [Path(tempfile.gettempdir()) / name, Path("/tmp") / name]  # noqa: S108 (checked to be ours alone)
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if account.uid is not None:
        places.insert(0, Path("/run") / name)
    elif runtime:
        places.insert(0, Path(runtime) / name)
    if account.uid is None or (home.is_dir() and account.can_reach(home)):
        places.insert(0, near)
    return [place for place in places if len(os.fsencode(place / NAME)) <= LONGEST]


def _claimed(place: Path, account: Account) -> Path:
    with contextlib.suppress(FileExistsError):
        place.mkdir(mode=0o700)
        account.own(place)
    found = place.lstat()
    owner = os.getuid() if account.uid is None else account.uid
    # In /tmp somebody else could have made it, or a link, to listen in our stead.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise PermissionError(0, _("belongs to somebody else"))
    if stat.S_IMODE(found.st_mode) != 0o700:
        place.chmod(0o700)
    return place
