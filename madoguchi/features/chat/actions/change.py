"""Changing the chat of a site: what it is called, where it may stand, how it looks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.conversations.events import TagCreated
from madoguchi.core.conversations.models import Tag
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.events import InboxChanged
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import locked_on, visible_to
from madoguchi.core.inboxes.saving import must_know, saved_inbox, typed_name
from madoguchi.core.inboxes.sites import typed_sites
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.features.chat.asking import ATTRIBUTE, typed_ask, typed_away
from madoguchi.features.chat.escalation import typed_seconds, typed_steps
from madoguchi.features.chat.look import look_of, typed_look

WORK = ("hand_out", "next_word_minutes", "steps", "too_long", "tell_wait", "help", "away", "ask", "mail_inbox_id")
KNOWN = ("name", "sender_name", "language", "sites", "look", *WORK)
MOST_MINUTES = 240
HAND_OUT = ("by_itself", "offer", "by_hand")


def change_chat(inbox_id: int, *, changes: Mapping[str, Any], actor: Actor) -> Inbox:
    """Change `name`, `sender_name`, `language`, `sites` (all of them), `look` (what it holds; look.py), `hand_out`,
    `next_word_minutes` (by when who waits is promised to hear again; None: no time is promised), `steps` (all of them;
    escalation.py), `too_long` (seconds), `tell_wait` (whether who waits sees their place and how long it usually takes;
    waiting.py), `help` (whether the public help centre is offered in it), `away` and `ask` (all that is asked;
    asking.py), whose topics are made tags, and whose question an attribute; `mail_inbox_id` (by which it goes on by
    mail; None: by the oldest).

    Raises Refused (as create_chat(), typed_look(), typed_steps() and typed_ask(), other-channel, bad-minutes, bad-away,
    bad-inbox), NotAllowed.
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
        if work := _work(changes, actor):
            settings["chat"] = settings.get("chat", {}) | work
        inbox.settings = settings
        saved_inbox(inbox)
        record(InboxChanged(inbox.id, sorted(changes)), actor=actor, about=Subject())
        return inbox


def _work(changes: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
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
    if "away" in changes:
        kept["away"] = typed_away(changes["away"])
    if "ask" in changes:
        kept["ask"] = _ask(changes["ask"], actor)
    if "mail_inbox_id" in changes:
        kept["mail_inbox_id"] = _mail_inbox(changes["mail_inbox_id"], actor)
    for name in ("tell_wait", "help"):
        if name in changes:
            kept[name] = bool(changes[name])
    return kept


def _ask(given: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    ask = typed_ask(given)
    for topic in ask.topics:
        if not Tag.objects.filter(name__iexact=topic).exists():
            tag = Tag.objects.create(workspace_id=actor.workspace_id, name=topic)
            record(TagCreated(tag.id), actor=actor, about=Subject())
    if ask.answer:
        _row, _is_new = AttributeDefinition.objects.update_or_create(
            on=AttributeDefinition.On.CONVERSATION,
            key=ATTRIBUTE,
            defaults={"workspace_id": actor.workspace_id, "label": ask.question, "type": AttributeDefinition.Type.TEXT},
        )
    return ask.kept()


def _mail_inbox(inbox_id: int | None, actor: Actor) -> int | None:
    if inbox_id is not None and not visible_to(actor).filter(id=inbox_id, channel="email").exists():
        raise Refused("bad-inbox", _("Choose an inbox for mail."), field="mail_inbox_id")
    return inbox_id


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        text = _("From 1 to %(most)d minutes.") % {"most": MOST_MINUTES}
        raise Refused("bad-minutes", text, field="next_word_minutes")
    return minutes


def _language(language: str) -> str:
    if language not in dict(LANGUAGES):
        raise Refused("bad-language", _("The chat does not speak this language."), field="language")
    return language
