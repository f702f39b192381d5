"""The test mail of an inbox: sent to its own address, and watched until it comes in."""

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router

from madoguchi.core.conversations.actions.check import begin_check, found_check
from madoguchi.core.inboxes import queries
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer
from madoguchi.faces.api.fields import Id, Shown, Time
from madoguchi.faces.api.problems import not_found

router = Router(tags=["inboxes"])
ONE = "/inboxes/{int:inbox_id}"


class CheckShown(Shown):
    """A test mail. "kept": it lies in the local outbox, because no server is set."""

    begun_at: Time
    state: Literal["sending", "sent", "kept", "failed", "arrived"]
    detail: str
    seconds: float | None


@router.post(f"{ONE}/test", response={202: CheckShown}, summary="Send a test mail and watch it arrive")
def begin_test(request: Call, inbox_id: Id) -> HttpResponse:
    begin_check(inbox_id, actor=request.actor)
    return answer(_check(inbox_id, request.actor), 202, location=request.path)


@router.get(f"{ONE}/test", response=CheckShown, summary="Read how far the test mail has come")
def read_test(request: Call, inbox_id: Id) -> HttpResponse:
    require(request.actor, "inbox.manage")
    return answer(_check(inbox_id, request.actor))


def _check(inbox_id: int, actor: Actor) -> dict[str, Any]:
    inbox = queries.visible_to(actor).filter(id=inbox_id).first()
    check = found_check(inbox) if inbox else None
    if check is None:
        raise not_found()
    return {
        "begun_at": check.begun_at,
        "state": check.state,
        "detail": check.detail,
        "seconds": check.seconds if check.state == "arrived" else None,
    }
