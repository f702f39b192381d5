"""What every template of the desk may ask for."""

from typing import Any

from django.http import HttpRequest

from madoguchi.core.conversations.models import Priority
from madoguchi.faces.desk.keymap import Commands, keymap_of

MODULES = [
    f"desk/js/{name}.js"
    for name in (
        "composer", "copies", "dialog", "draft", "filter", "fresh", "keyboard", "mail", "mention", "menu", "palette",
        "panes", "presence", "time", "toast", "uploads", "walking",
    )
]  # fmt: skip


def desk(request: HttpRequest) -> dict[str, Any]:
    """`seat` where there is one, `look` (the account, None before sign-in), the keys, and what base.html loads."""
    user = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    seat, keymap = getattr(request, "seat", None), keymap_of(request)
    return {
        "seat": seat,
        "keymap": keymap,
        "commands": Commands(seat, keymap) if seat else None,
        "look": user,
        "time_zone": user.time_zone if user else "",
        "priorities": Priority.choices,
        "desk_modules": MODULES,
    }
