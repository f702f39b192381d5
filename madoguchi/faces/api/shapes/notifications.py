"""What a person was told and how they want to be told, as the API shows it."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.features.notifications.kinds import CHOSEN, channels_of
from madoguchi.features.notifications.models import Notification, Preference, PushDevice
from madoguchi.features.notifications.wording import Line

Channel = Literal["page", "sound", "push", "mail"]
Clock = Annotated[time, Field(description="On the person's own clock.")]


class NotificationShown(Shown):
    """One thing, with how much of the same is counted into it. `place` is a path of the desk."""

    id: int
    kind: str
    text: str
    about: str
    count: int
    actor: str
    conversation_id: int | None
    message_id: int | None
    subject_id: int | None
    place: str
    at: Time
    read_at: Time | None


class NotificationPage(Shown):
    data: list[NotificationShown]
    next: str | None


class Read(Shown):
    """How many were unread until now."""

    read: int


class NotificationSettings(Shown):
    """`channels` has every kind, with the defaults where nothing else was chosen. Without quiet hours both are null."""

    channels: dict[str, list[Channel]]
    quiet_from: Clock | None
    quiet_to: Clock | None
    quiet_days: Annotated[list[int], Field(description="Whole days, 0 for Monday.")]
    mail_after: Annotated[int, Field(description="Minutes.")]
    follow_when_mentioned: bool
    follow_when_answering: bool


class NotificationRuleShown(Shown):
    """Whether push and mail may name customers, with the subject and the beginning of the message."""

    shows_texts: bool


class PushDeviceShown(Shown):
    """A browser that may ring for the token's person."""

    id: int
    name: str
    created_at: Time
    rung_at: Time | None


class PushDevicePage(Shown):
    data: list[PushDeviceShown]
    next: None


def notification_of(row: Notification, line: Line) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "text": line.title,
        "about": line.about,
        "count": row.count,
        "actor": row.actor,
        "conversation_id": row.conversation_id,
        "message_id": row.message_id,
        "subject_id": row.subject_id,
        "place": line.place,
        "at": row.at,
        "read_at": row.read_at,
    }


def settings_of(row: Preference) -> dict[str, Any]:
    return {
        "channels": {kind.name: sorted(channels_of(kind.name, row.channels)) for kind in CHOSEN},
        "quiet_from": row.quiet_from.isoformat() if row.quiet_from else None,
        "quiet_to": row.quiet_to.isoformat() if row.quiet_to else None,
        "quiet_days": row.quiet_days,
        "mail_after": row.mail_after,
        "follow_when_mentioned": row.follow_when_mentioned,
        "follow_when_answering": row.follow_when_answering,
    }


def device_of(row: PushDevice) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "created_at": row.created_at, "rung_at": row.rung_at}
