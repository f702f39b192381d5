"""Web processes of one parent: they share the port and what they count, and none is lost or left behind."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.config.test_supervisor import alive, born, until

# A family without a web: each child writes its number down and waits. Its parent's lifeline is our end of stdin.
FAMILY = """
import os, sys, time
from madoguchi.config.logging import configure_logging
configure_logging("json", "info")
from madoguchi.config.prefork import Family
def work(number):
    open(os.path.join(sys.argv[1], "child"), "a").write(str(os.getpid()) + chr(10))
    time.sleep(600)
Family(2, work).keep(until=0)
print("returned", flush=True)
"""


@pytest.fixture
def family(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", FAMILY, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        until(lambda: len(born(tmp_path, "child")) == 2)
        yield process
    finally:
        process.kill()
        process.communicate()
        until(lambda: not any(map(alive, born(tmp_path, "child"))))


def test_a_child_that_is_killed_is_born_again(family: subprocess.Popen[str], tmp_path: Path) -> None:
    first, second = born(tmp_path, "child")
    os.kill(first, signal.SIGKILL)
    until(lambda: len(born(tmp_path, "child")) == 3)
    assert alive(second)
    assert family.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_all_of_them(family: subprocess.Popen[str], tmp_path: Path, number: int) -> None:
    family.send_signal(number)
    out, _err = family.communicate(timeout=10)
    assert (out, family.returncode) == ("returned\n", 0)
    assert not any(map(alive, born(tmp_path, "child")))


def test_whoever_started_them_is_gone_and_so_are_they(family: subprocess.Popen[str], tmp_path: Path) -> None:
    assert family.stdin
    family.stdin.close()
    family.stdin = None
    assert family.wait(timeout=10) == 0
    assert not any(map(alive, born(tmp_path, "child")))


def test_kill_9_of_the_parent_takes_the_children_with_it(family: subprocess.Popen[str], tmp_path: Path) -> None:
    family.kill()
    until(lambda: not any(map(alive, born(tmp_path, "child"))))


@pytest.fixture(scope="module")
def port(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where `madoguchi web` with two processes listens."""
    environment = {**os.environ, "MADOGUCHI_HOME": str(tmp_path_factory.mktemp("home")), "MADOGUCHI_LOG_FORMAT": "json"}
    process = subprocess.Popen(
        [sys.executable, "-m", "madoguchi", "web", "--port", "0", "--processes", "2"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        ports = set()
        for line in process.stdout:
            if "web started" in line:
                ports.add(int(line.partition('"port": ')[2].split(",")[0].rstrip("}\n")))
                if len(children(process.pid)) == 2:
                    break
        (found,) = ports
        until(lambda: ready(found))
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=20)


def children(parent: int) -> list[int]:
    return [child.pid for child in psutil.Process(parent).children()]


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


@pytest.mark.slow
def test_they_share_the_port_and_their_figures(port: int) -> None:
    before = asked(port)
    for _ in range(40):  # each over a connection of its own: both will have had some
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok\n"
        connection.close()
    until(lambda: asked(port) == before + 40)


def asked(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        figures = answer.read().decode()
    counted = [
        line for line in figures.splitlines() if line.startswith("madoguchi_http_requests") and "healthz" in line
    ]
    return sum(float(line.rpartition(" ")[2]) for line in counted)
