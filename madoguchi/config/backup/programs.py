"""The clients of PostgreSQL that fit a server: pg_dump refuses servers newer than itself."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from madoguchi.config.embedded.binaries import NoBinaries, programs
from madoguchi.config.failures import NotStarted
from madoguchi.config.texts import gettext as _

VARIABLES = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}


def fitting(name: str, least: int) -> Path:
    """The oldest `name` (`pg_dump`, `pg_restore`) of major version `least` or newer; raises NotStarted if none is."""
    found: dict[int, Path] = {}
    for path in _candidates(name):
        if version(path) >= least:
            found.setdefault(version(path), path)
    if not found:
        raise NotStarted(
            _("No %(name)s of PostgreSQL %(least)s or newer was found: install the client of that version.")
            % {"name": name, "least": least}
        )
    return found[min(found)]


def version(program: Path) -> int:
    """The major version that the program says it is; 0 when it says none."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


def environment(url: str) -> dict[str, str]:
    """What the clients read instead of arguments, which everybody on the machine could see."""
    given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    named = {VARIABLES.get(name, f"PG{name.upper()}"): value for name, value in given.items()}
    return {**os.environ, **named, "LC_ALL": "C"}


def major(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    return connection.info.server_version // 10_000


def _candidates(name: str) -> list[Path]:
    places: list[Path] = []
    try:
        wheel = programs().parent.parent
        places += [wheel / "pginstall18" / "bin" / name, wheel / "pginstall" / "bin" / name]
    except NoBinaries:
        pass  # no wheel for this system: those of the system, then
    places += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    in_path = shutil.which(name)
    return [path for path in [*places, *([Path(in_path)] if in_path else [])] if path.exists()]
