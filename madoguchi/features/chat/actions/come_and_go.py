"""Whether a visitor listens: their streams come and go, and a reload is not leaving."""

from collections.abc import Collection
from datetime import datetime

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.chat.leaving import note_back, note_gone
from madoguchi.features.chat.models import Chat, Visitor


def came(visitor_id: int, *, workspace_id: int) -> None:
    """A page of theirs listens from now on; desks are told of who had gone."""
    with tenant(workspace_id):
        Visitor.objects.filter(id=visitor_id).update(last_seen_at=now())
        _listens([visitor_id], workspace_id)


def left(visitor_id: int, at: datetime, *, workspace_id: int) -> bool:
    """No page of theirs has listened since `at`. False for who has come back meanwhile, wherever that was noticed."""
    with tenant(workspace_id):
        gone = Visitor.objects.filter(id=visitor_id, left_at__isnull=True).exclude(listened_at__gt=at)
        if not gone.update(left_at=at):
            return False
        note_gone([visitor_id], at)
        _tell_desks(workspace_id, [visitor_id])
        return True


def still_here(visitor_ids: Collection[int], *, workspace_id: int) -> None:
    """These listen now, whatever was noted: told from time to time, for a process that is killed tells no end."""
    with tenant(workspace_id):
        _listens(visitor_ids, workspace_id)


def _listens(visitor_ids: Collection[int], workspace_id: int) -> None:
    back = Visitor.objects.filter(id__in=visitor_ids, left_at__isnull=False)
    returned = list(back.values_list("id", flat=True))
    Visitor.objects.filter(id__in=visitor_ids).update(listened_at=now(), left_at=None)
    if returned:
        note_back(returned)
    _tell_desks(workspace_id, returned)


def _tell_desks(workspace_id: int, visitor_ids: Collection[int]) -> None:
    """Those who have a conversation of theirs open."""
    ids = Chat.objects.filter(visitor_id__in=visitor_ids).values("conversation_id")
    places = Conversation.objects.filter(id__in=ids).values_list("id", "inbox_id")
    tell(workspace_id, [f"presence:{one}@{inbox}" for one, inbox in places])
