"""Starts, adopts and stops the embedded server, and counts who needs it."""

import atexit
import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from madoguchi.config import keys
from madoguchi.config.embedded import connecting, locks, postmaster
from madoguchi.config.embedded.account import Account, account_for
from madoguchi.config.embedded.binaries import NoBinaries, reachable_programs
from madoguchi.config.embedded.cluster import (
    ADMIN,
    DATABASE,
    LOGIN,
    data_folder,
    make_cluster,
    make_login,
    password,
)
from madoguchi.config.embedded.connecting import Answer
from madoguchi.config.embedded.sockets import socket_folder
from madoguchi.config.failures import NotStarted
from madoguchi.config.texts import gettext as _

PATIENCE = 5.0  # seconds after which a wait is explained
HUNG = 20.0  # seconds after which a server that runs without its socket is restarted


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """`url` is the login of the product, `admin_url` the superuser's; both by Unix socket and password."""

    url: str
    admin_url: str
    started: bool


class EmbeddedServer:
    """One data folder's server. `options` are server settings by name, for tests; the product gives none."""

    def __init__(self, home: Path, user: str = "madoguchi", options: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.options = dict(options or {})
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._account: Account | None = None

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    def ensure(self, say: Callable[[str], None] = lambda text: None) -> DatabaseAddress:
        """Runs when this returns, and goes on running until `leave()`. May wait for a long recovery."""
        try:
            for folder in (self.home, self.folder, self.home / "keys", self.home / "logs"):
                keys.private_folder(folder)
            self._join()
            with locks.exclusive(self.folder / "start.lock"):
                return self._ensure(say)
        except (NoBinaries, LookupError, OSError) as problem:
            raise NotStarted(str(problem)) from problem

    def alive(self) -> bool:
        """Whether the server, or what is left of it, still runs."""
        if self._process is not None:
            self._process.poll()  # no zombie stays behind
        return locks.is_held(self.folder / "running.lock")

    def leave(self) -> None:
        """We no longer need it; whoever leaves last stops it."""
        if self._users is None:
            return
        if locks.try_exclusive(self._users):
            self.stop()
        os.close(self._users)
        self._users = None

    def stop(self) -> None:
        """Ends every connection, writes everything out and stops. Does nothing when it does not run."""
        if self.alive():
            sockets = self._sockets
            postmaster.stop(data_folder(self.home), self.folder / "running.lock", self._process)
            with contextlib.suppress(OSError):  # swept away already, or not empty after a kill
                Path(sockets or self.home / "run").rmdir()
        self._process = None

    def _join(self) -> None:
        if self._users is None:
            self._users = locks.opened(self.folder / "users.lock")
            locks.share(self._users)

    def _ensure(self, say: Callable[[str], None]) -> DatabaseAddress:
        started = not self.alive()
        if started:
            self._start()
        self._wait(say, starts=int(started))
        return DatabaseAddress(self._url(LOGIN), self._url(ADMIN), started)

    def _start(self) -> None:
        account = self._account = self._account or account_for(self._user)
        programs = reachable_programs(account)
        data = data_folder(self.home)
        if not data.exists():
            make_cluster(self.home, programs, account)
        sockets = socket_folder(self.home, account)
        postmaster.clear_remains(data, sockets)
        self._process = postmaster.start(
            postmaster.Start(
                programs=programs,
                data=data,
                sockets=sockets,
                lock=self.folder / "running.lock",
                log=self.home / "logs" / "postgres.log",
                options=self.options,
            ),
            account,
        )

    def _wait(self, say: Callable[[str], None], starts: int) -> None:
        """As long as the server works on its recovery, however long that is. `starts`: those made so far."""
        began, explained, missing = time.monotonic(), False, None
        while True:
            answer = connecting.ask(self._url(LOGIN)) if self._sockets else Answer.NO_SOCKET
            if answer is Answer.READY:
                return
            if answer is Answer.UNKNOWN_LOGIN:
                make_login(self._url(ADMIN), password(self.home, LOGIN))
            elif not self.alive():
                if starts > 1:
                    raise NotStarted(postmaster.last_words(self.home / "logs" / "postgres.log"))
                self._start()  # the one that we found was dying, or one start may have met its remains
                starts += 1
            elif answer is Answer.NO_SOCKET:
                postmaster.end_orphans(data_folder(self.home))
            now = time.monotonic()
            if now - began > PATIENCE and not explained:
                say(_("PostgreSQL is still starting; after a crash it first reads its log again."))
                explained = True
            missing = (missing or now) if answer is Answer.NO_SOCKET else None
            if missing is not None and now - missing > HUNG:
                self.stop()  # its socket was swept from the temporary folder; the next round starts it
                missing = None
            time.sleep(0.02 if now - began < 2 else 0.2)

    def _url(self, role: str) -> str:
        database = DATABASE if role == LOGIN else "postgres"
        return f"postgresql://{role}:{password(self.home, role)}@/{database}?host={quote(self._sockets)}"

    @property
    def _sockets(self) -> str:
        return postmaster.socket_folder_of(data_folder(self.home))


def ensure_running(home: Path, user: str = "madoguchi") -> DatabaseAddress:
    """For the rest of this process; at its end the server is stopped, unless somebody else needs it."""
    server = EmbeddedServer(home, user)
    address = server.ensure()
    atexit.register(server.leave)
    return address
