"""Reading a mailbox once more, and what says that mail stands still."""

from typing import Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.core.inboxes.actions.reread import ask_reread
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.queries import found_reread, visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, whole
from madoguchi.faces.api.fields import Given, Id, Shown, Time

router = Router(tags=["inboxes"])


class Period(Given):
    since: Time
    until: Time


class RereadShown(Shown):
    """How the reading of the period asked for last goes; the event `inbox.reread` tells its end, too.

    `waiting`: the mailbox could not be read, for `reason`, and is tried again. `unreadable` of the new and the known
    mails could not be fetched whole.
    """

    inbox_id: int
    since: Time
    until: Time
    state: Literal["reading", "waiting", "failed", "done"]
    reason: str
    found: int
    new: int
    known: int
    unreadable: int


class AlarmShown(Shown):
    """An inbox that no mail comes in by, or that none goes out by."""

    inbox_id: int
    inbox_name: str
    way: Literal["in", "out"]


class AlarmPage(Shown):
    data: list[AlarmShown]
    next: None


@router.post(
    "/inboxes/{int:inbox_id}/reread", response={202: RereadShown}, summary="Read a period of the mailbox once more"
)
def reread_mailbox(request: Call, inbox_id: Id, period: Period) -> HttpResponse:
    inbox = ask_reread(inbox_id, since=period.since, until=period.until, actor=request.actor)
    return answer(_shown(inbox), 202)


@router.get("/inboxes/{int:inbox_id}/reread", response=RereadShown, summary="See how the reading of a period goes")
def show_reread(request: Call, inbox_id: Id) -> HttpResponse:
    require(request.actor, "intake.reread")
    inbox = visible_to(request.actor).filter(id=inbox_id).first()
    if inbox is None or found_reread(inbox) is None:
        raise NotAllowed("not-found", _("No period of this inbox was read again."))
    return answer(_shown(inbox))


def _shown(inbox: Inbox) -> dict[str, object]:
    found = found_reread(inbox)
    names = ("since", "until", "state", "reason", "found", "new", "known", "unreadable")
    return {"inbox_id": inbox.id, **{name: getattr(found, name) for name in names}}


@router.get("/alarms", response=AlarmPage, summary="List the inboxes whose mail stands still")
def list_alarms(request: Call) -> HttpResponse:
    require(request.actor, "inbox.manage")
    return whole(
        alarms_for(request.actor),
        lambda alarm: {"inbox_id": alarm.inbox_id, "inbox_name": alarm.inbox_name, "way": alarm.way},
    )
