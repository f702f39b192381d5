"""The visit of whoever is in a chat, as it is shown beside their conversation (MISSION 47)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.features.chat.models import Chat

# By their mark in what they call themselves; who claims to be several is the first of them.
BROWSERS = {
    "Edge": "Edg(?:A|iOS)?",
    "Opera": "OPR",
    "Samsung Internet": "SamsungBrowser",
    "Firefox": "(?:Firefox|FxiOS)",
    "Chrome": "(?:Chrome|HeadlessChrome|CriOS)",
    "Safari": "Version",
}
DEVICE = {
    "browser": _("Browser"),
    "system": _("System"),
    "screen": _("Screen"),
    "language": _("Language of the browser"),
    "time_zone": _("Time zone"),
    "version": _("Version of the site"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Where they are, since when, and what their device told with their consent (facts.py)."""

    site: str
    since: datetime
    last_seen_at: datetime
    facts: Mapping[str, Any]
    mail: str = ""
    mail_is_proved: bool = False

    @property
    def device(self) -> list[tuple[str, str]]:
        """(label, value) of what is known of it."""
        told = {**self.facts, "browser": browser_in(str(self.facts.get("browser", "")))}
        return [(str(label), told[name]) for name, label in DEVICE.items() if told.get(name)]

    @property
    def done(self) -> list[tuple[datetime | None, str]]:
        """What the site told of what was done there, and when; None where no time stands before it."""
        return [_timed(line) for line in self.facts.get("tracked", ())]

    @property
    def page_leads_out(self) -> bool:
        """Whether the page is an address of the web: it came from outside, and may be anything."""
        return str(self.facts.get("page", "")).startswith(("https://", "http://"))


def _timed(line: str) -> tuple[datetime | None, str]:
    """A line of the loader's track(): when, and what. A device may tell what it likes."""
    first, _space, rest = line.partition(" ")
    try:
        at = parse_datetime(first)
    except ValueError:
        at = None
    return (at, rest) if at is not None and at.tzinfo is not None else (None, line)


def browser_in(agent: str) -> str:
    """What a browser calls itself, in short: "Chrome 141"; what is not known stays as it is."""
    for name, mark in BROWSERS.items():
        if found := re.search(rf"\b{mark}/(\d+)", agent):
            return f"{name} {found[1]}"
    return agent


def visit_on() -> Subquery:
    """For conversations: annotate(visit_on=...), of the newest visitor."""
    chats = Chat.objects.filter(conversation=OuterRef("pk")).order_by("-id")
    names = ("site", "created_at", "last_seen_at", "facts", "mail", "mail_proved_at")
    return Subquery(chats.values(told=JSONObject(**{name: f"visitor__{name}" for name in names}))[:1])


def visit_of(conversation: Conversation, actor: Actor) -> Visit | None:
    """Of one with `visit_on`; None where there is none, and for whoever sees no personal data."""
    told = conversation.visit_on  # type: ignore[attr-defined]  # the annotation
    if not told or not actor.may("personal_data.read"):
        return None
    since, seen = parse_datetime(told["created_at"]), parse_datetime(told["last_seen_at"])
    if since is None or seen is None:
        return None
    return Visit(told["site"], since, seen, told["facts"], told["mail"], told["mail_proved_at"] is not None)
