"""Messages: what was said in a conversation, as it came, and what became of replies."""

from dataclasses import replace
from typing import Any, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from madoguchi.base.html import clean_html
from madoguchi.base.paging import read_page
from madoguchi.core.contacts.queries import contact_for
from madoguchi.core.conversations.actions import deliver
from madoguchi.core.conversations.actions.forward import forward
from madoguchi.core.conversations.actions.later import reply_later, reschedule, send_now
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.actions.reply import reply, undo
from madoguchi.core.conversations.forwarding import whole_forward
from madoguchi.core.conversations.letter import default_recipients
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.queries.originals import original_of
from madoguchi.core.conversations.queries.timeline import (
    LAST,
    newest_messages,
    oldest_messages,
    thread_of_person,
    timeline,
    with_all_beside,
)
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, download, listed, one, whole
from madoguchi.faces.api.fields import Id, Paging, Shown
from madoguchi.faces.api.masks import Mask
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.conversations import bare
from madoguchi.faces.api.shapes.messages import (
    WITHOUT_HTML,
    DeliveryPage,
    DeliveryShown,
    DraftShown,
    MessagePage,
    MessageShown,
    Written,
    delivery_of,
    draft_of,
    message_of,
    without_html,
    written_of,
)
from madoguchi.faces.api.shapes.records import EventShown, event_of
from madoguchi.faces.api.writing import NewForward, NewNote, NewReply, NewTime

router = Router(tags=["messages"])
OF = "/conversations/{int:conversation_id}"
ONE = "/messages/{int:message_id}"


class Order(Paging):
    order: Literal["newest", "oldest"] = "oldest"


class Before(Shown):
    before: Id | None = None


class TimelineShown(Shown):
    """Messages and events in the order in which they happened; `earlier` is the `before` of the page before."""

    messages: list[MessageShown]
    events: list[EventShown]
    earlier: int | None


class Recipients(Shown):
    """Whom a reply goes to unless it says otherwise. `offered` were named by an unproven mail: shown, not used."""

    to: list[str]
    cc: list[str]
    offered: list[str]


@router.get(f"{OF}/messages", response=MessagePage, summary="List the messages of a conversation")
def list_messages(request: Call, conversation_id: Id, filters: Query[Order]) -> HttpResponse:
    conversation = bare(conversation_id, request.actor)
    mask = Mask(request.actor)

    def read(behind: list[Any] | None, most: int) -> list[Message]:
        if filters.order == "oldest":
            return oldest_messages(conversation, behind[0] if behind else 0, most, wide=WITHOUT_HTML)
        return newest_messages(conversation, behind[0] if behind else LAST, most, wide=WITHOUT_HTML)

    page = read_page(Message, read, order=("id",), cursor=filters.cursor, limit=filters.limit)
    with_all_beside(page.rows)
    return listed(request, page, lambda row: message_of(row, mask))


@router.get(f"{OF}/timeline", response=TimelineShown, summary="Read messages and events together")
def read_timeline(request: Call, conversation_id: Id, filters: Query[Before]) -> HttpResponse:
    mask = Mask(request.actor)
    found = timeline(bare(conversation_id, request.actor), before=filters.before or 0)
    said = [entry.message for entry in found.entries if entry.message]
    happened = [entry.event for entry in found.entries if entry.event]
    return answer(
        {
            "messages": [message_of(message, mask) for message in said],
            "events": [event_of(event) for event in happened],
            "earlier": found.earlier or None,
        }
    )


@router.get(f"{OF}/recipients", response=Recipients, summary="Read whom a reply would go to")
def read_recipients(request: Call, conversation_id: Id) -> HttpResponse:
    mask = Mask(request.actor)
    found = default_recipients(conversation_id, request.actor)
    lines = {"to": found.to, "cc": found.cc, "offered": found.offered}
    return answer({line: [mask.mail(address) for address in addresses] for line, addresses in lines.items()})


@router.post(f"{OF}/replies", response={201: MessageShown}, summary="Answer the customer")
def create_reply(request: Call, conversation_id: Id, new: NewReply) -> HttpResponse:
    to, cc = tuple(new.to), tuple(new.cc)
    if not to:
        usual = default_recipients(conversation_id, request.actor)
        to, cc = usual.to, cc or usual.cc
    letter, sending = new.letter_to(to, cc), new.sending()
    if new.send_at is None:
        message = reply(conversation_id, letter=letter, sending=sending, actor=request.actor)
    else:
        message = reply_later(conversation_id, letter=letter, at=new.send_at, sending=sending, actor=request.actor)
    return made(request, message, has_files=bool(new.attachment_ids))


@router.post(f"{OF}/notes", response={201: MessageShown}, summary="Write a note")
def create_note(request: Call, conversation_id: Id, new: NewNote) -> HttpResponse:
    message = add_note(
        conversation_id,
        text=new.text,
        mentioned=tuple(new.mentioned),
        attachment_ids=tuple(new.attachment_ids),
        actor=request.actor,
    )
    return made(request, message, has_files=bool(new.attachment_ids))


@router.get("/contacts/{int:contact_id}/messages", response=MessagePage, summary="Read one person's whole thread")
def list_messages_of_contact(request: Call, contact_id: Id, filters: Query[Before]) -> HttpResponse:
    mask = Mask(request.actor)
    contact_for(contact_id, request.actor)
    rows = thread_of_person(request.actor, contact_id, before=filters.before or 0)
    return whole(rows, lambda row: message_of(row, mask))


@router.get(ONE, response=MessageShown, summary="Read a message")
def read_message(request: Call, message_id: Id) -> HttpResponse:
    return one(request, message_of(_found(message_id, request.actor), Mask(request.actor)))


@router.get(f"{ONE}/html", response=dict[str, str], summary="Read the HTML of a message, cleaned")
def read_html(request: Call, message_id: Id) -> HttpResponse:
    return answer({"html": clean_html(_found(message_id, request.actor).html)})


@router.get(f"{ONE}/raw", summary="Download the mail as it came")
def download_original(request: Call, message_id: Id) -> HttpResponseBase:
    require(request.actor, "personal_data.read")
    content = original_of(_found(message_id, request.actor))
    if content is None:
        raise not_found()
    return download([content], name=f"message-{message_id}.eml", content_type="message/rfc822", size=len(content))


@router.get(f"{ONE}/deliveries", response=DeliveryPage, summary="List what became of a reply")
def list_deliveries(request: Call, message_id: Id) -> HttpResponse:
    mask = Mask(request.actor)
    return whole(_found(message_id, request.actor).deliveries.all(), lambda row: delivery_of(row, mask))


@router.post(f"{ONE}/forwards", response={201: MessageShown}, summary="Forward a message to somebody else")
def create_forward(request: Call, message_id: Id, new: NewForward) -> HttpResponse:
    """The customer gets nothing of it, and goes on waiting; what is answered opens a conversation of its own."""
    forwarded = whole_forward(message_id, new.text, new.file_ids, actor=request.actor)
    letter = new.letter_to(tuple(new.to), tuple(new.cc))
    letter = replace(letter, text=forwarded.text, subject=letter.subject or forwarded.subject)
    sending = new.sending()
    message = forward(message_id, letter=letter, sending=sending, file_ids=forwarded.file_ids, actor=request.actor)
    return made(request, message, has_files=bool(new.attachment_ids or forwarded.file_ids))


@router.put(f"{ONE}/schedule", response=MessageShown, summary="Send a reply that waits for its time at another one")
def change_schedule(request: Call, message_id: Id, new: NewTime) -> HttpResponse:
    _found(message_id, request.actor)
    reschedule(message_id, at=new.send_at, actor=request.actor)
    return one(request, message_of(_found(message_id, request.actor), Mask(request.actor)))


@router.delete(f"{ONE}/schedule", response=MessageShown, summary="Send a reply that waits for its time now")
def end_schedule(request: Call, message_id: Id) -> HttpResponse:
    _found(message_id, request.actor)
    send_now(message_id, actor=request.actor)
    return one(request, message_of(_found(message_id, request.actor), Mask(request.actor)))


@router.post(f"{ONE}/undo", response=DraftShown, summary="Take back a reply that is held or waits for its time")
def undo_reply(request: Call, message_id: Id) -> HttpResponse:
    _found(message_id, request.actor)
    return answer(draft_of(undo(message_id, actor=request.actor)))


@router.post("/deliveries/{int:delivery_id}/resend", response=DeliveryShown, summary="Send once more to one recipient")
def resend_delivery(request: Call, delivery_id: Id) -> HttpResponse:
    return answer(delivery_of(deliver.resend(delivery_id, actor=request.actor), Mask(request.actor)))


def _found(message_id: int, actor: Actor) -> Message:
    found = with_all_beside(list(without_html(messages_visible_to(actor)).filter(id=message_id)))
    if not found:
        raise not_found()
    return found[0]


def made(request: Call, message: Message, *, has_files: bool) -> HttpResponse:
    """What was just written, with no more questions to the database than it needs."""
    mask = Mask(request.actor)
    if message.person_id == request.actor.person_id:
        message.person = Person(id=message.person_id, name=request.actor.name)  # known already: not asked for
    written = Written(
        files=list(message.attachments.order_by("id")) if has_files else [],
        deliveries=message.deliveries_on if message.kind == Message.Kind.REPLY else [],
    )
    shown = written_of(message, written, mask)
    base = request.path.partition("/conversations/")[0]
    return answer(shown, 201, location=f"{base}/messages/{message.id}")
