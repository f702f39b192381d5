"""Writing: the composer, notes, drafts and files. What sends is in sending.py."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions import draft as drafts
from madoguchi.core.conversations.actions.note import add_note, read_mentions
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Draft
from madoguchi.core.conversations.steps import LARGEST_FILE
from madoguchi.faces.desk.answers import changed, done
from madoguchi.faces.desk.composing import composer_for, newest_message
from madoguchi.faces.desk.forms.writing import WritingForm
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.templatetags.times import clock
from madoguchi.features.aims.clarifying import may_be_asked
from madoguchi.features.chat.actions.lead import whisper
from madoguchi.features.chat.seen import is_left_message
from madoguchi.features.styles.checking import lacking
from madoguchi.features.styles.queries import named, style_told

KINDS = {
    "reply": Draft.Kind.REPLY,
    "note": Draft.Kind.NOTE,
    "new": Draft.Kind.NEW,
    "forward": Draft.Kind.FORWARD,
}


@require_safe
@seated
def composer(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The composer of a conversation."""
    return HttpResponse(composer_html(request, conversation_id))


@require_POST
@seated
def note(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Keep a note."""
    form = WritingForm(request.POST)
    if "whisper" in request.POST:
        whisper(conversation_id, text=form.value("text"), once=form.value("once"), actor=request.seat.actor)
        return changed(HttpResponse(composer_html(request, conversation_id)), f"conversation:{conversation_id}")
    add_note(
        conversation_id,
        text=form.value("text"),
        attachment_ids=form.files_of,
        once=form.value("once"),
        actor=request.seat.actor,
    )
    return changed(
        HttpResponse(composer_html(request, conversation_id)), f"conversation:{conversation_id}", "conversations"
    )


@require_POST
@seated
def mentions_read(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The person has seen what they were named for."""
    read_mentions(conversation_id, actor=request.seat.actor)
    return done("mentions")


@require_http_methods(["POST", "DELETE"])
@seated
def draft(request: DeskRequest, kind: str, conversation_id: int | None = None) -> HttpResponse:
    """Keep what is written so far; the answer is the time, and what it lacks of the style that is wanted.

    409 with both texts to choose from when it was changed elsewhere. DELETE throws it away.
    """
    actor = request.seat.actor
    if request.method == "DELETE":
        drafts.discard_draft(conversation_id, kind=_kind(kind), actor=actor)
        return HttpResponse(composer_html(request, conversation_id) if conversation_id else "")
    form = WritingForm(request.POST)
    fields = form.fields_of_draft() if kind != "note" else {}
    base = frozenset(request.POST.getlist("version"))
    version = drafts.Version(base, form.value("next")) if base else None
    try:
        if form.files_of or form.value("text") or kind == "new":
            drafts.save_draft(
                conversation_id, kind=_kind(kind), text=form.value("text"), fields=fields, version=version, actor=actor
            )
        else:
            drafts.discard_draft(conversation_id, kind=_kind(kind), version=version, actor=actor)
    except drafts.DraftChanged as changed_elsewhere:
        found = changed_elsewhere.draft
        if "leaving" not in request.POST:
            return render(
                request, "desk/draft_changed.html", {"draft": found, "version": drafts.version_of(found)}, status=409
            )
        drafts.keep_both(conversation_id, kind=_kind(kind), text=form.value("text"), fields=fields, actor=actor)
    response = HttpResponse(clock(now()), content_type="text/plain; charset=utf-8")
    response["X-Lacking"] = _lacking(request.POST.get("style", ""), form.value("text"), "in_chat" in request.POST)
    return response


@require_POST
@seated
def attach(request: DeskRequest, kind: str, conversation_id: int | None = None) -> HttpResponse:
    """Put a file to a draft; the answer is its chip."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > LARGEST_FILE:
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


def composer_html(request: DeskRequest, conversation_id: int, *, wanted: str = "", out_of_band: bool = False) -> str:
    """The composer as HTML, in the mode that is wanted. Out of band it is swapped only where this very conversation is
    open."""
    more = {"newest_id": newest_message, "style_told": style_told, "may_be_asked": may_be_asked}
    conversation = conversation_for(conversation_id, request.seat, **more)
    style = named(conversation.style_told)  # type: ignore[attr-defined]  # annotated
    composer = composer_for(conversation, request.seat)
    context = {
        "conversation": conversation,
        "style": style,
        "lacking": _lacking(style["style"], composer.reply.text, conversation.is_chat) if style else "",
        "composer": composer,
        "goes_by_mail": is_left_message(conversation),
        "out_of_band": out_of_band,
        "wanted": wanted or request.POST.get("mode", ""),
    }
    return render_to_string("desk/composer.html", context, request)


def _lacking(style: str, text: str, is_chat: bool) -> str:
    """What a reply lacks of the style that is wanted, as its form is told."""
    return " ".join(lacking(style, text, is_chat=is_chat))


def _kind(word: str) -> str:
    if word not in KINDS:
        raise NotAllowed("not-found", "")
    return KINDS[word]
