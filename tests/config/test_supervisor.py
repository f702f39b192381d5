"""One command keeps its processes running, and leaves none behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from madoguchi.config.supervisor import PortTaken, check_ports

# A house of two processes that write their number into a file and then sleep; no database. "alone": it hears nobody.
HOUSE = """
import os, sys, time
from functools import partial
from madoguchi.config.logging import configure_logging
configure_logging("json", "info")
from madoguchi.config.supervisor import House
from madoguchi.config.supervisor.voices import Voices
def work(name):
    open(os.path.join(sys.argv[1], name), "a").write(str(os.getpid()) + chr(10))
    print("born", flush=True)
    while not os.path.exists(os.path.join(sys.argv[1], f"{name} rests")):
        time.sleep(0.02)
    os.unlink(os.path.join(sys.argv[1], f"{name} rests"))
voices = None if sys.argv[2:] == ["alone"] else Voices()
House([(name, partial(work, name)) for name in ("web", "worker")], voices=voices).keep(
    lambda: open(os.path.join(sys.argv[1], "ready"), "w").close()
)
"""


@pytest.fixture
def words() -> list[str]:
    """What the house is told besides its folder."""
    return []


@pytest.fixture
def house(tmp_path: Path, words: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOUSE, str(tmp_path), *words],
        stdout=subprocess.DEVNULL,
        stderr=(tmp_path / "log").open("w"),
        text=True,
    )
    try:
        until((tmp_path / "ready").exists)
        until(lambda: [len(born(tmp_path, name)) for name in ("web", "worker")] == [1, 1])
        yield process
    finally:
        process.kill()
        process.wait()


def born(folder: Path, name: str) -> list[int]:
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(number: int) -> bool:
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(reached: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_process_that_dies_is_started_again(house: subprocess.Popen[str], tmp_path: Path) -> None:
    for expected in (2, 3):
        os.kill(born(tmp_path, "web")[-1], signal.SIGKILL)
        until(lambda count=expected: len(born(tmp_path, "web")) == count)  # type: ignore[misc]  # bound in the loop
    assert len(born(tmp_path, "worker")) == 1
    log = (tmp_path / "log").read_text()
    assert "madoguchi| web ended (SIGKILL); it is started again." in log
    assert "worker   | born" in log


def test_one_that_ends_of_its_own_will_has_a_successor_without_a_word(
    house: subprocess.Popen[str], tmp_path: Path
) -> None:
    (tmp_path / "worker rests").touch()
    until(lambda: len(born(tmp_path, "worker")) == 2)
    assert len(born(tmp_path, "web")) == 1
    assert "worker ended" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("words", [["alone"]])
def test_one_that_hears_nobody_writes_into_its_log(house: subprocess.Popen[str], tmp_path: Path) -> None:
    os.kill(born(tmp_path, "web")[-1], signal.SIGKILL)
    until(lambda: len(born(tmp_path, "web")) == 2)
    assert "web ended (SIGKILL); it is started again." in (tmp_path / "log").read_text()


def test_each_is_known_by_its_name(house: subprocess.Popen[str], tmp_path: Path) -> None:
    for name in ("web", "worker"):
        assert psutil.Process(born(tmp_path, name)[0]).cmdline()[0] == f"madoguchi: {name}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_nothing_behind(house: subprocess.Popen[str], tmp_path: Path, number: int) -> None:
    children = born(tmp_path, "web") + born(tmp_path, "worker")
    house.send_signal(number)
    assert house.wait(timeout=10) == 0
    assert not any(alive(child) for child in children)


def test_kill_9_of_the_parent_takes_the_children_with_it(house: subprocess.Popen[str], tmp_path: Path) -> None:
    children = born(tmp_path, "web") + born(tmp_path, "worker")
    house.kill()
    until(lambda: not any(alive(child) for child in children))


def test_a_port_that_is_taken_is_told_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        with pytest.raises(PortTaken) as taken:
            check_ports([("MADOGUCHI_PORT", "127.0.0.1", other.getsockname()[1])])
    assert (taken.value.variable, taken.value.reason) == ("MADOGUCHI_PORT", "EADDRINUSE")
