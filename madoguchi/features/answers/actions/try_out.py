"""Trying a question: the worker looks, whoever asked is told by the stream."""

from dataclasses import asdict
from datetime import timedelta

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.closing import closed_if_broken
from madoguchi.features.answers.jobs import try_later
from madoguchi.features.answers.models import AnswerTrial
from madoguchi.features.answers.reading import MOST_READ
from madoguchi.features.answers.trying import try_question

KEPT = timedelta(days=1)


def ask_trial(question: str, *, actor: Actor) -> AnswerTrial:
    """Have a question tried. Raises Refused("empty"), NotAllowed."""
    require(actor, "report.read")
    asked = question.strip()[:MOST_READ]
    if not asked:
        raise Refused("empty", _("Write something first."), field="question")
    with tenant(actor.workspace_id):
        row = AnswerTrial.objects.create(
            workspace_id=actor.workspace_id, person_id=actor.person_id, question=asked.replace("\x00", "")
        )
        try_later(row)
        return row


def trial_for(trial_id: int, actor: Actor) -> AnswerTrial:
    """One of their own. Raises NotAllowed."""
    found = AnswerTrial.objects.filter(id=trial_id).first()
    if found is None or found.person_id != actor.person_id:
        raise NotAllowed("not-found", _("This does not exist."))
    return found


def try_out(trial_id: int, *, workspace_id: int, tried: int = 0) -> None:
    """Write down what would be said. May run twice; closed if it breaks off (closing.py)."""
    with tenant(workspace_id):
        row = AnswerTrial.objects.filter(id=trial_id, state=AnswerTrial.State.RUNNING).first()
        if row is None:
            return
    closed_if_broken(
        lambda: _tried(row), lambda: _end(row, AnswerTrial.State.FAILED, {}), tried=tried, job=f"trial {row.id}"
    )


def _tried(row: AnswerTrial) -> None:
    with tenant(row.workspace_id):
        found = asdict(try_question(row.question, workspace_id=row.workspace_id))
    _end(row, AnswerTrial.State.DONE, found)


def forget_trials(workspace_id: int) -> None:
    """Throw away what was tried before yesterday."""
    with tenant(workspace_id):
        AnswerTrial.objects.filter(at__lt=now() - KEPT).delete()


def name_of(row: AnswerTrial) -> str:
    """Of its news in the live stream."""
    return f"person:{row.person_id}:trials"


def _end(row: AnswerTrial, state: str, found: dict[str, object]) -> None:
    with tenant(row.workspace_id):
        AnswerTrial.objects.filter(id=row.id).update(state=state, found=found)
        if row.person_id is not None:
            tell(row.workspace_id, [name_of(row)])
