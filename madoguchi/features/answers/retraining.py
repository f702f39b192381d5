"""When it is learnt anew: a while after the articles have last changed, and once a day."""

from datetime import timedelta

from django.db.models import Q

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.answers.jobs import train_later
from madoguchi.features.answers.models import FORMAT, AnswerModel, AnswerPolicy

SETTLED = timedelta(minutes=1)  # whoever publishes ten articles in a row is waited for
DAILY = timedelta(hours=24)
AGAIN = timedelta(minutes=30)  # for what cannot be read any more


def retrain(workspace_id: int) -> bool:
    """Whether a training was put into the queue. May run twice."""
    with tenant(workspace_id):
        policy = AnswerPolicy.objects.filter(workspace_id=workspace_id)
        changed = policy.filter(stale_since__lt=now() - SETTLED).update(stale_since=None)
        if not changed and not _is_old(workspace_id):
            return False
        train_later(workspace_id)
        return True


def _is_old(workspace_id: int) -> bool:
    """A day old, or of another version of the engine, and not asked for already: the row says so for a while."""
    rows = AnswerModel.objects.filter(workspace_id=workspace_id, in_use=True, audience="public")
    due = Q(asked_at__lt=now() - DAILY) | (~Q(format=FORMAT) & Q(asked_at__lt=now() - AGAIN))
    return bool(rows.filter(due).update(asked_at=now()))
