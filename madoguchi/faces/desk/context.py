"""What every template of the desk may ask for."""

from typing import Any

from django.http import HttpRequest

from madoguchi.base.text import digest
from madoguchi.core.conversations.models import Priority
from madoguchi.faces.desk.keymap import Commands, keymap_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """`seat` where there is one, `look` (the account, None before sign-in), and the keys.

    `sign_in` tells two sessions of one person apart, and opens none.
    """
    user = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    seat, keymap = getattr(request, "seat", None), keymap_of(request)
    return {
        "seat": seat,
        "keymap": keymap,
        "commands": Commands(seat, keymap) if seat else None,
        "sign_in": digest(request.session.session_key or "")[:16] if seat else "",
        "look": user,
        "time_zone": user.time_zone if user else "",
        "priorities": Priority.choices,
    }
