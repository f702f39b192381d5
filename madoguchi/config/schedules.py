"""What happens by the clock. Every worker keeps time; each duty is safe to do twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate.contrib.django import app

from madoguchi.base.clock import now
from madoguchi.base.jobs import database_at_hand
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.models import IdempotencyKey
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.announcements.reminding import remind
from madoguchi.features.answers.actions.come_due import tell_of_reviews
from madoguchi.features.answers.actions.settle import settle
from madoguchi.features.answers.actions.try_out import forget_trials
from madoguchi.features.answers.memory import let_go
from madoguchi.features.answers.retraining import retrain
from madoguchi.features.articles.forgetting import forget_imports, forget_pictures, forget_visits
from madoguchi.features.bulk.forgetting import forget_bulks
from madoguchi.features.chat.actions.uploads import forget_uploads
from madoguchi.features.chat.proving import forget_asked
from madoguchi.features.glossary.actions.learn import learn_when_due
from madoguchi.features.llm.forgetting import forget_calls
from madoguchi.features.notifications.keeping import forget_read
from madoguchi.features.notifications.mailing import mail_who_is_away

log = structlog.get_logger(__name__)

EVERY = 30.0  # seconds


async def run() -> None:
    """Do the duties every EVERY seconds."""
    while True:
        await _take_up_stalled_jobs()
        await asyncio.to_thread(_sweep)
        await asyncio.sleep(EVERY)


async def _take_up_stalled_jobs() -> None:
    """A job whose worker was killed stays "doing": give it to another worker."""
    # procrastinate asks on the connection of asgiref's own thread, which nobody else looks after: one that broke
    # with the database would fail for ever.
    await sync_to_async(close_old_connections)()
    for job in await app.job_manager.get_stalled_jobs():
        log.warning("job taken up again", job=job.task_name, job_id=job.id)
        await app.job_manager.retry_job(job)


def _sweep() -> None:
    """Do each duty in each workspace; one that fails is logged, and keeps no other from being done."""
    with database_at_hand():
        for workspace_id in Workspace.objects.values_list("id", flat=True):
            for duty in DUTIES:
                try:
                    duty(workspace_id)
                except (OperationalError, InterfaceError):
                    raise  # it is away: the next round finds it
                except Exception as error:
                    log.error("duty failed", duty=duty.__name__, workspace_id=workspace_id, exc_info=error)


def forget_answers(workspace_id: int) -> None:
    """Throw away the kept answers of yesterday."""
    with tenant(workspace_id):
        IdempotencyKey.objects.filter(created_at__lt=now() - timedelta(days=1)).delete()


DUTIES: tuple[Callable[[int], object], ...] = (
    *(forget_answers, mail_who_is_away, forget_read, remind, forget_bulks),
    *(forget_uploads, forget_asked, forget_visits, forget_pictures, forget_imports, learn_when_due),
    *(settle, retrain, let_go, forget_calls, forget_trials, tell_of_reviews),
)
