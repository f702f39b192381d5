"""What every template of the desk may ask for."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from madoguchi.core.conversations.models import Priority

MODULES = [
    f"desk/js/{name}.js"
    for name in (
        "composer", "dialog", "draft", "fresh", "keyboard", "mail", "mention", "menu", "panes", "theme", "time",
        "toast", "uploads",
    )
]  # fmt: skip
KEYS = [
    ("J", _("Next conversation")),
    ("K", _("Previous conversation")),
    ("R", _("Reply")),
    ("N", _("Write a note")),
    ("Ctrl+Enter", _("Send")),
    ("Z", _("Undo")),
    ("E", _("Resolve, or open again")),
    ("S", _("Snooze")),
    ("A", _("Assign")),
    ("M", _("Assign to me")),
    ("T", _("Tag")),
    ("C", _("New conversation")),
    ("/", _("Search")),
    ("?", _("All keys")),
]


def desk(request: HttpRequest) -> dict[str, Any]:
    """`seat` where there is one, `theme` ("system" before sign-in), and what base.html loads and lists."""
    user = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    return {
        "seat": getattr(request, "seat", None),
        "theme": user.theme if user else "system",
        "time_zone": user.time_zone if user else "",
        "priorities": Priority.choices,
        "desk_modules": MODULES,
        "desk_keys": KEYS,
    }
