"""DATABASE_URL to Django's DATABASES: "default" as the application's role, "owner" for migrations."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from madoguchi.base.row_security import APP_ROLE

# What base/prepared.py sends is planned once, whatever its values: left to itself, PostgreSQL plans a list of ids anew
# each time. Statements that come with their values inside, as Django's do, have nothing to keep.
ONE_PLAN = "-c plan_cache_mode=force_generic_plan"


def databases(url: str) -> dict[str, dict[str, Any]]:
    """Both connections to one database. The application's assumes a role that owns no table."""
    owner = parse(url)
    application = {**owner, "OPTIONS": {**owner["OPTIONS"], "assume_role": APP_ROLE}}
    return {"default": application}


def as_owner(configured: dict[str, Any]) -> dict[str, Any]:
    """The same database for whoever migrates it: the login itself, no assumed role."""
    return {**configured, "OPTIONS": {k: v for k, v in configured["OPTIONS"].items() if k != "assume_role"}}


def parse(url: str) -> dict[str, Any]:
    """postgresql://user:password@host:5432/name?host=/socket&sslmode=require to one entry of DATABASES."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    options: dict[str, Any] = {
        **query,
        "options": f"{ONE_PLAN} {query.get('options', '')}".rstrip(),
        "application_name": query.get("application_name", "madoguchi"),
        "prepare_threshold": 5,  # Django's None forbids base/prepared.py; its own cursors keep no plan either way
    }
    return {
        "ENGINE": "madoguchi.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "madoguchi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "") or ""),
        "CONN_MAX_AGE": None,
        # Without it a thread that was idle while the database was started again answers its next request with 503,
        # hours later, once for each of eight threads. What it costs: postgresql/base.py.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
