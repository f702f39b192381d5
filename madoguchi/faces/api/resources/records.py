"""What is written down by itself: the ledger, the audit log, mail kept aside, the local outbox."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import AfterValidator, Field

from madoguchi.base.paging import Page, page_of
from madoguchi.core.conversations.local_outbox import sent_mail, sent_mails
from madoguchi.core.conversations.queries.aside import kept_aside
from madoguchi.core.conversations.queries.ledger import events_visible_to
from madoguchi.core.events.ledger import FACTS
from madoguchi.core.events.queries import settled_page
from madoguchi.core.inboxes.actions.aside import replay
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import audit_visible_to
from madoguchi.faces.api.answers import Call, answer, download, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.conversations import given
from madoguchi.faces.api.shapes.records import (
    AuditEntryPage,
    EventPage,
    IntakePage,
    IntakeShown,
    SentMailPage,
    audit_entry_of,
    event_of,
    intake_of,
    sent_mail_of,
)

router = Router(tags=["events"])
INTAKE = "/intake/{int:intake_id}"


def _known(kind: str) -> str:
    if kind and kind not in FACTS:
        raise ValueError("no such fact")
    return kind


def _with_facts(schema: dict[str, Any]) -> None:
    schema["enum"] = ["", *sorted(FACTS)]


FactType = Annotated[str, AfterValidator(_known), Field(json_schema_extra=_with_facts)]


class EventFilters(Paging):
    type: FactType = ""
    conversation: Id | None = None
    contact: Id | None = None


class IntakeFilters(Paging):
    state: Literal["", "suspended", "quarantined", "suppressed"] = ""


class Replay(Given):
    forced: Annotated[bool, Field(description="Let it in although it is spam, blocked or automatic.")] = False


@router.get("/events", response=EventPage, summary="Read the ledger, the oldest first")
def list_events(request: Call, filters: Query[EventFilters]) -> HttpResponse:
    """No fact is missed by whoever keeps `next` and comes back with it, also when there was nothing more."""
    require(request.actor, "event.read")
    exact = {"type": filters.type or None, "conversation_id": filters.conversation, "contact_id": filters.contact}
    rows = events_visible_to(request.actor).filter(**given(exact))
    page = settled_page(rows, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, event_of, always_next=True)


@router.get("/audit-entries", response=AuditEntryPage, summary="Read the audit log, the newest first", tags=["audit"])
def list_audit_entries(request: Call, filters: Query[Paging]) -> HttpResponse:
    require(request.actor, "audit.read")
    rows = audit_visible_to(request.actor)
    return listed(request, page_of(rows, order=("-id",), cursor=filters.cursor, limit=filters.limit), audit_entry_of)


@router.get("/intake", response=IntakePage, summary="List mail that was kept aside", tags=["intake"])
def list_intake(request: Call, filters: Query[IntakeFilters]) -> HttpResponse:
    require(request.actor, "intake.read")
    rows = kept_aside(request.actor, state=filters.state)
    return listed(request, page_of(rows, order=("-id",), cursor=filters.cursor, limit=filters.limit), intake_of)


@router.get(INTAKE, response=IntakeShown, summary="Read what is known of such mail", tags=["intake"])
def read_intake(request: Call, intake_id: Id) -> HttpResponse:
    return one(request, intake_of(_aside(request, intake_id)))


@router.get(f"{INTAKE}/raw", summary="Download such mail as it came", tags=["intake"])
def download_intake(request: Call, intake_id: Id) -> HttpResponseBase:
    require(request.actor, "personal_data.read")
    content = content_of(_aside(request, intake_id).blob)
    return download([content], name=f"mail-{intake_id}.eml", content_type="message/rfc822", size=len(content))


@router.post(f"{INTAKE}/replay", response=IntakeShown, summary="Read such mail once more", tags=["intake"])
def replay_intake(request: Call, intake_id: Id, how: Replay) -> HttpResponse:
    _aside(request, intake_id)
    return answer(intake_of(replay(intake_id, forced=how.forced, actor=request.actor)))


@router.get("/outbox", response=SentMailPage, summary="List the mail in the local outbox", tags=["outbox"])
def list_outbox(request: Call, filters: Query[Paging]) -> HttpResponse:
    """Mail lies there as long as no server for outgoing mail is set. The newest first."""
    found = list(sent_mails(request.actor, limit=filters.limit + 1, before=filters.cursor))
    rows = found[: filters.limit]
    return listed(request, Page(rows, rows[-1].name if len(found) > len(rows) else ""), sent_mail_of)


@router.get("/outbox/{name}", summary="Download a mail of the local outbox", tags=["outbox"])
def download_sent_mail(request: Call, name: Annotated[str, Field(max_length=100)]) -> HttpResponseBase:
    content = sent_mail(name, request.actor)
    return download([content], name=name, content_type="message/rfc822", size=len(content))


def _aside(request: Call, intake_id: int) -> RawIntake:
    item = kept_aside(request.actor).select_related("blob").filter(id=intake_id).first()
    if item is None:
        raise not_found()
    return item
