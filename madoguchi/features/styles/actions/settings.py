"""Setting which answers an inbox and a segment want. It holds for conversations that begin from then on."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.styles.events import SegmentStyleChanged, StyleChanged
from madoguchi.features.styles.models import MOST_TRIAL, InboxStyle, SegmentStyle, Style

MOST = 50  # segments


def set_style(inbox_id: int, *, style: str, trial: int, actor: Actor) -> InboxStyle:
    """What an inbox wants ("" for nothing), and for how many of a hundred contacts the other style is tried.

    Raises Refused("bad-choice", "bad-trial"), NotAllowed.
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        inbox = _inbox(inbox_id, actor)
        if style not in ("", *Style.values):
            raise Refused("bad-choice", _("Choose one of the list."), field="style")
        if not 0 <= trial <= MOST_TRIAL:
            raise Refused("bad-trial", _("Type a number from 0 to %(most)d.") % {"most": MOST_TRIAL}, field="trial")
        if trial and not style:
            raise Refused("bad-trial", _("Choose a style first; the trial gives some the other one."), field="trial")
        InboxStyle.objects.get_or_create(inbox=inbox, defaults={"workspace_id": actor.workspace_id})
        row = InboxStyle.objects.select_for_update().get(inbox=inbox)
        fact = StyleChanged(inbox.id, (row.style, style), (row.trial, trial))
        if (row.style, row.trial) != (style, trial):
            row.style, row.trial = style, trial
            row.save(update_fields=["style", "trial"])
            record(fact, actor=actor, about=Subject())
        return row


def add_segment(fields: Mapping[str, Any], *, actor: Actor) -> SegmentStyle:
    """Let a segment want a style. `fields`: style, inbox_id (None: every inbox), audience, on, key, value.

    Raises Refused("bad-choice", "too-wide", "empty", "unknown-attribute", "known", "too-many"), NotAllowed.
    """
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        if SegmentStyle.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(most)d segments.") % {"most": MOST})
        row = SegmentStyle(workspace_id=actor.workspace_id, inbox=None)
        if fields.get("inbox_id") is not None:
            row.inbox = _inbox(fields["inbox_id"], actor)
        row.style, row.audience = fields.get("style", ""), fields.get("audience") or Audience.ALL
        row.on, row.key, row.value = _attribute(fields)
        if row.style not in Style.values or row.audience not in Audience.values:
            raise Refused("bad-choice", _("Choose one of the list."), field="style")
        if row.audience == Audience.ALL and not row.on:
            text = _("Say whom it is for; what everybody gets is set at the inbox.")
            raise Refused("too-wide", text, field="audience")
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Refused("known", _("This segment stands here already."), field="audience") from error
        record(SegmentStyleChanged(row.id, ("", row.style)), actor=actor, about=Subject())
        return row


def remove_segment(segment_id: int, *, actor: Actor) -> None:
    """Take it away: its inbox says it again. Raises NotAllowed."""
    require(actor, "inbox.manage")
    with tenant(actor.workspace_id):
        row = SegmentStyle.objects.select_for_update(of=("self",)).filter(id=segment_id).first()
        if row is None or not (row.inbox_id is None or actor.sees_inbox(row.inbox_id)):
            raise NotAllowed("not-found", _("This segment does not exist."))
        row.delete()
        record(SegmentStyleChanged(segment_id, (row.style, "")), actor=actor, about=Subject())


def _inbox(inbox_id: int, actor: Actor) -> Inbox:
    found = visible_to(actor).filter(id=inbox_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This inbox does not exist."))
    return found


def _attribute(fields: Mapping[str, Any]) -> tuple[str, str, str]:
    """Of what, which one, and what it is; all "" for none."""
    on, key, value = (" ".join(str(fields.get(name) or "").split()) for name in ("on", "key", "value"))
    if not on or not key:
        return "", "", ""
    if not value:
        raise Refused("empty", _("Type what the attribute has to be."), field="value")
    if not AttributeDefinition.objects.filter(on=on, key=key).exclude(on="conversation").exists():
        raise Refused("unknown-attribute", _("There is no attribute %(key)s.") % {"key": key}, field="key")
    return on, key, value[:200]
