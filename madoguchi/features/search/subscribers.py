"""Consequences of facts: which entries are no longer what they should be. Writing them down is a lane's work."""

from collections.abc import Iterable, Iterator, Sequence

from madoguchi.core.contacts.fields import NAMES
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Message
from madoguchi.core.events.ledger import wake_on_commit
from madoguchi.core.events.models import Event, Outbox
from madoguchi.features.search.jobs import renew_later

TOPIC = "words"
SAID = ("message.received", "reply.queued", "message.forwarded", "reply.undone", "note.added")
MOVED = ("conversation.merged", "conversation.merge_undone", "conversation.split", "conversation.renamed")
MET = ("contact.created", "contact.changed", "contact.merged", "contact.merge_undone", "contact.erased")
KNOWN = ("identity.added", "identity.removed")
COMPANY = ("company.created", "company.changed", "company.deleted")
HEARD = (*SAID, *MOVED, *MET, *KNOWN, *COMPANY)

Stale = tuple[str, int]  # the name of a source and the id of a thing


def note_stale(events: Sequence[Event]) -> None:
    """Queue what these facts have changed. Registered for HEARD."""
    stale = {one for event in events for one in _stale(event)}
    Outbox.objects.bulk_create(
        [
            Outbox(topic=TOPIC, workspace_id=events[0].workspace_id, ref_id=thing_id, subscriber=source)
            for source, thing_id in sorted(stale)
        ],
        ignore_conflicts=True,
    )
    wake_on_commit(TOPIC)


def _stale(event: Event) -> Iterable[Stale]:
    if event.type in SAID:
        return [("message", event.payload["message_id"])]
    if event.type in MOVED:
        return [("message", message_id) for message_id in _moved(event)]
    if event.type in COMPANY:
        return _of_company(event)
    return _of_contact(event)


def _moved(event: Event) -> Iterable[int]:
    if event.type == "conversation.merged":
        moved: list[int] = event.payload["moved"]["messages"]
        return moved
    if event.type == "conversation.split":
        taken: list[int] = event.payload["message_ids"]
        return taken
    of = event.conversation_id or 0
    if event.type == "conversation.merge_undone":
        of = event.payload["merged_id"]
    return Message.objects.filter(conversation_id=of).values_list("id", flat=True)


def _of_contact(event: Event) -> Iterator[Stale]:
    assert event.contact_id is not None
    yield "contact", event.contact_id
    changed = set(event.payload.get("changed", ()))
    if event.type in ("contact.merged", "contact.merge_undone"):
        yield "contact", event.payload["merged_id"]
        renew_later(event.workspace_id, event.payload["merged_id"])
    if event.type in ("contact.merged", "contact.merge_undone") or changed & (NAMES | {"company_id"}):
        renew_later(event.workspace_id, event.contact_id)


def _of_company(event: Event) -> Iterator[Stale]:
    company_id = event.payload["company_id"]
    yield "company", company_id
    if "name" in event.payload.get("changed", ()) or "name_kana" in event.payload.get("changed", ()):
        for contact_id in Contact.objects.filter(company_id=company_id).values_list("id", flat=True):
            yield "contact", contact_id
            renew_later(event.workspace_id, contact_id)
