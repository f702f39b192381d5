"""What the page of a saved reply sends."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

WORDS = ("name", "shortcut", "folder", "language", "text")


def reply_fields(data: QueryDict) -> dict[str, Any]:
    """The fields of a saved reply; `to` says for whom it is: "own", "all" or "some". Raises Refused("nobody")."""
    to = data.get("to", "own")
    teams, inboxes = (_ids(data, "team"), _ids(data, "inbox")) if to == "some" else ([], [])
    if to == "some" and not teams and not inboxes:
        raise Refused("nobody", _("Tick a team or an inbox, or keep it for everybody."), field="to")
    words = {name: data.get(name, "") for name in WORDS}
    return {**words, "shared": to != "own", "teams": teams, "inboxes": inboxes}


def _ids(data: QueryDict, name: str) -> list[int]:
    return [int(key) for key in data.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19]
