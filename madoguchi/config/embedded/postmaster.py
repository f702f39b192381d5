"""The server process: started apart from its parent, found again by its files, stopped by signals."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from madoguchi.config.embedded import locks
from madoguchi.config.embedded.account import Account
from madoguchi.config.embedded.cluster import entrance
from madoguchi.config.embedded.sockets import NAME, PORT
from madoguchi.config.texts import gettext as _

LARGEST_LOG = 10_000_000  # bytes; then it is turned over, one old file is kept
GENTLE, FIRM = 40.0, 20.0  # seconds for a fast shutdown, then for an immediate one


@dataclass(frozen=True, slots=True)
class Start:
    programs: Path
    data: Path
    sockets: Path
    lock: Path
    log: Path
    options: Mapping[str, str]


def start(what: Start, account: Account) -> subprocess.Popen[bytes]:
    """Returns at once; whether it accepts connections is for the caller to find out."""
    folder = os.open(what.data, os.O_RDONLY | os.O_DIRECTORY)
    lock = locks.opened(what.lock)
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(what.sockets),
        **what.options,
    }
    command = [str(what.programs / "postgres"), "-D", entrance(what.data, folder, account)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    # All its processes inherit this lock: free means that not one of them is left, zombies and reused numbers
    # of processes notwithstanding.
    locks.take(lock)
    try:
        with _log(what.log) as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                pass_fds=[folder, lock],
                start_new_session=True,  # Ctrl-C is for us: the server is stopped when its users are gone
                umask=0o077,
                **account.popen_options(),
            )
            return process
    finally:
        os.close(folder)
        os.close(lock)


def clear_remains(data: Path, sockets: Path) -> None:
    """What a killed server left. Only for who knows that it runs no more: the lock is free."""
    for path in (data / "postmaster.pid", sockets / NAME, sockets / f"{NAME}.lock"):
        path.unlink(missing_ok=True)


def stop(data: Path, lock: Path, process: subprocess.Popen[bytes] | None) -> None:
    for number, patience in ((signal.SIGINT, GENTLE), (signal.SIGQUIT, FIRM), (signal.SIGKILL, FIRM)):
        pid = _pid(data)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if _gone(lock, process, patience):
            return
    raise OSError(_("The database in %s could not be stopped.") % data)


def end_orphans(data: Path) -> None:
    """Ends what a killed server left behind in the middle of its work; a new one starts only after that."""
    pid = _pid(data)
    if pid is None or psutil.pid_exists(pid):
        return
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data.resolve()):
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGQUIT)


def socket_folder_of(data: Path) -> str:
    """Where the running server listens; an empty text until it has said so."""
    lines = _pid_file(data)
    return lines[4] if len(lines) > 4 else ""


def last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if log.exists() else []
    return "\n".join([_("The database stopped while starting. Its last words (%s):") % log, *lines])


def _pid(data: Path) -> int | None:
    lines = _pid_file(data)
    return int(lines[0]) if lines else None


def _pid_file(data: Path) -> list[str]:
    # Its lines (miscadmin.h): pid, data folder, start, port, socket folder, address, shared memory, status.
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _gone(lock: Path, process: subprocess.Popen[bytes] | None, patience: float) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process is not None:
            process.poll()
        if not locks.is_held(lock):
            return True
        time.sleep(0.02)
    return False


def _log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
