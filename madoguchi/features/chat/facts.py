"""What a device tells of itself, with its person's consent: few things, short ones, nothing else."""

from collections.abc import Mapping
from typing import Any

SHORT = ("page", "title", "referrer", "browser", "system", "screen", "language", "time_zone", "version")
MOST = 500  # characters of each
MOST_ERRORS = 10  # the newest of the console


def kept_facts(told: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the facts that are known here, cut to their length; what is no text is left out."""
    kept: dict[str, Any] = {
        name: told[name][:MOST] for name in SHORT if isinstance(told.get(name), str) and told[name].strip()
    }
    errors = told.get("errors")
    if isinstance(errors, list):
        kept["errors"] = [error[:MOST] for error in errors if isinstance(error, str)][-MOST_ERRORS:]
    return kept
