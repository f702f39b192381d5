"""A backup holds everything and comes back whole, or nothing is changed."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.django_db  # for the template that the databases below are cloned from


class Kept(NamedTuple):
    """An installation with a workspace in it, and its backup; its database is not that of the other tests, for other
    programs work on it."""

    home: Path
    database: str
    file: Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Kept]:
    """Made once: each test changes a copy."""
    databases = postgres.Databases(os.environ["TEST_SERVER_URL"])
    folder, name = tmp_path_factory.mktemp("kept"), f"test_{os.getpid()}_kept"
    databases.drop(name)
    databases.create(name, databases.template()[0])
    home, url, file = folder / "home", postgres.with_database(databases.url, name), folder / "all.mado"
    set_up(home, url)
    assert run(home, url, "backup", str(file)).returncode == 0
    yield Kept(home, name, file)
    databases.drop(name)


@pytest.fixture
def home(kept: Kept, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept.home, tmp_path / "home"))


@pytest.fixture
def file(kept: Kept, tmp_path: Path) -> Path:
    """The backup."""
    return Path(shutil.copy(kept.file, tmp_path / "all.mado"))


@pytest.fixture
def url(kept: Kept) -> Iterator[str]:
    """The database."""
    databases = postgres.Databases(os.environ["TEST_SERVER_URL"])
    name = f"test_{os.getpid()}_backup"
    databases.drop(name)
    databases.create(name, kept.database)
    yield postgres.with_database(databases.url, name)
    databases.drop(name)


@pytest.fixture
def other_url() -> Iterator[str]:
    """An empty database, without a single table."""
    databases = postgres.Databases(os.environ["TEST_SERVER_URL"])
    name = f"test_{os.getpid()}_restored"
    databases.drop(name)
    databases.create(name)
    yield postgres.with_database(databases.url, name)
    databases.drop(name)


def run(home: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    settings = {"MADOGUCHI_HOME": str(home), "DATABASE_URL": url, "LANG": "C.UTF-8", "MADOGUCHI_UNSAFE_DATABASE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "madoguchi", *words], capture_output=True, text=True, env={**clean, **settings}
    )


def set_up(home: Path, url: str) -> dict[str, str]:
    done = run(
        home,
        url,
        *["setup", "--workspace", "窓口商事", "--email", "hana@example.jp", "--password", "correct horse battery"],
        *["--inbox", "support@example.jp", "--json"],
    )
    assert done.returncode == 0, done.stderr
    facts: dict[str, str] = json.loads(done.stdout)
    return facts


def count(url: str, table: str, role: str = "madoguchi_app") -> object:
    with psycopg.connect(url) as connection:
        connection.execute(f"SET ROLE {role}")
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return row[0] if row else None


def rights(url: str) -> set[tuple[str, str]]:
    """What the application may do, to which table."""
    with psycopg.connect(url) as connection:
        statement = "SELECT table_name, privilege_type FROM information_schema.table_privileges WHERE grantee = %s"
        return set(connection.execute(statement, ["madoguchi_app"]).fetchall())


def test_everything_comes_back_with_its_rights(tmp_path: Path, home: Path, url: str, other_url: str) -> None:
    other = tmp_path / "other"
    stored = home / "storage" / "1" / "ab" / "file"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"an attachment")
    file = tmp_path / "more.mado"
    done = run(home, url, "backup", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    rows = json.loads(done.stdout)["rows"]
    assert (rows["workspaces"], rows["people"], rows["inboxes"]) == (1, 1, 1)

    done = run(other, other_url, "restore", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == rows
    assert "cannot be read without the keys" in done.stderr
    assert (other / "storage" / "1" / "ab" / "file").read_bytes() == b"an attachment"
    assert count(other_url, "workspaces") == 1
    assert count(other_url, "people") == 0, "the walls between workspaces are up again"
    assert count(other_url, "people", role="NONE") == 1
    assert rights(other_url) == rights(url)
    assert not {("events", "UPDATE"), ("events", "DELETE"), ("audit_entries", "DELETE")} & rights(other_url)


def test_with_its_keys_a_backup_is_complete(tmp_path: Path, home: Path, url: str, other_url: str) -> None:
    other, file = tmp_path / "other", tmp_path / "complete.mado"
    assert run(home, url, "backup", str(file), "--with-keys").returncode == 0
    done = run(other, other_url, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "cannot be read" not in done.stderr
    first = (other / "keys" / "encryption").read_text().split()[0]
    assert first == (home / "keys" / "encryption").read_text().split()[0]


def test_what_is_there_is_not_overwritten_unasked(home: Path, url: str, file: Path) -> None:
    done = run(home, url, "restore", str(file))
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert run(home, url, "restore", str(file), "--force").returncode == 0
    assert count(url, "workspaces") == 1


def test_an_older_server_is_refused_before_anything_is_touched(
    tmp_path: Path, home: Path, url: str, file: Path
) -> None:
    newer = tmp_path / "newer.mado"
    rewritten(file, newer, postgres=99)
    done = run(home, url, "restore", str(newer), "--force")
    assert done.returncode == 1
    assert "is of PostgreSQL 99" in done.stderr
    assert count(url, "workspaces") == 1


def rewritten(file: Path, to: Path, **changes: object) -> None:
    """The same backup, with another manifest and the checksum that fits it."""
    with tarfile.open(file) as old, tarfile.open(to, "w") as new:
        contents = {info.name: taken.read() for info in old if (taken := old.extractfile(info)) is not None}
        manifest = json.dumps(json.loads(contents["manifest.json"]) | changes).encode()
        sums = json.loads(contents["checksums.json"]) | {"manifest.json": hashlib.sha256(manifest).hexdigest()}
        contents |= {"manifest.json": manifest, "checksums.json": json.dumps(sums).encode()}
        for name, content in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("damage", ["cut", "flipped", "not ours"])
def test_a_damaged_file_changes_nothing(home: Path, url: str, file: Path, damage: str) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    if damage == "cut":
        del content[middle:]
    elif damage == "flipped":
        content[middle] ^= 0xFF
    else:
        content = bytearray(b"something else entirely " * 1000)
    file.write_bytes(content)
    done = run(home, url, "restore", str(file), "--force")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert count(url, "workspaces") == 1


def test_a_restore_under_running_processes_is_refused(home: Path, url: str, file: Path) -> None:
    with psycopg.connect(url):
        done = run(home, url, "restore", str(file), "--force")
    assert (done.returncode, "is in use" in done.stderr) == (1, True)
