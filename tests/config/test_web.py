"""The web process as it runs: a process of its own, on a port of its own, on this test's database."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

CODE = """
import sys
from madoguchi.config.logging import configure_logging
configure_logging("json", "info")
from madoguchi.config.supervisor.ports import listening
from madoguchi.config.web import run
door = listening("127.0.0.1", 0)
run(door, 2, started=lambda: print(door.getsockname()[1], flush=True))
print("returned", flush=True)
"""


class Web:
    """The process, and how to ask it."""

    def __init__(self) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        try:
            with self.open(path, **headers) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def open(self, path: str, **headers: str) -> HTTPResponse:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=10)
        return answer

    def until_ready(self) -> None:
        for _ in range(100):
            if self.get("/readyz")[0] == 200:
                return
            time.sleep(0.05)
        raise AssertionError("never ready")


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    made = Web()
    yield made
    made.process.kill()
    made.process.communicate()


@pytest.mark.slow
def test_it_says_that_it_lives_and_that_it_can_work(web: Web) -> None:
    assert web.get("/healthz") == (200, b"ok\n")
    web.until_ready()


@pytest.mark.slow
def test_its_figures_are_for_this_machine(web: Web) -> None:
    status, body = web.get("/metrics")
    assert status == 200
    assert b"madoguchi_database_up 1.0" in body
    assert b"madoguchi_streams 0.0" in body


@pytest.mark.slow
def test_django_answers_behind_the_bridge(web: Web) -> None:
    status, _body = web.get("/no/such/page", Host="localhost")
    assert status == 404


@pytest.mark.slow
def test_a_stream_wants_somebody_signed_in(web: Web) -> None:
    status, body = web.get("/live")
    assert status == 401
    assert json.loads(body)["code"] == "not_signed_in"


@pytest.mark.slow
def test_it_stops_in_order_when_asked_to(web: Web) -> None:
    web.process.send_signal(signal.SIGTERM)
    out, err = web.process.communicate(timeout=20)
    assert out == "returned\n"
    assert web.process.returncode == 0
    assert all(json.loads(line) for line in err.splitlines())
