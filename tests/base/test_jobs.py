"""A job that is put into the queue by hand is the job that procrastinate would have put there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from madoguchi.base.jobs import defer, job

AT = datetime(2026, 11, 23, 3, 0, 0, 123456, UTC)
ARGUMENTS = {"workspace_id": 2**40, "name": "山田 “花子” \\ {", "ids": [1, 2], "nothing": None}


@job("test_plain")
def plain(**_arguments: Any) -> None:
    """As most are."""


@job("test_particular", queue="delivery", lock="one", queueing_lock="one at a time", priority=7)
def particular(**_arguments: Any) -> None:
    """With all that a task can declare."""


def written(job_id: int) -> tuple[dict[str, Any], list[str]]:
    row = ProcrastinateJob.objects.filter(id=job_id).values().get()
    events = ProcrastinateEvent.objects.filter(job_id=row.pop("id")).order_by("id")
    return row, list(events.values_list("type", flat=True))


def newest() -> int:
    newest_id: int = ProcrastinateJob.objects.latest("id").id
    return newest_id


@pytest.mark.django_db
@pytest.mark.parametrize("task", [plain, particular])
@pytest.mark.parametrize("at", [None, AT])
@pytest.mark.parametrize("lock", [None, "deliver:1"])
def test_it_is_the_same(task: Any, at: datetime | None, lock: str | None) -> None:
    theirs = task.configure(schedule_at=at, lock=lock).defer(**ARGUMENTS)
    expected = written(theirs)
    ProcrastinateJob.objects.all().delete()
    defer(task, at=at, lock=lock, **ARGUMENTS)
    assert written(newest()) == expected
