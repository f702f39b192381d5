"""Writing: the composer, replies, notes, drafts, files, and taking back."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions import draft as drafts
from madoguchi.core.conversations.actions.deliver import resend as resend_delivery
from madoguchi.core.conversations.actions.note import add_note, read_mentions
from madoguchi.core.conversations.actions.reply import reply as send_reply
from madoguchi.core.conversations.actions.reply import undo
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.letter import HOLD, Letter, default_recipients
from madoguchi.core.conversations.models import Conversation, Draft
from madoguchi.faces.desk.answers import changed, done, fragments, toast
from madoguchi.faces.desk.composing import composer_for
from madoguchi.faces.desk.forms.writing import WritingForm
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.templatetags.times import clock

KINDS = {"reply": Draft.Kind.REPLY, "note": Draft.Kind.NOTE, "new": Draft.Kind.NEW}


@require_safe
@seated
def composer(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The composer of a conversation."""
    return HttpResponse(composer_html(request, conversation_for(conversation_id, request.seat)))


@require_POST
@seated
def reply(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Send a reply; it is held for some seconds, in which it can be taken back."""
    form = WritingForm(request.POST)
    sending = form.sending(request.seat.zone)
    letter = _addressed(form.letter(), conversation_id, request.seat)
    message = send_reply(conversation_id, letter=letter, sending=sending, actor=request.seat.actor)
    hold = int(HOLD.total_seconds())
    parts = [
        composer_html(request, conversation_for(conversation_id, request.seat)),
        toast(
            request,
            _("The reply goes out in %(seconds)s seconds.") % {"seconds": hold},
            countdown=_("Goes out in {s} s"),
            seconds=hold,
            undo_url=reverse("desk:undo", args=[message.id]),
        ),
    ]
    return changed(fragments(parts), f"conversation:{conversation_id}", "conversations")


def _addressed(letter: Letter, conversation_id: int, seat: Seat) -> Letter:
    """The letter, to whom an answer goes by itself where the composer shows its writer no addresses to choose."""
    if seat.may("personal_data.read"):
        return letter
    recipients = default_recipients(conversation_id, seat.actor)
    return replace(letter, to=recipients.to, cc=recipients.cc, bcc=())


@require_POST
@seated
def note(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Keep a note."""
    form = WritingForm(request.POST)
    add_note(
        conversation_id,
        text=form.value("text"),
        attachment_ids=form.files_of,
        once=form.value("once"),
        actor=request.seat.actor,
    )
    html = composer_html(request, conversation_for(conversation_id, request.seat))
    return changed(HttpResponse(html), f"conversation:{conversation_id}", "conversations")


@require_POST
@seated
def take_back(request: DeskRequest, message_id: int) -> HttpResponse:
    """Undo a reply that is still held: it stands in the composer again."""
    draft = undo(message_id, actor=request.seat.actor)
    assert draft.conversation_id is not None
    conversation = conversation_for(draft.conversation_id, request.seat)
    parts = [
        composer_html(request, conversation, out_of_band=True),
        toast(request, _("Taken back. It stands in the composer again.")),
    ]
    return changed(fragments(parts), f"conversation:{conversation.id}", "conversations")


@require_POST
@seated
def resend(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Try one recipient again."""
    row = resend_delivery(delivery_id, actor=request.seat.actor)
    response = fragments([toast(request, _("It is being sent to %(address)s again.") % {"address": row.address})])
    return changed(response, f"conversation:{row.message.conversation_id}")


@require_POST
@seated
def mentions_read(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The person has seen what they were named for."""
    read_mentions(conversation_id, actor=request.seat.actor)
    return done("mentions")


@require_POST
@seated
def save_draft(request: DeskRequest, kind: str, conversation_id: int | None = None) -> HttpResponse:
    """Keep what is written so far; the answer is the time."""
    form = WritingForm(request.POST)
    fields = form.fields_of_draft() if kind != "note" else {}
    if form.files_of or form.value("text") or kind == "new":
        drafts.save_draft(
            conversation_id, kind=_kind(kind), text=form.value("text"), fields=fields, actor=request.seat.actor
        )
    else:
        drafts.discard_draft(conversation_id, kind=_kind(kind), actor=request.seat.actor)
    return HttpResponse(clock(now()), content_type="text/plain; charset=utf-8")


@require_POST
@seated
def attach(request: DeskRequest, kind: str, conversation_id: int | None = None) -> HttpResponse:
    """Put a file to a draft; the answer is its chip."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > drafts.LARGEST_FILE:
        raise Refused("file-too-large", _("Files may have 25 MB at most."), field="files")
    piece = Piece(sent.name or "file", sent.content_type or "application/octet-stream", sent.read())
    file = drafts.attach_file(conversation_id, kind=_kind(kind), piece=piece, actor=request.seat.actor)
    return render(request, "desk/attached.html", {"file": file})


@require_http_methods(["DELETE"])
@seated
def detach(request: DeskRequest, attachment_id: int) -> HttpResponse:
    """Take a file off a draft."""
    drafts.detach_file(attachment_id, actor=request.seat.actor)
    return HttpResponse()


def composer_html(request: DeskRequest, conversation: Conversation, *, out_of_band: bool = False) -> str:
    """The composer as HTML. Out of band it is swapped only where this very conversation is open."""
    context = {
        "conversation": conversation,
        "composer": composer_for(conversation, request.seat),
        "out_of_band": out_of_band,
        "wanted": "reply" if out_of_band else request.POST.get("mode", ""),
    }
    return render_to_string("desk/composer.html", context, request)


def _kind(word: str) -> str:
    if word not in KINDS:
        raise NotAllowed("not-found", "")
    return KINDS[word]
