"""What the token's person was told, how they want to be told, and their devices. A browser registers itself."""

from datetime import time
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.shapes.notifications import (
    Channel,
    NotificationPage,
    NotificationRuleShown,
    NotificationSettings,
    PushDevicePage,
    Read,
    device_of,
    notification_of,
    settings_of,
)
from madoguchi.features.notifications import queries
from madoguchi.features.notifications.actions import devices, prefer
from madoguchi.features.notifications.actions import read as reading
from madoguchi.features.notifications.wording import lines_of

router = Router(tags=["notifications"])


class NotificationFilters(Paging):
    unread: Annotated[bool, Field(description="Only what was not read.")] = False


class Reading(Given):
    ids: Annotated[list[Id] | None, Field(max_length=1000, description="Without it, all of them.")] = None


class SettingsChanges(Given):
    """The members to change; the others stay. `quiet_from` and `quiet_to` are both null for no quiet hours."""

    channels: Annotated[dict[str, list[Channel]], Field(description="By kind; the kinds not named stay.")] = {}
    quiet_from: time | None = None
    quiet_to: time | None = None
    quiet_days: Annotated[list[int], Field(max_length=7)] = []
    mail_after: int = 10
    follow_when_mentioned: bool = True
    follow_when_answering: bool = False


class RuleChanges(Given):
    shows_texts: bool


@router.get("/notifications", response=NotificationPage, summary="List what the token's person was told")
def list_notifications(request: Call, filters: Query[NotificationFilters]) -> HttpResponse:
    """The newest first, in the language that is asked for."""
    page = queries.page(request.actor, unread=filters.unread, cursor=filters.cursor, limit=filters.limit)
    lines = {line.id: line for line in lines_of(page.rows)}
    return listed(request, page, lambda row: notification_of(row, lines[row.id]))


@router.post("/notifications/read", response=Read, summary="Say that notifications were read")
def read_notifications(request: Call, which: Reading) -> HttpResponse:
    actor = request.actor
    count = reading.read_all(actor) if which.ids is None else reading.read(actor, ids=which.ids)
    return answer({"read": count})


@router.get("/notification-settings", response=NotificationSettings, summary="Read how the person wants to be told")
def read_notification_settings(request: Call) -> HttpResponse:
    return one(request, settings_of(queries.preference_of(request.actor)))


@router.patch("/notification-settings", response=NotificationSettings, summary="Change how the person wants to be told")
def change_notification_settings(request: Call, changes: SettingsChanges) -> HttpResponse:
    return answer(settings_of(prefer.prefer(changes.changes(), actor=request.actor)))


@router.get("/notification-rule", response=NotificationRuleShown, summary="Read what push and mail may say")
def read_notification_rule(request: Call) -> HttpResponse:
    return one(request, {"shows_texts": queries.shows_texts(request.actor.workspace_id)})


@router.patch("/notification-rule", response=NotificationRuleShown, summary="Change what push and mail may say")
def change_notification_rule(request: Call, changes: RuleChanges) -> HttpResponse:
    prefer.set_rule(shows_texts=changes.shows_texts, actor=request.actor)
    return answer({"shows_texts": changes.shows_texts})


@router.get("/push-devices", response=PushDevicePage, summary="List the browsers that may ring for the person")
def list_push_devices(request: Call) -> HttpResponse:
    require(request.actor, "conversation.read")
    return whole(queries.devices_of(request.actor), device_of)


@router.delete("/push-devices/{int:device_id}", response={204: None}, summary="Let a browser ring no longer")
def delete_push_device(request: Call, device_id: Id) -> HttpResponse:
    devices.remove_device(device_id, actor=request.actor)
    return done()
