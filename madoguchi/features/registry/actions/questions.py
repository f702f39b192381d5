"""Asking the owner what the registry does not say, and answering: into the conversation, and into the registry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.markdown import text_to_markdown
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps as conversation_steps
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.noting import write_note
from madoguchi.core.conversations.queries.visible import locked as locked_conversation
from madoguchi.core.events.ledger import Fact, Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.features.registry.events import (
    FeatureCreated,
    QuestionAnswered,
    QuestionAsked,
    QuestionHandedOn,
    QuestionWithdrawn,
)
from madoguchi.features.registry.models import Feature, FeatureQuestion
from madoguchi.features.registry.queries import features_visible_to, may_answer, questions_visible_to
from madoguchi.features.registry.steps import write
from madoguchi.features.registry.verdict import LABELS, verdict_of

LONGEST = 500  # letters of a question
LONGEST_ANSWER = 5000
DAYS = 2  # of business, until which an answer is asked for unless another day is named
SATURDAY = 5


def ask_question(fields: Mapping[str, Any], *, actor: Actor) -> FeatureQuestion:
    """Ask. `fields`: text, owner_id, and as wanted due_on, conversation_id, feature_id.

    Raises Refused (empty, too-long, no-such-person, no-such-feature, bad-day), NotAllowed.
    """
    require(actor, "registry.ask")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    text = _text(fields.get("text", ""), LONGEST, "text")
    with tenant(actor.workspace_id), gathering():
        matter_id = fields.get("conversation_id")
        matter = locked_conversation(matter_id, actor) if matter_id else None
        question = FeatureQuestion.objects.create(
            workspace_id=actor.workspace_id,
            text=" ".join(text.split()),
            conversation=matter,
            feature_id=_feature_id(fields.get("feature_id"), actor),
            asked_by_id=actor.person_id,
            owner_id=_owner_id(fields.get("owner_id")),
            due_on=_due(fields.get("due_on")),
        )
        _tell(QuestionAsked(question.id, question.owner_id, question.due_on.isoformat()), matter, actor)
        return question


def hand_question_on(question_id: int, changes: Mapping[str, Any], *, actor: Actor) -> FeatureQuestion:
    """Let somebody else answer (`owner_id`), or until another day (`due_on`). Raises Refused("answered")."""
    with tenant(actor.workspace_id):
        question = _open(question_id, actor)
        before = (question.owner_id, question.due_on)
        if "owner_id" in changes:
            question.owner_id = _owner_id(changes["owner_id"])
        if "due_on" in changes:
            question.due_on = _due(changes["due_on"])
        if before != (question.owner_id, question.due_on):
            question.save(update_fields=["owner", "due_on"])
            fact = QuestionHandedOn(question.id, question.owner_id, question.due_on.isoformat())
            _tell(fact, question.conversation, actor)
        return question


def answer_question(
    question_id: int, *, answer: str, entry: Mapping[str, Any] | None = None, actor: Actor
) -> FeatureQuestion:
    """Say what is so: a note in the conversation that it was asked from tells it. `entry` (fields of a feature) writes
    it down in the registry too, for who may.

    Raises Refused (empty, too-long, answered, and as steps.write()), NotAllowed.
    """
    answer = _text(answer, LONGEST_ANSWER, "answer")
    if entry is not None:
        require(actor, "registry.write")
    with tenant(actor.workspace_id), gathering():
        question = _open(question_id, actor)
        if entry is not None:
            question.feature = _promoted(entry, actor)
        question.answer, question.answered_by_id, question.answered_at = answer, actor.person_id, now()
        question.save(update_fields=["answer", "answered_by", "answered_at", "feature"])
        matter = _standing(question.conversation_id)
        if matter is not None:
            _note(matter, question, actor)
        _tell(QuestionAnswered(question.id, question.asked_by_id, question.feature_id), matter, actor)
        return question


def withdraw_question(question_id: int, *, actor: Actor) -> None:
    """It is not asked any more: says who asked, or who keeps the registry. Raises Refused("answered")."""
    with tenant(actor.workspace_id):
        question = _locked(question_id, actor)
        if not (actor.may("registry.write") or question.asked_by_id == actor.own_id):
            raise NotAllowed("not-allowed", _("Your role does not allow this."))
        _must_be_open(question)
        matter = question.conversation
        question.delete()
        _tell(QuestionWithdrawn(question_id), matter, actor)


def _locked(question_id: int, actor: Actor) -> FeatureQuestion:
    found = questions_visible_to(actor).select_for_update(of=("self",)).filter(id=question_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This question does not exist."))
    return found


def _open(question_id: int, actor: Actor) -> FeatureQuestion:
    question = _locked(question_id, actor)
    if not may_answer(question, actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    _must_be_open(question)
    return question


def _must_be_open(question: FeatureQuestion) -> None:
    if question.answered_at is not None:
        raise Refused("answered", _("This question has been answered already."))


def _text(value: Any, longest: int, field: str) -> str:
    text = str(value).replace("\r\n", "\n").strip()
    if not text:
        raise Refused("empty", _("Write something first."), field=field)
    if len(text) > longest:
        raise Refused("too-long", _("At most %(number)d letters.") % {"number": longest}, field=field)
    return text


def _owner_id(value: Any) -> int:
    if value in (None, "") or not Person.objects.filter(id=value, deactivated_at__isnull=True).exists():
        raise Refused("no-such-person", _("Choose who is to answer."), field="owner_id")
    return int(value)


def _feature_id(value: Any, actor: Actor) -> int | None:
    if value in (None, ""):
        return None
    if not features_visible_to(actor).filter(id=value).exists():
        raise Refused("no-such-feature", _("This feature does not exist."), field="feature_id")
    return int(value)


def usual_due(today: date | None = None) -> date:
    """DAYS days of business later."""
    day = today or localdate()
    for _number in range(DAYS):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day


def _due(value: Any) -> date:
    if value in (None, ""):
        return usual_due()
    if not isinstance(value, date) or value < localdate():
        raise Refused("bad-day", _("Choose today or a day in the future."), field="due_on")
    return value


def _promoted(entry: Mapping[str, Any], actor: Actor) -> Feature:
    feature = Feature(workspace_id=actor.workspace_id)
    write(feature, entry, actor)
    record(FeatureCreated(feature.id, feature.state), actor=actor, about=Subject())
    return feature


def _standing(conversation_id: int | None) -> Conversation | None:
    """The conversation, locked; where it was merged, the one that it went into."""
    found = None
    while conversation_id is not None:
        found = Conversation.objects.select_for_update(of=("self",)).filter(id=conversation_id).first()
        conversation_id = found.merged_into_id if found else None
    return found


def _note(matter: Conversation, question: FeatureQuestion, actor: Actor) -> None:
    """In the language of who asked; they are named in it, and so are told."""
    asker = question.asked_by
    language = (asker.user.language if asker and asker.user else "") or get_language() or "ja"
    with override(language):
        lines = [_("**Asked:** %(text)s") % {"text": text_to_markdown(question.text)}]
        if question.feature is not None:
            lines.append(_("**Verdict:** %(verdict)s") % {"verdict": LABELS[verdict_of(question.feature)]})
        lines.append(_("**Answer:** %(answer)s") % {"answer": question.answer})
    mentioned = [asker.id] if asker and asker.id != actor.person_id else []
    write_note(matter, "\n\n".join(lines), mentioned=mentioned, actor=actor)
    update(matter, "last_activity_at")


def _tell(fact: Fact, matter: Conversation | None, actor: Actor) -> None:
    if matter is None:
        record(fact, actor=actor, about=Subject())
    else:
        conversation_steps.note_fact(matter, fact, actor)
