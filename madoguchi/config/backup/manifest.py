"""What a backup says about itself."""

import dataclasses
import datetime
import json
from typing import Any, Self

import psycopg
from psycopg import sql

from madoguchi import __version__
from madoguchi.config import keys
from madoguchi.config.environment import Environment
from madoguchi.config.texts import gettext as _

FORMAT = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """`rows` are counts by table, `keys` fingerprints of the encryption keys, `postgres` a major version."""

    format: int
    version: str
    made_at: str
    postgres: int
    client: int
    rows: dict[str, int]
    keys: list[str]

    def dumped(self) -> bytes:
        return json.dumps(dataclasses.asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises ValueError for a file that is none of ours, or of a later form."""
        found: dict[str, Any] = json.loads(content)
        if found.get("format") != FORMAT:
            raise ValueError(
                _("its form is %(form)s, and this version reads %(known)s")
                % {"form": found.get("format"), "known": FORMAT}
            )
        return cls(**found)


def describe(environment: Environment, postgres: int, client: int, rows: dict[str, int]) -> Manifest:
    return Manifest(
        format=FORMAT,
        version=__version__,
        made_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        postgres=postgres,
        client=client,
        rows=rows,
        keys=keys.fingerprint(environment.encryption_keys),
    )


def counted(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Rows of each table of ours, in the snapshot of the connection's transaction."""
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    rows = {}
    for (name,) in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(str(name)))).fetchone()
        rows[str(name)] = int(str(row[0])) if row else 0
    return rows
