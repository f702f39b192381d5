"""What the page of a saved reply sends."""

from typing import Any

from django.http import QueryDict

WORDS = ("name", "shortcut", "folder", "language", "text")


def reply_fields(data: QueryDict) -> dict[str, Any]:
    """The fields of a saved reply; `to` says for whom it is: "own", "all" or "some"."""
    to = data.get("to", "own")
    return {
        **{name: data.get(name, "") for name in WORDS},
        "shared": to != "own",
        "teams": _ids(data, "team") if to == "some" else [],
        "inboxes": _ids(data, "inbox") if to == "some" else [],
    }


def _ids(data: QueryDict, name: str) -> list[int]:
    return [int(key) for key in data.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19]
