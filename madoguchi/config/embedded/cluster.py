"""Makes the data folder, and in it the login and the database of the product."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from madoguchi.config import keys
from madoguchi.config.embedded.account import Account
from madoguchi.config.embedded.binaries import MAJOR
from madoguchi.config.texts import gettext as _

ADMIN = "postgres"
LOGIN = "madoguchi"
APPLICATION = "madoguchi_app"
DATABASE = "madoguchi"

# Written into postgresql.conf once, where an administrator may change them.
TUNING = {
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "log_checkpoints": "off",
    "autovacuum_naptime": "10s",  # until a new workspace was looked at, its questions are planned by guesses
    "timezone": "UTC",
    "random_page_cost": "1.1",
    "jit": "off",
}


def data_folder(home: Path) -> Path:
    return home / "postgres" / str(MAJOR)


def password(home: Path, role: str) -> str:
    """Made and kept in home/keys on first use."""
    name = "postgres" if role == LOGIN else "postgres-admin"
    return keys.kept(home / "keys" / name, lambda: secrets.token_urlsafe(24))


def make_cluster(home: Path, programs: Path, account: Account) -> None:
    """initdb into a folder beside, which takes the final name only when it is whole."""
    final = data_folder(home)
    draft = final.with_name(f"{final.name}.making")
    if draft.exists():
        shutil.rmtree(draft)  # an earlier start was killed within
    draft.mkdir(mode=0o700)
    account.own(draft)
    with tempfile.TemporaryFile() as file:
        file.write(password(home, ADMIN).encode() + b"\n")
        file.seek(0)
        if account.uid is not None:
            os.fchown(file.fileno(), account.uid, -1)
        _initdb(draft, programs, account, file.fileno())
    draft.rename(final)


def _initdb(data: Path, programs: Path, account: Account, password_file: int) -> None:
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    # initdb reads the password from its standard input by this name, so no file of it is ever left behind.
    options = [f"--set={name}={value}" for name, value in TUNING.items()]
    command = [
        *[str(programs / "initdb"), f"--pgdata={entrance(data, folder, account)}", f"--username={ADMIN}"],
        *["--pwfile=/dev/stdin", "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"],
        *["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", *options],
    ]
    try:
        done = subprocess.run(
            command,
            stdin=password_file,
            capture_output=True,
            text=True,
            cwd="/",
            pass_fds=[folder],
            umask=0o077,
            **account.popen_options(),
        )
    finally:
        os.close(folder)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise OSError(
            _("The database could not be made in %(folder)s: %(problem)s") % {"folder": data, "problem": said}
        )


def entrance(data: Path, folder: int, account: Account) -> str:
    """How the server enters its data folder: by its path, or as an account of its own by the descriptor."""
    return str(data) if account.uid is None else f"/proc/self/fd/{folder}"


def make_login(admin_url: str, login_password: str) -> None:
    """The login owns the database and makes its tables; it is no superuser. It passes row-level security, for
    migrations and backups; the application works as another role, which owns and bypasses nothing."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        login, application = sql.Identifier(LOGIN), sql.Identifier(APPLICATION)
        if LOGIN not in roles:
            connection.execute(sql.SQL("CREATE ROLE {}").format(login))
        if APPLICATION not in roles:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS").format(application))
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER CREATEDB CREATEROLE BYPASSRLS PASSWORD {}").format(
                login, sql.Literal(login_password)
            )
        )
        connection.execute(sql.SQL("GRANT {} TO {}").format(application, login))
        connection.execute(sql.SQL("GRANT pg_signal_backend, pg_monitor TO {}").format(login))
        databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        if DATABASE not in databases:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), login))
