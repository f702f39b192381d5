"""What a person has in hand today, what burns first, and where they were named."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation, Mention
from madoguchi.core.conversations.queries.views import OPEN, Scope, listed
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace

LOOKED_AT = 200
SHOWN = 8


@dataclass(slots=True)
class Part:
    """Some of one's conversations: `number` of them, the first SHOWN as `rows`."""

    number: int = 0
    rows: list[Conversation] = field(default_factory=list)

    def add(self, one: Conversation) -> None:
        self.number += 1
        if self.number <= SHOWN:
            self.rows.append(one)


@dataclass(slots=True)
class OwnDay:
    """One's own conversations, each in the first part that it belongs to; `is_cut`: more are open than looked at."""

    burning: Part = field(default_factory=Part)
    waiting: Part = field(default_factory=Part)
    due: Part = field(default_factory=Part)
    others: Part = field(default_factory=Part)
    is_cut: bool = False


def own_day(actor: Actor, workspace: Workspace) -> OwnDay:
    """What has waited too long, who waits, what is due until tonight, and the rest; one query."""
    at = now().astimezone(ZoneInfo(workspace.time_zone))
    owed_before = at - timedelta(minutes=workspace.unanswered_minutes)
    tonight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
    mine = visible_to(actor).filter(OPEN, assignee_id=actor.own_id).select_related("contact__company")
    most_pressing = (F("unanswered_since").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "id")
    rows = list(mine.order_by(*most_pressing)[: LOOKED_AT + 1])
    day = OwnDay(is_cut=len(rows) > LOOKED_AT)
    for one in rows[:LOOKED_AT]:
        if one.unanswered_since is not None and one.unanswered_since < owed_before:
            day.burning.add(one)
        elif one.waiting_since is not None:
            day.waiting.add(one)
        elif one.due_at is not None and one.due_at < tonight:
            day.due.add(one)
        else:
            day.others.add(one)
    return day


def mentions_of(actor: Actor, *, limit: int) -> list[Mention]:
    """The notes that name the person and were not read, the newest first; one query."""
    unread = Mention.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id, read_at__isnull=True)
    shown = unread.filter(conversation__in=visible_to(actor)).select_related("message__person", "conversation__contact")
    return list(shown.order_by("-id")[:limit])


def followed_by(actor: Actor, *, limit: int) -> list[Conversation]:
    """What the person follows, the newest activity first; one query."""
    rows = listed(actor, Scope("following")).select_related("contact__company")
    return list(rows.order_by("-last_activity_at", "-id")[:limit])
