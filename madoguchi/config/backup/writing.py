"""Writes a backup while the installation works on."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from madoguchi.config.backup import programs
from madoguchi.config.backup.manifest import Manifest, counted, describe
from madoguchi.config.environment import Environment
from madoguchi.config.failures import NotStarted
from madoguchi.config.texts import gettext as _

Progress = Callable[[str, int, int], None]  # what, done, of how many


def write(file: Path, environment: Environment, url: str, *, with_keys: bool, progress: Progress) -> Manifest:
    """Makes `file` (mode 0600) whole or not at all; an older file of the name stays until then."""
    draft = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                manifest = _write_members(_Members(tar), environment, url, with_keys=with_keys, progress=progress)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


class _Members:
    """The members of the tar, with the checksum of each."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.checksums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        self.checksums[name] = hashlib.sha256(content).hexdigest()
        self._tar.addfile(_info(name, len(content)), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> bool:
        """False when the file is gone: what it belonged to was erased meanwhile."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            size = os.fstat(file.fileno()).st_size
            reader = _Hashing(file)
            self._tar.addfile(_info(name, size), reader)
            self.checksums[name] = reader.digest.hexdigest()
        return True


class _Hashing:
    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _write_members(
    members: _Members, environment: Environment, url: str, *, with_keys: bool, progress: Progress
) -> Manifest:
    with psycopg.connect(url) as connection:
        _refuse_without_sight(connection)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot
        program = programs.fitting("pg_dump", programs.major(connection))
        server, client = programs.major(connection), programs.version(program)
        manifest = describe(environment, server, client, counted(connection))
        members.add("manifest.json", manifest.dumped())
        with tempfile.TemporaryDirectory(dir=environment.home, prefix=".backup-") as folder:
            dump = Path(folder) / "database.dump"
            _dump(program, url, str(snapshot[0]), dump, lambda done: progress("database", done, len(manifest.rows)))
            members.add_file("database.dump", dump)
    stored = list(_stored(environment.storage))
    for number, path in enumerate(stored, 1):
        members.add_file(f"storage/{path.relative_to(environment.storage).as_posix()}", path)
        progress("files", number, len(stored))
    if with_keys:
        members.add("keys/secret", environment.secret_key.encode())
        members.add("keys/encryption", "\n".join(environment.encryption_keys).encode())
    members.add("checksums.json", json.dumps(members.checksums, indent=1).encode())
    return manifest


def _refuse_without_sight(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    connection.rollback()
    if row and not row[0]:
        # pg_dump would stop in the middle, and with --enable-row-security write a file without a single row.
        raise NotStarted(
            _(
                "The login %(login)s may not read past row-level security, so it cannot back up all workspaces. "
                "Let a superuser allow it: ALTER ROLE %(login)s BYPASSRLS"
            )
            % {"login": row[1]}
        )


def _dump(program: Path, url: str, snapshot: str, target: Path, progress: Callable[[int], None]) -> None:
    command = [str(program), "--format=custom", "--compress=1", f"--snapshot={snapshot}", "--no-password", "--verbose"]
    process = subprocess.Popen(
        [*command, f"--file={target}"], env=programs.environment(url), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    done, last = 0, ""
    for line in process.stderr:
        last = line.strip() or last
        if "dumping contents of table" in line:
            done += 1
            progress(done)
    if process.wait():
        raise NotStarted(_("The database could not be written out: %s") % last)


def _stored(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        # Drafts of files on their way have names with a dot in front; no row names them yet.
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info
