"""Ringing: read what a device is to say, say it outside of any transaction, write down what became of it."""

import json
from datetime import timedelta

import structlog
from django.contrib.sessions.models import Session
from django.utils import translation

from madoguchi.base.clock import now
from madoguchi.base.errors import DeliveryError
from madoguchi.base.secrets import unseal
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.steps import preview_of
from madoguchi.features.notifications.jobs import ring_again
from madoguchi.features.notifications.keys import private_key
from madoguchi.features.notifications.models import Notification, PushDevice
from madoguchi.features.notifications.pushing import WAYS, Push
from madoguchi.features.notifications.queries import shows_texts
from madoguchi.features.notifications.wording import lines_of

log = structlog.get_logger(__name__)


def ring(device_id: int, *, notification_id: int, workspace_id: int) -> None:
    """Let one device tell of one notification, unless it was read meanwhile or the device is signed out.

    A second time replaces what the first one shows. Raises DeliveryError for another try.
    """
    push = _begin(device_id, notification_id, workspace_id)
    if push is None:
        return
    try:
        pushed = WAYS["web"](push)
    except DeliveryError as error:
        if not error.permanent:
            raise
        log.warning("a device cannot be rung", device_id=device_id, error=error.text)
        return
    with tenant(workspace_id):
        mine = PushDevice.objects.filter(id=device_id)
        if pushed.state == "gone":
            mine.delete()
        elif pushed.state == "later":
            at = now() + timedelta(seconds=pushed.wait)
            mine.update(paused_until=at)
            ring_again(workspace_id, device_id, notification_id, at=at)
        else:
            mine.update(rung_at=now(), paused_until=None)


def _begin(device_id: int, notification_id: int, workspace_id: int) -> Push | None:
    with tenant(workspace_id):
        device = PushDevice.objects.select_related("person__user").filter(id=device_id).first()
        rows = Notification.objects.select_related("conversation__contact")
        row = rows.filter(id=notification_id, read_at__isnull=True).first()
        if device is None or row is None or row.person_id != device.person_id or not device.person.is_active:
            return None
        if device.paused_until is not None and device.paused_until > now():
            ring_again(workspace_id, device_id, notification_id, at=device.paused_until)
            return None
        secrets = unseal(device.secrets)
        if not Session.objects.filter(session_key=secrets["session"], expire_date__gt=now()).exists():
            device.delete()  # signed out: whoever sits there now hears nothing
            return None
        with translation.override(device.person.user.language if device.person.user else "en"):
            message = _message(row)
    return Push(
        message=message,
        topic=digest(row.key)[:32],
        endpoint=secrets["endpoint"],
        receiver=secrets["p256dh"],
        auth=secrets["auth"],
        private=private_key(),
    )


def _message(row: Notification) -> bytes:
    """What the service worker shows (static/desk/js/service_worker.js)."""
    plain = shows_texts(row.workspace_id)
    (line,) = lines_of([row], plain=plain)
    said = Message.objects.filter(id=row.message_id).first() if plain and row.message_id else None
    shown = {
        "title": line.title,
        "body": "\n".join(part for part in (line.more, line.about, preview_of(said) if said else "") if part),
        "tag": row.key,
        "place": line.place,
        "language": translation.get_language(),
        "at": int(row.at.timestamp() * 1000),
    }
    return json.dumps(shown, ensure_ascii=False).encode()
