"""Which saved replies somebody sees, and which of them they may change."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import TeamMember
from madoguchi.features.replies.models import SavedReply, SavedReplyPlace

BY_NAME = ("name", "id")
MOST_USED = ("-used", "id")
UNUSED_AFTER = timedelta(days=90)
ORDERS = {"name": BY_NAME, "used": MOST_USED}


def replies_visible_to(actor: Actor) -> QuerySet[SavedReply]:
    """One's own, and the shared ones of the workspace and of one's own teams and inboxes; all shared ones for those who
    write them. Archived ones among them."""
    found = SavedReply.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("conversation.read"):
        return found.none()
    shared = Q(is_shared=True)
    if not actor.may("saved_reply.share"):
        inboxes = Q(inbox__isnull=False) if actor.inbox_ids is None else Q(inbox_id__in=actor.inbox_ids)
        shared &= _for(inboxes | _own_teams(actor))
    return found.filter(Q(is_shared=False, person_id=actor.own_id) | shared)


def offered_to(actor: Actor, conversation: Conversation | None = None) -> QuerySet[SavedReply]:
    """Those to choose from while writing: not archived, and for the inbox of the conversation or one's own teams."""
    rows = replies_visible_to(actor).filter(archived_at__isnull=True)
    if conversation is None:
        return rows
    here = Q(inbox_id=conversation.inbox_id) | _own_teams(actor)
    return rows.filter(Q(is_shared=False) | _for(here))


def unused(rows: QuerySet[SavedReply]) -> QuerySet[SavedReply]:
    """Those that nobody has used for UNUSED_AFTER."""
    before = now() - UNUSED_AFTER
    return rows.filter(Q(last_used_at__lt=before) | Q(last_used_at__isnull=True, created_at__lt=before))


def reply_for(reply_id: int, actor: Actor, *, lock: bool = False) -> SavedReply:
    """One of them. Raises NotAllowed when it is not there for this actor."""
    rows = replies_visible_to(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=reply_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This saved reply does not exist."))
    return found


def may_change(reply: SavedReply, actor: Actor) -> bool:
    """A shared one is changed by those who may share; the others are their owner's alone."""
    if reply.is_shared:
        return actor.may("saved_reply.share")
    return reply.person_id == actor.own_id and actor.may("saved_reply.own")


def folders_of(rows: QuerySet[SavedReply]) -> "QuerySet[SavedReply, Any]":
    """The first 200 folders that they lie in, by name: {"folder"}."""
    return rows.exclude(folder="").order_by("folder").values("folder").distinct()[:200]


def _for(wanted: Q) -> Q:
    """For the whole workspace, or for a place that is wanted."""
    return Q(is_everywhere=True) | Q(Exists(SavedReplyPlace.objects.filter(wanted, reply=OuterRef("pk"))))


def _own_teams(actor: Actor) -> Q:
    mine = TeamMember.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return Q(team_id__in=mine.values("team_id"))
