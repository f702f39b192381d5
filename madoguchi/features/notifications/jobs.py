"""Ringing and mailing, later and apart from what happened. Each job may run twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from madoguchi.base.clock import now
from madoguchi.base.jobs import job
from madoguchi.base.tenancy import current_workspace

# Who sits at the desk hears it there; a device rings if they have not read it so long after.
AT_THE_DESK = timedelta(minutes=2)
PATIENCE = timedelta(seconds=45)
# 5 s, 25 s, 2 min, 10 min: what is not rung by then is no news.
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5)
# 1, 2, 4, … minutes: a mail server that is away for the night gets it in the morning.
LATER = RetryStrategy(max_attempts=10, wait=30, exponential_wait=2)


@dataclass(frozen=True, slots=True)
class Ringing:
    """One notification for one device of a person who was last active then."""

    device_id: int
    notification_id: int
    active_at: datetime | None


def ring_later(ringing: Sequence[Ringing]) -> None:
    """Let devices ring: at once for who is away, after PATIENCE for who is at the desk. A statement for each group."""
    moment = now()
    away = [one for one in ringing if one.active_at is None or one.active_at < moment - AT_THE_DESK]
    here = [one for one in ringing if one not in away]
    _defer(away, None)
    _defer(here, moment + PATIENCE)


def _defer(ringing: Iterable[Ringing], at: datetime | None) -> None:
    rows: list[dict[str, JSONValue]] = [
        {"workspace_id": current_workspace(), "device_id": one.device_id, "notification_id": one.notification_id}
        for one in ringing
    ]
    if rows:
        app.configure_task("madoguchi.ring", schedule_at=at).batch_defer(*rows)


def ring_again(workspace_id: int, device_id: int, notification_id: int, *, at: datetime) -> None:
    """Once more, when the push service takes it again."""
    app.configure_task("madoguchi.ring", schedule_at=at).defer(
        workspace_id=workspace_id, device_id=device_id, notification_id=notification_id
    )


def mail_later(workspace_id: int, person_id: int, notification_ids: Sequence[int]) -> None:
    """Mail a person what they have not read."""
    mail_unread.defer(workspace_id=workspace_id, person_id=person_id, notification_ids=list(notification_ids))


@job("ring", retry=AGAIN)
def ring(workspace_id: int, device_id: int, notification_id: int) -> None:
    """Let one device tell of one notification."""
    from madoguchi.features.notifications.actions import ring as actions  # actions defer this very job

    actions.ring(device_id, notification_id=notification_id, workspace_id=workspace_id)


@job("mail_unread", retry=LATER)
def mail_unread(workspace_id: int, person_id: int, notification_ids: list[int]) -> None:
    """Send one mail about several notifications."""
    from madoguchi.features.notifications.mailing import send_unread  # the sweep there defers this very job

    send_unread(workspace_id, person_id, notification_ids)
