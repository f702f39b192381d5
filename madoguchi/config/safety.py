"""What the database must promise before anything is accepted: 250 and 2xx mean that it is on the disk."""

import psycopg

from madoguchi.config.failures import NotStarted, Unsafe
from madoguchi.config.texts import gettext as _

OLDEST = 150_000  # server_version_num
FLUSHED = ("on", "local", "remote_write", "remote_apply")  # each waits for the disk of the primary
PROMISES = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": FLUSHED}


def check_database(url: str, *, allow_unsafe: bool = False) -> None:
    """Raises Unsafe, or NotStarted when the server does not answer."""
    reasons = broken_promises(url)
    if reasons and not allow_unsafe:
        raise Unsafe(reasons)


def broken_promises(url: str) -> list[str]:
    """One sentence for each; empty when all is well."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
            names = list(PROMISES)
            rows = connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [names]
            ).fetchall()
    except psycopg.OperationalError as problem:
        raise NotStarted(_("The database does not answer: %s") % problem) from problem
    reasons = [
        _("%(name)s of the database is '%(value)s': mail could be lost after it was accepted. Set it to 'on'.")
        % {"name": name, "value": setting}
        for name, setting in rows
        if setting not in PROMISES[name]
    ]
    if version < OLDEST:
        reasons.insert(0, _("The database is PostgreSQL %s; Madoguchi needs 15 or newer.") % (version // 10_000))
    return reasons
