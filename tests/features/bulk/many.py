"""Conversations that something is done to, and the job that does it."""

from madoguchi.core.conversations.models import Conversation
from madoguchi.features.bulk import working
from madoguchi.features.bulk.models import Bulk

COUNT = 4


def worked_off(bulk: Bulk) -> Bulk:
    """As it is when its job has nothing left to do."""
    for _number in range(20):
        working.go_on(bulk.id, workspace_id=bulk.workspace_id)
    bulk.refresh_from_db()
    return bulk


def rows(ids: list[int]) -> list[Conversation]:
    return list(Conversation.objects.filter(id__in=ids).order_by("id"))


def counts(bulk: Bulk) -> tuple[int, int, int, int, int]:
    return bulk.done, bulk.unchanged, bulk.refused, bulk.undone, bulk.kept
