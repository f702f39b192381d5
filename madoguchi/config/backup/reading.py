"""Reads a backup: first all of it, to see that it is whole; then into the database, all or nothing; then the files."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg

from madoguchi.config.backup import programs
from madoguchi.config.backup.manifest import Manifest, counted
from madoguchi.config.environment import Environment
from madoguchi.config.keys import private_folder
from madoguchi.config.texts import gettext as _
from madoguchi.core.events.restoring import SETTLE_RESTORED

BLOCK = 1 << 20
OLD = "madoguchi_before_restore"
Progress = Callable[[str, int, int], None]


class Broken(Exception):
    """The file is not a backup, not whole, or not for this database; nothing was changed."""


def verify(file: Path, progress: Progress) -> Manifest:
    """Reads every byte; raises Broken with the first fault."""
    try:
        return _verify(file, progress)
    except (tarfile.TarError, EOFError) as problem:
        raise Broken(_("The file is no backup of Madoguchi, or is cut off: %s") % problem) from problem


def _verify(file: Path, progress: Progress) -> Manifest:
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    promised: dict[str, str] | None = None
    size = file.stat().st_size
    for info, reader in _members(file):
        if info.name == "checksums.json":
            promised = json.loads(reader.read())
            continue
        if info.name == "manifest.json":
            manifest = _manifest(reader.read())
            reader.seek(0)
        found[info.name] = _digest(reader)
        progress("verify", info.offset_data + info.size, size)
    if manifest is None or promised is None:
        raise Broken(_("The file is cut off, or is no backup of Madoguchi."))
    wrong = sorted(name for name in {*found, *promised} if found.get(name) != promised.get(name))
    if wrong:
        raise Broken(_("The file is damaged: %s") % ", ".join(wrong[:3] + ["…"] * (len(wrong) > 3)))
    return manifest


def restore(file: Path, manifest: Manifest, environment: Environment, url: str, *, force: bool) -> dict[str, int]:
    """The rows of each table afterwards, which equal those of the manifest. Raises Broken. Rights and roles are not
    in the file: the caller grants them anew (migrating.grant).

    The old tables are set aside until the new ones are there and counted, so that a failure changes nothing.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        _refuse_in_use(connection)
        if not force and _has_workspaces(connection):
            raise Broken(_("The database is not empty. With --force all that is in it is replaced."))
        _refuse_older(connection, manifest)
        program = programs.fitting("pg_restore", max(manifest.client, programs.major(connection)))
        connection.execute(f"DROP SCHEMA IF EXISTS {OLD} CASCADE")
        connection.execute(f"ALTER SCHEMA public RENAME TO {OLD}")
        connection.execute("CREATE SCHEMA public")
        try:
            _load(program, url, file)
            connection.execute(SETTLE_RESTORED)
            rows = counted(connection)
            if rows != manifest.rows:
                wrong = [name for name in {*rows, *manifest.rows} if rows.get(name) != manifest.rows.get(name)]
                raise Broken(_("After the restore the counts differ in %s.") % ", ".join(sorted(wrong)))
        except BaseException:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute(f"ALTER SCHEMA {OLD} RENAME TO public")
            raise
        connection.execute(f"DROP SCHEMA {OLD} CASCADE")
        connection.execute("ANALYZE")
    _restore_files(file, environment)
    return rows


def keys_in(file: Path) -> dict[str, str]:
    """`secret` and `encryption` as they stand in the file; empty when it was made without keys."""
    members = ((PurePosixPath(info.name), reader) for info, reader in _members(file))
    return {path.name: reader.read().decode() for path, reader in members if path.parts[0] == "keys"}


def _digest(reader: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := reader.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _members(file: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    with tarfile.open(file, mode="r:") as tar:
        for info in tar:
            reader = tar.extractfile(info) if info.isreg() else None
            if reader is None or ".." in PurePosixPath(info.name).parts or info.name.startswith("/"):
                raise Broken(_("The file holds something strange: %s") % info.name)
            yield info, reader


def _manifest(content: bytes) -> Manifest:
    try:
        return Manifest.read(content)
    except (ValueError, TypeError) as problem:
        raise Broken(_("This version cannot read the file: %s") % problem) from problem


def _refuse_in_use(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    ).fetchone()
    if row and row[0]:
        raise Broken(_("The database is in use (%s connections): stop Madoguchi first.") % row[0])


def _refuse_older(connection: psycopg.Connection[tuple[object, ...]], manifest: Manifest) -> None:
    """pg_dump writes settings that an older server does not know."""
    server = programs.major(connection)
    if server < manifest.postgres:
        raise Broken(
            _("The backup is of PostgreSQL %(made)s, and this server is %(server)s: restore into %(made)s or newer.")
            % {"made": manifest.postgres, "server": server}
        )


def _has_workspaces(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    if connection.execute("SELECT to_regclass('public.workspaces') IS NULL").fetchone() == (True,):
        return False
    return connection.execute("SELECT EXISTS (SELECT FROM public.workspaces)").fetchone() == (True,)


def _load(program: Path, url: str, file: Path) -> None:
    environment = programs.environment(url)
    command = [
        str(program),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-password",
    ]
    process = subprocess.Popen(
        [*command, f"--dbname={environment['PGDATABASE']}"],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    try:
        for info, reader in _members(file):
            if info.name == "database.dump":
                shutil.copyfileobj(reader, process.stdin, BLOCK)
                break
        process.stdin.close()
    except BrokenPipeError:
        pass  # it gave up early, and says why below
    process.stdin = None
    said = process.communicate()[1].decode("utf-8", "replace").strip()
    if process.returncode:
        last = said.splitlines()[-1] if said else process.returncode
        raise Broken(_("PostgreSQL refused the data: %s") % last)


def _restore_files(file: Path, environment: Environment) -> None:
    for info, reader in _members(file):
        if not info.name.startswith("storage/"):
            continue
        target = environment.storage / PurePosixPath(info.name).relative_to("storage")
        private_folder(target.parent)
        draft = target.with_name(f".{target.name}.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            shutil.copyfileobj(reader, out, BLOCK)
        draft.replace(target)
