"""The embedded PostgreSQL starts, is found again, heals and stops: with real servers in folders of their own."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from madoguchi.config.embedded import EmbeddedServer
from madoguchi.config.embedded.account import Account
from madoguchi.config.embedded.sockets import NAME, socket_folder
from madoguchi.config.failures import NotStarted


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    yield folder
    if folder.exists():
        EmbeddedServer(folder).stop()


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "18" / "postmaster.pid").read_text().split()[0])


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_first_start_makes_a_safe_server(home: Path) -> None:
    server = EmbeddedServer(home)
    address = server.ensure()
    assert address.started
    assert ask(address.url, "SELECT current_setting('fsync') || current_setting('full_page_writes')") == "onon"
    assert ask(address.url, "SELECT datlocale FROM pg_database WHERE datname = 'madoguchi'") == "C.UTF-8"
    assert ask(address.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(address.url, "SELECT current_setting('listen_addresses')") == ""
    assert not [path for path in home.rglob("*") if path.stat().st_mode & stat.S_IRWXO and not path.is_socket()]
    server.leave()
    assert not server.alive()
    assert not EmbeddedServer(home).alive()


def test_nothing_stays_outside_its_folder(home: Path) -> None:
    server = EmbeddedServer(home)
    sockets = Path(str(conninfo_to_dict(server.ensure().url)["host"]))
    assert (sockets / NAME).is_socket()
    server.leave()
    assert not sockets.exists()


def test_nobody_enters_without_the_password(home: Path) -> None:
    server = EmbeddedServer(home)
    address = server.ensure()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.url.replace("madoguchi:", "madoguchi:x"))
    server.leave()


def test_the_next_one_takes_it_over_after_kill_9_of_the_parent(home: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from madoguchi.config.embedded import EmbeddedServer;"
        "EmbeddedServer(Path(sys.argv[1])).ensure(); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(home)]).returncode == -signal.SIGKILL
    number = postmaster(home)
    server = EmbeddedServer(home)
    assert server.alive()
    assert server.ensure().started is False
    assert postmaster(home) == number
    server.leave()
    assert not server.alive()


def test_it_comes_back_with_everything_after_kill_9_of_itself(home: Path) -> None:
    server = EmbeddedServer(home)
    url = server.ensure().url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(postmaster(home), signal.SIGKILL)
    assert ask(server.ensure().url, "SELECT number FROM kept") == 42
    server.leave()


def test_a_pid_file_that_names_somebody_else_is_no_obstacle(home: Path) -> None:
    server = EmbeddedServer(home)
    server.ensure()
    server.leave()
    (home / "postgres" / "18" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n1\n5432\n/tmp\n\n")
    assert server.ensure().started
    server.leave()


def test_who_leaves_last_stops_it(home: Path) -> None:
    first, second = EmbeddedServer(home), EmbeddedServer(home)
    first.ensure()
    assert second.ensure().started is False
    first.leave()
    assert second.alive()
    second.leave()
    assert not second.alive()


def test_a_long_path_gets_a_short_socket_that_is_ours_alone(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    home.mkdir()
    folder = socket_folder(home, Account(None, None))
    try:
        assert len(os.fsencode(folder / NAME)) <= 100
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        folder.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "trap"
    target.mkdir()
    (tmp_path / "run").symlink_to(target)
    assert socket_folder(tmp_path, Account(None, None)) != tmp_path / "run"


def test_why_it_does_not_start_is_told(home: Path) -> None:
    server = EmbeddedServer(home)
    server.ensure()
    server.leave()
    with (home / "postgres" / "18" / "postgresql.conf").open("a") as file:
        file.write("\nwork_mem = 'much'\n")
    with pytest.raises(NotStarted, match="invalid value for parameter"):
        server.ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")
def test_root_starts_it_as_an_ordinary_account_in_a_folder_closed_to_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed / "home")
    address = server.ensure()
    try:
        data = closed / "home" / "postgres" / "18"
        assert data.stat().st_uid != 0
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert (closed.stat().st_uid, (closed / "home").stat().st_uid) == (0, 0)
        assert ask(address.url, "SELECT 1") == 1
    finally:
        server.leave()
