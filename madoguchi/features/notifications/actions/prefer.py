"""How somebody wants to be told, and what holds for the whole workspace."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.notifications.events import NotificationRuleChanged
from madoguchi.features.notifications.kinds import CHANNELS, CHOSEN, KINDS
from madoguchi.features.notifications.models import NotificationRule, Preference

LONGEST_WAIT = 1440  # minutes
FLAGS = ("follow_when_mentioned", "follow_when_answering")


def prefer(changes: Mapping[str, Any], *, actor: Actor) -> Preference:
    """Change some of: `channels` (kind to list of channels), `quiet_from` and `quiet_to` (times or None, together),
    `quiet_days`, `mail_after` (minutes), `follow_when_mentioned`, `follow_when_answering`.

    What is the default is not kept, so that it follows the default. Raises Refused with the member as its field.
    """
    require(actor, "notification.own")
    with tenant(actor.workspace_id):
        row = _locked(actor)
        if "channels" in changes:
            row.channels = _channels(row.channels, changes["channels"])
        if "quiet_from" in changes or "quiet_to" in changes:
            begins, ends = changes.get("quiet_from", row.quiet_from), changes.get("quiet_to", row.quiet_to)
            row.quiet_from, row.quiet_to = _hours(begins, ends)
        if "quiet_days" in changes:
            row.quiet_days = _days(changes["quiet_days"])
        if "mail_after" in changes:
            row.mail_after = _minutes(changes["mail_after"])
        for flag in FLAGS:
            setattr(row, flag, bool(changes.get(flag, getattr(row, flag))))
        row.save()
        return row


def note_active(actor: Actor) -> None:
    """The person is at the desk: they moved the pointer or pressed a key just now."""
    if actor.kind != "person":
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id):
        mine = Preference.objects.filter(person_id=actor.own_id)
        if not mine.update(active_at=now()):
            row = _locked(actor)
            row.active_at = now()
            row.save(update_fields=["active_at"])


def set_rule(*, shows_texts: bool, actor: Actor) -> None:
    """Whether push and mail may say who wrote, and the beginning of it, for everybody in the workspace."""
    require(actor, "workspace.manage")
    with tenant(actor.workspace_id):
        row, _is_new = NotificationRule.objects.select_for_update().get_or_create(workspace_id=actor.workspace_id)
        if row.shows_texts != shows_texts:
            row.shows_texts = shows_texts
            row.save(update_fields=["shows_texts"])
            record(NotificationRuleChanged(shows_texts), actor=actor, about=Subject())


def _locked(actor: Actor) -> Preference:
    mine = Preference.objects.select_for_update()
    row, _is_new = mine.get_or_create(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return row


def _channels(own: Mapping[str, Any], given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    known = {kind.name for kind in CHOSEN}
    if not set(given) <= known or any(not set(chosen) <= set(CHANNELS) for chosen in given.values()):
        raise Refused("unknown-channel", _("There is no such notification."), field="channels")
    chosen = {name: set(channels) for name, channels in ({**own, **given}).items() if name in known}
    return {
        name: [channel for channel in CHANNELS if channel in channels]
        for name, channels in sorted(chosen.items())
        if channels != KINDS[name].channels
    }


def _hours(begins: time | None, ends: time | None) -> tuple[time | None, time | None]:
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        text = _("Quiet hours need a beginning and another end.")
        raise Refused("bad-quiet-hours", text, field="quiet_from")
    return begins, ends


def _days(days: Sequence[int]) -> list[int]:
    if not all(day in range(7) for day in days):
        raise Refused("bad-quiet-days", _("Choose days of the week."), field="quiet_days")
    return sorted(set(days))


def _minutes(value: int) -> int:
    if not 1 <= value <= LONGEST_WAIT:
        text = _("Choose between 1 and %(most)s minutes.") % {"most": LONGEST_WAIT}
        raise Refused("bad-mail-after", text, field="mail_after")
    return value
