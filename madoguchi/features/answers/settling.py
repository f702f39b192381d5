"""Steps that give answers their outcome; the conversation is locked by the caller."""

from collections.abc import Iterable

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.models import Conversation, WaitingOn
from madoguchi.core.people.actor import Actor, assistant
from madoguchi.features.answers.events import AnswerAssumed, AnswerConfirmed, AnswerReturned
from madoguchi.features.answers.models import Answer


def follow(answers: Iterable[Answer]) -> None:
    """The customer went on: a later answer carries the outcome."""
    for one in answers:
        one.state, one.outcome_at = Answer.State.FOLLOWED, now()
        one.save(update_fields=["state", "outcome_at"])


def confirmed(answer: Answer, home: Conversation) -> None:
    """They said that it helped: it is resolved, unless somebody of ours has it."""
    answer.state, answer.outcome_at = Answer.State.CONFIRMED, now()
    answer.save(update_fields=["state", "outcome_at"])
    customer = Actor(home.workspace_id, "contact", home.contact_id)
    steps.note_fact(home, AnswerConfirmed(answer.id), customer)
    at_rest(home, is_over=True)


def assumed(answer: Answer, home: Conversation) -> None:
    """They have said nothing for a day."""
    answer.state, answer.outcome_at = Answer.State.ASSUMED, now()
    answer.save(update_fields=["state", "outcome_at"])
    steps.note_fact(home, AnswerAssumed(answer.id), assistant(home.workspace_id))
    at_rest(home, is_over=True)


def returned(answer: Answer) -> None:
    """They came back: it counts no longer."""
    before = answer.state
    answer.state, answer.outcome_at = Answer.State.RETURNED, now()
    answer.save(update_fields=["state", "outcome_at"])
    home = answer.conversation
    steps.note_fact(home, AnswerReturned(answer.id, before), Actor(home.workspace_id, "contact", home.contact_id))


def at_rest(home: Conversation, *, is_over: bool) -> None:
    """Nobody waits; what is over is resolved, unless somebody of ours has it."""
    home.waiting_since, home.waiting_on = None, WaitingOn.CUSTOMER
    if is_over and home.assignee_id is None and home.first_replied_at is None:
        steps.resolve(home, assistant(home.workspace_id))
    update(home)
