"""A whole Madoguchi in a folder of its own, started by its own command and looked at from outside.

Imports nothing of the product: what it says about lost and double mail must not share its mistakes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from tests.faults.waiting import until
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "support@koyomi.example"
ADMINISTRATOR = "aoi@koyomi.example"
START = 600.0  # seconds; a start may have to share its processor with a whole test run, and more
LISTENING = "SELECT max(backend_start) FROM pg_stat_activity WHERE query = 'LISTEN madoguchi_outbox'"


class Installation:
    """`madoguchi serve` with an embedded database; ports are free ones. `settings` are further MADOGUCHI_*.

    Where TEST_INSTALLATION names a folder, the first one of a test run leaves a copy of itself there, and the others
    begin as that: a database that is made and migrated anew costs 20 s of a processor.
    """

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.web_port, self.smtp_port = free_port(), free_port()
        kept = {name: word for name, word in os.environ.items() if not name.startswith(("MADOGUCHI_", "DATABASE_URL"))}
        self.environ = {
            **kept,
            "MADOGUCHI_HOME": str(home),
            "MADOGUCHI_PORT": str(self.web_port),
            "MADOGUCHI_SMTP_PORT": str(self.smtp_port),
            "MADOGUCHI_DEMO": "0",
            "MADOGUCHI_API_RATE": "1000000",
            **settings,
        }
        self.environ.pop("DJANGO_SETTINGS_MODULE", None)
        self.password = secrets.token_urlsafe(16)
        self.token = self.database_url = ""
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        template = os.environ.get("TEST_INSTALLATION")
        if template and not self.home.exists():
            self._begin_as(Path(template))
        return self._start()

    def _begin_as(self, template: Path) -> None:
        template.mkdir(parents=True, exist_ok=True)
        with (template / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            secrets_of = template / "secrets.json"
            if not secrets_of.exists():
                made = Installation(template / "home")
                made._start()  # one of its own kind
                made._end()
                secrets_of.write_text(json.dumps({"password": made.password, "token": made.token}))
        subprocess.run(["cp", "-a", "--reflink=auto", template / "home", self.home], check=True)
        self.__dict__.update(json.loads(secrets_of.read_text()))

    def _start(self) -> Self:
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "madoguchi", "serve"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_ready(START)
            until(self.takes_mail, "mail is taken", START)
            until(lambda: "worker" in self.victims(), "the worker runs", START)
            self.database_url = self._database_url()
            self.token = self.token or self._set_up()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _set_up(self) -> str:
        command = ["setup", "--workspace", "こよみ", "--email", ADMINISTRATOR, "--inbox", ADDRESS, "--json"]
        made = subprocess.run(
            [sys.executable, "-m", "madoguchi", *command, "--password", self.password, "--language", "ja"],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert made.returncode == 0, made.stderr
        return str(json.loads(made.stdout)["token"])

    @property
    def address(self) -> str:
        """Where the web is."""
        return f"http://localhost:{self.web_port}"

    def wait_ready(self, seconds: float = 60.0) -> float:
        """Until the web says that it is ready; how long that took."""
        began = time.monotonic()
        try:
            until(lambda: self.has_ended() or self.is_ready(), "the web is ready", seconds)
            assert not self.has_ended(), self.log()[-2000:]
        except TimeoutError as error:
            raise TimeoutError(f"{error}: {self.log()[-2000:]}") from error
        return time.monotonic() - began

    def has_ended(self) -> bool:
        """Whether the command itself has given up, so that there is nothing to wait for."""
        return self.process is not None and self.process.poll() is not None

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web_port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def takes_mail(self) -> bool:
        quietly = contextlib.suppress(OSError, smtplib.SMTPException)
        with quietly, smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5) as client:
            return client.noop()[0] == 250
        return False

    def works(self, since: float) -> bool:
        """Whether a worker listens for work that began after a moment (seconds since 1970)."""
        with contextlib.suppress(psycopg.Error), self.database() as database:
            (began,) = database.execute(LISTENING).fetchone() or (None,)
            return began is not None and began.timestamp() > since
        return False

    def kill(self, name: str) -> float:
        """kill -9, and wait until another has taken over: web answers, smtp greets, worker listens. Seconds."""
        numbers, at = self.victims()[name], time.time()
        for number in numbers:
            os.kill(number, signal.SIGKILL)
        until(lambda: self.victims().get(name, numbers).isdisjoint(numbers), f"{name} is started again", 120)
        until(self.is_ready, f"the web is ready after {name} was killed", 120)
        if name == "smtp":
            until(self.takes_mail, "mail is taken again", 120)
        if name == "worker":
            until(lambda: self.works(at), "the worker works again", 120)
        return time.time() - at

    def log(self) -> str:
        """What the processes printed."""
        return self._log_path.read_text(errors="replace")

    @property
    def _log_path(self) -> Path:
        return self.home.parent / f"{self.home.name}.log"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One call of the API: status and what was answered. OSError where there was no answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web_port}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def get(self, path: str) -> Any:
        """What the API shows; AssertionError where it does not answer 200."""
        status, answer = self.call("GET", path)
        assert status == 200, (path, status, answer)
        return answer

    def resolve_all(self) -> None:
        """Nothing is open any more: where one is resolved, no other opens."""
        while conversations := self.get("/conversations?view=open&limit=100")["data"]:
            for conversation in conversations:
                status, _shown = self.call("PATCH", f"/conversations/{conversation['id']}", {"status": "resolved"})
                assert status == 200

    def victims(self) -> dict[str, set[int]]:
        """The processes that may be killed, by their names: web, worker, smtp, postgres."""
        assert self.process is not None
        found: dict[str, set[int]] = defaultdict(set)
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                title = (folder / "cmdline").read_bytes().rstrip(b"\0")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == self.process.pid and title.startswith(b"madoguchi: "):
                found[title.partition(b": ")[2].decode()].add(int(folder.name))
        for lock in self.home.glob("postgres/*/postmaster.pid"):
            with contextlib.suppress(OSError, IndexError):  # it is being made, or taken away
                found["postgres"] = {int(lock.read_text().split()[0])}
        return dict(found)

    def database(self) -> psycopg.Connection[Any]:
        """A connection of the checker's own, as the owner of the database."""
        return psycopg.connect(self.database_url, autocommit=True, connect_timeout=10)

    def _database_url(self) -> str:
        """Of the embedded server, as its files have it."""
        (lock,) = self.home.glob("postgres/*/postmaster.pid")
        sockets = lock.read_text().splitlines()[4]
        password = (self.home / "keys" / "postgres").read_text().strip()
        return psycopg.conninfo.make_conninfo(host=sockets, user="madoguchi", password=password, dbname="madoguchi")
