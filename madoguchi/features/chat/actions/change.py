"""Changing the chat of a site: what it is called, where it may stand, how it looks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxChanged
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import locked_on
from madoguchi.core.inboxes.saving import must_know, saved_inbox, typed_name
from madoguchi.core.inboxes.sites import typed_sites
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.chat.escalation import typed_seconds, typed_steps
from madoguchi.features.chat.look import look_of, typed_look

KNOWN = ("name", "sender_name", "language", "sites", "look", "hand_out", "next_word_minutes", "steps", "too_long")
MOST_MINUTES = 240
HAND_OUT = ("by_itself", "by_hand")


def change_chat(inbox_id: int, *, changes: Mapping[str, Any], actor: Actor) -> Inbox:
    """Change `name`, `sender_name`, `language`, `sites` (all of them), `look` (what it holds; look.py), `hand_out`,
    `next_word_minutes` (by when who waits is promised to hear again; None: no time is promised), `steps` (all of them;
    escalation.py), `too_long` (seconds).

    Raises Refused (as create_chat(), typed_look() and typed_steps(), other-channel, bad-minutes), NotAllowed.
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = locked_on("chat", inbox_id, actor)
        must_know(changes, KNOWN)
        if "name" in changes:
            inbox.name = typed_name(changes["name"])
        inbox.sender_name = " ".join(changes.get("sender_name", inbox.sender_name).split())[:120]
        inbox.language = _language(changes.get("language", inbox.language))
        settings = dict(inbox.settings)
        if "sites" in changes:
            settings["sites"] = typed_sites(changes["sites"])
        if "look" in changes:
            look = typed_look(look_of(inbox).kept() | dict(changes["look"])).kept()
            settings["chat"] = settings.get("chat", {}) | look
        if work := _work(changes):
            settings["chat"] = settings.get("chat", {}) | work
        inbox.settings = settings
        saved_inbox(inbox)
        record(InboxChanged(inbox.id, sorted(changes)), actor=actor, about=Subject())
        return inbox


def _work(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Of the changes what says how the chat is worked in, as it is kept."""
    kept: dict[str, Any] = {}
    if changes.get("hand_out") in HAND_OUT:
        kept["hand_out"] = changes["hand_out"]
    if "next_word_minutes" in changes:
        kept["next_word_minutes"] = _minutes(changes["next_word_minutes"])
    if "steps" in changes:
        kept["steps"] = typed_steps(changes["steps"])
    if "too_long" in changes:
        kept["too_long"] = typed_seconds(changes["too_long"], "too_long")
    return kept


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        text = _("From 1 to %(most)d minutes.") % {"most": MOST_MINUTES}
        raise Refused("bad-minutes", text, field="next_word_minutes")
    return minutes


def _language(language: str) -> str:
    if language not in dict(LANGUAGES):
        raise Refused("bad-language", _("The chat does not speak this language."), field="language")
    return language
