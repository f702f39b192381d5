"""What a device tells of itself, with its person's consent: few things, short ones, nothing else."""

from collections.abc import Mapping
from typing import Any

SHORT = ("page", "title", "referrer", "browser", "system", "screen", "language", "time_zone", "version")
MOST = 500  # characters of each
LISTS = ("errors", "tracked")  # of the console, and what the site told of what was done there
MOST_OF_A_LIST = 10  # the newest


def kept_facts(told: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the facts that are known here, cut to their length; what is no text is left out."""
    kept: dict[str, Any] = {
        name: told[name][:MOST] for name in SHORT if isinstance(told.get(name), str) and told[name].strip()
    }
    for name in LISTS:
        if isinstance(lines := told.get(name), list):
            kept[name] = [line[:MOST] for line in lines if isinstance(line, str)][-MOST_OF_A_LIST:]
    return kept
