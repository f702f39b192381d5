"""The ledger, the audit log, mail kept aside and the local outbox, as the API shows them."""

from typing import Any, Literal

from madoguchi.core.conversations.local_outbox import SentMail
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.people.models import AuditEntry
from madoguchi.faces.api.fields import Shown, Time


class EventShown(Shown):
    """A fact: ids and before/after, never what somebody wrote."""

    id: int
    at: Time
    type: str
    actor: str
    conversation_id: int | None
    contact_id: int | None
    payload: dict[str, Any]
    cause_id: int | None


class EventPage(Shown):
    """`next` leads on also where there is nothing more yet: come back with it."""

    data: list[EventShown]
    next: str | None


class AuditEntryShown(Shown):
    """Who did what that a security officer asks about."""

    id: int
    at: Time
    kind: str
    actor: str
    subject: str
    detail: dict[str, Any]
    address: str | None


class AuditEntryPage(Shown):
    data: list[AuditEntryShown]
    next: str | None


class IntakeShown(Shown):
    """Mail that was accepted and set aside, with the reason."""

    id: int
    inbox_id: int
    route: Literal["smtp", "imap", "http", "pipe"]
    state: Literal["pending", "message", "suspended", "quarantined", "suppressed"]
    reason: str
    detail: str
    summary: dict[str, Any]
    envelope: dict[str, Any]
    received_at: Time
    settled_at: Time | None


class IntakePage(Shown):
    data: list[IntakeShown]
    next: str | None


class SentMailShown(Shown):
    """A mail in the local outbox, where mail goes as long as no server is set."""

    name: str
    sent_at: Time
    size: int
    mail_from: str
    recipients: list[str]
    subject: str


class SentMailPage(Shown):
    data: list[SentMailShown]
    next: str | None


class Accepted(Shown):
    """Mail that was taken: stored and committed."""

    id: int


def event_of(row: Event) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at,
        "type": row.type,
        "actor": row.actor,
        "conversation_id": row.conversation_id,
        "contact_id": row.contact_id,
        "payload": row.payload,
        "cause_id": row.cause_id,
    }


def audit_entry_of(row: AuditEntry) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at,
        "kind": row.kind,
        "actor": row.actor,
        "subject": row.subject,
        "detail": row.detail,
        "address": row.address,
    }


def intake_of(row: RawIntake) -> dict[str, Any]:
    return {
        "id": row.id,
        "inbox_id": row.inbox_id,
        "route": row.route,
        "state": row.state,
        "reason": row.reason,
        "detail": row.detail,
        "summary": row.summary,
        "envelope": row.envelope,
        "received_at": row.received_at,
        "settled_at": row.settled_at,
    }


def sent_mail_of(row: SentMail) -> dict[str, Any]:
    return {
        "name": row.name,
        "sent_at": row.sent_at,
        "size": row.size,
        "mail_from": row.mail_from,
        "recipients": list(row.recipients),
        "subject": row.subject,
    }
