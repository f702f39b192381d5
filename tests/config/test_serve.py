"""The whole product from one command: first start, kill -9 of each part, clean stop. With its own database."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serve")]


class Served:
    """A running `madoguchi serve` in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.smtp_port = home, free_port(), free_port()
        self.log = home.with_suffix(".log")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "DATABASE_"))}
        self.environment = {
            **kept,
            "LANGUAGE": "en",
            "MADOGUCHI_HOME": str(home),
            "MADOGUCHI_PORT": str(self.port),
            "MADOGUCHI_SMTP_PORT": str(self.smtp_port),
            "MADOGUCHI_DEMO": "0",
        }
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "madoguchi", "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def status(self, path: str = "/readyz") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code
        except OSError:
            return 0

    def children(self, name: str) -> set[int]:
        """The numbers of the processes of that name."""
        found = set()
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):  # it died between two looks
                if child.cmdline()[:1] == [f"madoguchi: {name}"]:  # none: it is a zombie
                    found.add(child.pid)
        return found

    def postmaster(self) -> int:
        return int((self.home / "postgres" / "18" / "postmaster.pid").read_text().split()[0])

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "madoguchi", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)


def until(reached: Callable[[], bool], seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("served") / "home")
    try:
        until(lambda: "Ctrl-C stops everything" in running.said() or running.process.poll() is not None)
        until(lambda: running.status() == 200)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=60)


def test_an_empty_folder_becomes_a_page(served: Served) -> None:
    assert served.status("/") == 200
    assert f"http://localhost:{served.port}" in served.said()
    assert served.home.stat().st_mode & 0o777 == 0o700


def test_without_a_workspace_the_address_of_the_first_steps_is_kept(served: Served) -> None:
    code = served.home / "keys" / "first-run"
    assert f"/welcome/?code={code.read_text().strip()}" in served.said()
    code.unlink()
    assert served.run("demo", "--remove").returncode == 0
    assert code.exists()


def test_commands_work_beside_it(served: Served) -> None:
    words = ["setup", "--workspace", "A", "--email", "a@example.jp", "--password", "correct horse battery", "--json"]
    assert served.run(*words).returncode == 0
    assert served.run("doctor", "--json").returncode == 0
    assert served.run("migrate", "--check").returncode == 0
    assert served.status() == 200, "a command that ends does not take the database with it"


@pytest.mark.parametrize("name", ["web", "worker", "bulk", "smtp"])
def test_kill_9_of_a_process_needs_no_hand(served: Served, name: str) -> None:
    before = served.children(name)
    assert before
    for number in before:
        os.kill(number, signal.SIGKILL)
    until(lambda: len(served.children(name) - before) == len(before))
    until(lambda: served.status() == 200)


def test_kill_9_of_the_database_needs_no_hand(served: Served) -> None:
    before = served.postmaster()
    os.kill(before, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(before))
    until(lambda: (served.home / "postgres/18/postmaster.pid").exists() and served.postmaster() != before)
    until(lambda: served.status() == 200)


def test_a_second_one_on_the_same_port_is_told_so(served: Served) -> None:
    done = served.run("serve")
    assert done.returncode == 1
    assert f"Port {served.port} is in use by another program" in done.stderr


def test_a_stop_leaves_nothing_behind(served: Served) -> None:
    everything = [*psutil.Process(served.process.pid).children(recursive=True), psutil.Process(served.postmaster())]
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=60) == 0
    assert not [child for child in everything if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    assert "Traceback" not in served.said()
