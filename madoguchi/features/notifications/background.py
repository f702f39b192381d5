"""What has to be known of a batch of facts before anybody can be told: read together, and only what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.conversations.models import Message, Status
from madoguchi.core.events.models import Event
from madoguchi.core.people.models import Token
from madoguchi.features.notifications.kinds import OFF_BY_DEFAULT

# One statement for a batch. The last two columns spare the next one where nobody has asked for what it would find.
MATTERS = """
SELECT matter.id, matter.inbox_id, matter.assignee_id, matter.status, matter.is_spam,
       ARRAY(SELECT person_id FROM follows WHERE conversation_id = matter.id),
       EXISTS (SELECT FROM notification_preferences
               WHERE workspace_id = %(workspace)s AND channels ?| %(off)s::text[]),
       EXISTS (SELECT FROM notification_preferences WHERE workspace_id = %(workspace)s AND follow_when_answering)
FROM conversations matter
WHERE matter.workspace_id = %(workspace)s AND matter.id = ANY(%(ids)s::bigint[])
"""
SNOOZED = """
SELECT DISTINCT ON (conversation_id) conversation_id, actor FROM events
WHERE workspace_id = %s AND conversation_id = ANY(%s::bigint[]) AND type = 'conversation.snoozed'
ORDER BY conversation_id, id DESC
"""


@dataclass(frozen=True, slots=True)
class Matter:
    """A conversation as far as it decides who is told. `owners`: whose it is, and who follows it."""

    id: int
    inbox_id: int
    assignee_id: int | None
    status: str
    is_spam: bool
    followers: frozenset[int]

    @property
    def owners(self) -> frozenset[int]:
        return self.followers | ({self.assignee_id} if self.assignee_id else frozenset())

    @property
    def is_nobodys(self) -> bool:
        return self.assignee_id is None and self.status == Status.OPEN


@dataclass
class Background:
    """Of the facts of one workspace. Each question is asked once, when a rule first needs its answer."""

    events: Sequence[Event]
    matters: dict[int, Matter] = field(default_factory=dict)
    has_choosers: bool = False
    has_followers_by_answer: bool = False

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Background":
        made = cls(events)
        ids = sorted({event.conversation_id for event in events if event.conversation_id})
        if ids:
            with prepared() as cursor:
                cursor.execute(MATTERS, {"workspace": current_workspace(), "ids": ids, "off": OFF_BY_DEFAULT})
                for row_id, inbox_id, assignee_id, status, is_spam, followers, choosers, answerers in cursor.fetchall():
                    made.matters[row_id] = Matter(row_id, inbox_id, assignee_id, status, is_spam, frozenset(followers))
                    made.has_choosers, made.has_followers_by_answer = choosers, answerers
        return made

    def matter(self, event: Event) -> Matter | None:
        """The conversation of a fact, unless it is spam or gone."""
        found = self.matters.get(event.conversation_id or 0)
        return found if found is not None and not found.is_spam else None

    def owners_at(self, event: Event, matter: Matter) -> frozenset[int]:
        """Whose it was when the fact happened, as far as this batch knows: who was given it afterwards is told that."""
        given = {
            later.payload["after"]
            for later in self.events
            if later.type == "conversation.assigned" and later.conversation_id == matter.id and later.id > event.id
        }
        return matter.owners - given

    def doer(self, event: Event) -> int | None:
        """The person who did it, by hand or through a program of theirs."""
        kind, _colon, key = event.actor.partition(":")
        if kind == "person":
            return int(key)
        return self._people_of_tokens.get(int(key)) if kind == "token" else None

    def author(self, event: Event) -> int | None:
        """The person who wrote the message of a fact."""
        return self._authors.get(event.payload["message_id"])

    def snoozer(self, event: Event) -> int | None:
        """The person who snoozed the conversation of a fact last."""
        kind, _colon, key = self._snoozers.get(event.conversation_id or 0, "").partition(":")
        if kind == "token":
            return self._people_of_tokens.get(int(key))
        return int(key) if kind == "person" else None

    @cached_property
    def _people_of_tokens(self) -> dict[int, int]:
        actors = {event.actor for event in self.events} | set(self._snoozers.values() if self._woken else ())
        ids = [int(actor.removeprefix("token:")) for actor in actors if actor.startswith("token:")]
        return dict(Token.objects.filter(id__in=ids).values_list("id", "person_id"))

    @cached_property
    def _authors(self) -> dict[int, int | None]:
        ids = {event.payload["message_id"] for event in self.events if event.type == "delivery.changed"}
        return dict(Message.objects.filter(id__in=ids).values_list("id", "person_id"))

    @property
    def _woken(self) -> list[int]:
        return sorted({event.conversation_id or 0 for event in self.events if event.payload.get("why") == "woken"})

    @cached_property
    def _snoozers(self) -> dict[int, str]:
        with prepared() as cursor:
            cursor.execute(SNOOZED, [current_workspace(), self._woken])
            return dict(cursor.fetchall())
