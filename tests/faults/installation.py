"""A whole Madoguchi in a folder of its own, started by its own command and looked at from outside.

Imports nothing of the product: what it says about lost and double mail must not share its mistakes.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "support@koyomi.example"


class Installation:
    """`madoguchi serve` with an embedded database; ports are free ones."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.web_port, self.smtp_port = free_port(), free_port()
        self.environ = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "DATABASE_URL"))
            },
            "MADOGUCHI_HOME": str(home),
            "MADOGUCHI_PORT": str(self.web_port),
            "MADOGUCHI_SMTP_PORT": str(self.smtp_port),
            "MADOGUCHI_DEMO": "0",
            "MADOGUCHI_API_RATE": "1000000",
            **settings,
        }
        self.environ.pop("DJANGO_SETTINGS_MODULE", None)
        self.token = ""
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with (self.home.parent / f"{self.home.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "madoguchi", "serve"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.wait_ready()
        if not self.token:
            self.token = self._set_up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _set_up(self) -> str:
        command = ["setup", "--workspace", "こよみ", "--email", "aoi@koyomi.example", "--inbox", ADDRESS, "--json"]
        made = subprocess.run(
            [sys.executable, "-m", "madoguchi", *command, "--password", secrets.token_urlsafe(16)],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            check=True,
            timeout=60,
        )
        return str(json.loads(made.stdout)["token"])

    def wait_ready(self, seconds: float = 60.0) -> float:
        """Until the web says that it is ready; how long that took."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.web_port}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.05)
        raise TimeoutError(f"not ready after {seconds} s: {self.log()[-2000:]}")

    def log(self) -> str:
        """What the processes printed."""
        return (self.home.parent / f"{self.home.name}.log").read_text(errors="replace")

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
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def victims(self) -> dict[str, int]:
        """The processes that may be killed, by their names: web, worker, smtp, postgres."""
        assert self.process is not None
        found = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == self.process.pid and b"madoguchi" in words:
                found[words[words.index(b"madoguchi") + 1].decode()] = int(folder.name)
        for lock in self.home.glob("postgres/*/postmaster.pid"):
            found["postgres"] = int(lock.read_text().split()[0])
        return found

    def database(self) -> psycopg.Connection[Any]:
        """A connection of the checker's own, as the owner of the database."""
        web = self.victims()["web"]
        for entry in Path(f"/proc/{web}/environ").read_bytes().split(b"\0"):
            if entry.startswith(b"DATABASE_URL="):
                return psycopg.connect(entry.partition(b"=")[2].decode(), autocommit=True)
        raise LookupError("the web process has no DATABASE_URL")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
