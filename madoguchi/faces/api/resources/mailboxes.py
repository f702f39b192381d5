"""Reading a mailbox once more, and what says that mail stands still."""

from typing import Literal

from django.http import HttpResponse
from ninja import Router

from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.core.inboxes.actions.reread import ask_reread
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, whole
from madoguchi.faces.api.fields import Given, Id, Shown, Time

router = Router(tags=["inboxes"])


class Period(Given):
    since: Time
    until: Time


class PeriodShown(Shown):
    """What is being read; the event `inbox.reread` tells how it went."""

    inbox_id: int
    since: Time
    until: Time


class AlarmShown(Shown):
    """An inbox that no mail comes in by, or that none goes out by."""

    inbox_id: int
    inbox_name: str
    way: Literal["in", "out"]


class AlarmPage(Shown):
    data: list[AlarmShown]
    next: None


@router.post(
    "/inboxes/{int:inbox_id}/reread", response={202: PeriodShown}, summary="Read a period of the mailbox once more"
)
def reread_mailbox(request: Call, inbox_id: Id, period: Period) -> HttpResponse:
    inbox = ask_reread(inbox_id, since=period.since, until=period.until, actor=request.actor)
    return answer({"inbox_id": inbox.id, "since": period.since, "until": period.until}, 202)


@router.get("/alarms", response=AlarmPage, summary="List the inboxes whose mail stands still")
def list_alarms(request: Call) -> HttpResponse:
    require(request.actor, "inbox.manage")
    return whole(
        alarms_for(request.actor),
        lambda alarm: {"inbox_id": alarm.inbox_id, "inbox_name": alarm.inbox_name, "way": alarm.way},
    )
