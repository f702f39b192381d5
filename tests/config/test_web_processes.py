"""Web processes of one parent: they share the port and what they count."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection

import psutil
import pytest

from tests.config.test_supervisor import until


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
