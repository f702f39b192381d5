"""What a person was told, and how they want to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from madoguchi.base.paging import Page, page_of
from madoguchi.core.people.actor import Actor
from madoguchi.features.notifications.models import Notification, NotificationRule, Preference, PushDevice

COUNT_UP_TO = 100
NEWEST = ("-at", "-id")


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """All that the actor's person was told in the desk, but for conversations that they may see no longer."""
    found = Notification.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id, in_page=True)
    if not actor.may("conversation.read"):
        return found.none()
    if actor.inbox_ids is not None:
        found = found.filter(Q(conversation__isnull=True) | Q(conversation__inbox_id__in=actor.inbox_ids))
    return found


def page(actor: Actor, *, unread: bool = False, cursor: str = "", limit: int = 30) -> Page[Notification]:
    """The newest first, with their conversations and contacts: one query."""
    rows = notifications_of(actor).select_related("conversation__contact")
    if unread:
        rows = rows.filter(read_at__isnull=True)
    return page_of(rows, order=NEWEST, cursor=cursor, limit=limit)


@dataclass(frozen=True, slots=True)
class Bell:
    """What the bell shows: how many are unread, of which conversations, and when the newest came that may sound."""

    count: int
    conversation_ids: Sequence[int]
    rung_at: datetime | None
    rung_by: int | None

    @property
    def shown(self) -> str:
        """ "" for none, "99+" where counting stopped."""
        if self.count >= COUNT_UP_TO:
            return f"{COUNT_UP_TO - 1}+"
        return str(self.count) if self.count else ""


def bell(actor: Actor) -> Bell:
    """One query."""
    unread = notifications_of(actor).filter(read_at__isnull=True).order_by(*NEWEST)
    rows = list(unread.values_list("conversation_id", "at", "sounds")[:COUNT_UP_TO])
    loud = next(((conversation_id, at) for conversation_id, at, sounds in rows if sounds), (None, None))
    ids = [conversation_id for conversation_id, _at, _sounds in rows if conversation_id]
    return Bell(len(rows), list(dict.fromkeys(ids)), rung_by=loud[0], rung_at=loud[1])


def preference_of(actor: Actor) -> Preference:
    """How the actor's person wants to be told; the defaults where they have not said."""
    found = Preference.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id).first()
    return found or Preference(workspace_id=actor.workspace_id, person_id=actor.own_id)


def devices_of(actor: Actor) -> QuerySet[PushDevice]:
    """The browsers that may ring for the actor's person, the newest first."""
    return PushDevice.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id).order_by("-id")


def shows_texts(workspace_id: int) -> bool:
    """Whether push and mail may say who wrote, and the beginning of it."""
    return NotificationRule.objects.filter(workspace_id=workspace_id, shows_texts=True).exists()
