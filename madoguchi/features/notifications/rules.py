"""Who is told of which fact, as what. A kind of fact is a line in RULES."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from madoguchi.core.events.models import Event
from madoguchi.core.people.policies import PERMISSIONS
from madoguchi.features.notifications.background import Background

ALL_ROLES = "everybody"
PUBLISHERS = frozenset(role for role, allowed in PERMISSIONS.items() if "article.publish" in allowed)
KEEPERS = frozenset(role for role, allowed in PERMISSIONS.items() if "registry.write" in allowed)
OWNERS = frozenset(role for role, allowed in PERMISSIONS.items() if "inbox.manage" in allowed)  # of the assistant
HELPERS = frozenset(role for role, allowed in PERMISSIONS.items() if "help.answer" in allowed)


@dataclass(frozen=True, slots=True)
class Whom:
    """Several ways of naming people; who is named by one of them is meant.

    `choosers`: those who have switched this kind on, which is off by default. `roles` may hold ALL_ROLES.
    """

    people: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    choosers: str = ""

    def __bool__(self) -> bool:
        return bool(self.people or self.teams or self.roles or self.choosers)


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact to be told as one kind. `subject_id` is the row that it is about, which has a page of its own: then it
    opens there, and whoever sees that need not see the conversation."""

    kind: str
    whom: Whom
    message_id: int | None = None
    subject_id: int | None = None


Rule = Callable[[Event, Background], Iterator[Telling]]


def assigned(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("assigned", _people(event.payload["after"]))


def given_to_team(event: Event, _known: Background) -> Iterator[Telling]:
    if event.payload["after"]:
        yield Telling("team_assigned", Whom(teams=frozenset({event.payload["after"]})))


def noted(event: Event, known: Background) -> Iterator[Telling]:
    message_id = event.payload["message_id"]
    yield Telling("mentioned", _people(*event.payload["mentioned"]), message_id)
    yield from answered(event, known)


def answered(event: Event, known: Background) -> Iterator[Telling]:
    matter = known.matter(event)
    if matter is not None:
        yield Telling("colleague_wrote", Whom(matter.owners), event.payload["message_id"])


def received(event: Event, known: Background) -> Iterator[Telling]:
    matter = known.matter(event)
    if matter is None or event.payload["automatic"]:
        return
    message_id = event.payload["message_id"]
    yield Telling("customer_wrote", Whom(known.owners_at(event, matter)), message_id)
    if matter.is_nobodys and known.has_choosers:
        yield Telling("unassigned", Whom(choosers="unassigned"), message_id)


def delivered(event: Event, known: Background) -> Iterator[Telling]:
    matter = known.matter(event)
    if matter is not None and event.payload["after"] in ("failed", "bounced"):
        person_id = known.author(event) or matter.assignee_id
        yield Telling("delivery_failed", _people(person_id), event.payload["message_id"])


def reopened(event: Event, known: Background) -> Iterator[Telling]:
    matter = known.matter(event)
    if matter is not None and event.payload["why"] == "woken":
        yield Telling("snooze_over", _people(matter.assignee_id, known.snoozer(event)))


def came_due(event: Event, known: Background) -> Iterator[Telling]:
    matter = known.matter(event)
    if matter is not None:
        yield Telling("due", Whom(matter.owners if matter.assignee_id is None else frozenset({matter.assignee_id})))


def announced(event: Event, _known: Background) -> Iterator[Telling]:
    payload = event.payload
    whom = Whom(teams=frozenset(payload["team_ids"]), roles=frozenset(payload["roles"]))
    yield Telling("announcement", whom, subject_id=payload["announcement_id"])


def reminded(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("reminder", _people(*event.payload["person_ids"]), subject_id=event.payload["announcement_id"])


def asked_for_help(event: Event, _known: Background) -> Iterator[Telling]:
    team_id = event.payload["team_id"]
    yield Telling("help", Whom(teams=frozenset({team_id})) if team_id else Whom(roles=HELPERS))


def came_to_help(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("help_taken", _people(event.payload["asked_by"]))


def taken_over(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("taken_over", _people(event.payload["before"], *event.payload["writers"]))


def kept_waiting(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("chat_waits", _people(*event.payload["person_ids"]))


def asked_owner(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("question", _people(event.payload["person_id"]), subject_id=event.payload["question_id"])


def owner_answered(event: Event, _known: Background) -> Iterator[Telling]:
    """In a conversation the note with the answer names who asked, and tells them."""
    if event.conversation_id is None:
        asked_by, question_id = event.payload["asked_by"], event.payload["question_id"]
        yield Telling("question_answered", _people(asked_by), subject_id=question_id)


def asked_for_review(event: Event, _known: Background) -> Iterator[Telling]:
    reviewer_id = event.payload["reviewer_id"]
    yield Telling("review", _people(reviewer_id) if reviewer_id else Whom(roles=PUBLISHERS), subject_id=_article(event))


def reviewed(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("reviewed", _people(event.payload["asked_by_id"]), subject_id=_article(event))


def suggested(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("suggestion", _people(event.payload["owner_id"]), subject_id=_article(event))


def outdated(event: Event, _known: Background) -> Iterator[Telling]:
    yield Telling("outdated", _people(event.payload["owner_id"]), subject_id=_article(event))


def article_came_due(event: Event, _known: Background) -> Iterator[Telling]:
    owner_id = event.payload["owner_id"]
    yield Telling("article_due", _people(owner_id) or Whom(roles=PUBLISHERS), subject_id=_article(event))


def feature_came_due(event: Event, _known: Background) -> Iterator[Telling]:
    owner_id, feature_id = event.payload["owner_id"], event.payload["feature_id"]
    yield Telling("feature_due", _people(owner_id) or Whom(roles=KEEPERS), subject_id=feature_id)


def learnt(event: Event, _known: Background) -> Iterator[Telling]:
    if not event.payload["in_use"]:
        yield Telling("held_back", Whom(roles=OWNERS), subject_id=event.payload["model_id"])


def _article(event: Event) -> int:
    return int(event.payload["article_id"])


def _people(*ids: int | None) -> Whom:
    return Whom(frozenset(one for one in ids if one))


RULES: Mapping[str, Rule] = {
    "conversation.assigned": assigned,
    "conversation.team_changed": given_to_team,
    "note.added": noted,
    "reply.queued": answered,
    "message.forwarded": answered,
    "message.received": received,
    "delivery.changed": delivered,
    "conversation.reopened": reopened,
    "conversation.due": came_due,
    "announcement.published": announced,
    "announcement.reminded": reminded,
    "help.requested": asked_for_help,
    "help.taken": came_to_help,
    "conversation.taken_over": taken_over,
    "chat.kept_waiting": kept_waiting,
    "feature_question.asked": asked_owner,
    "feature_question.handed_on": asked_owner,
    "feature_question.answered": owner_answered,
    "article.review_requested": asked_for_review,
    "article.reviewed": reviewed,
    "article.suggested": suggested,
    "article.outdated": outdated,
    "article.came_due": article_came_due,
    "feature.came_due": feature_came_due,
    "assistant.trained": learnt,
}
