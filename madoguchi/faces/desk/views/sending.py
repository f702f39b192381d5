"""Sending: replies now and later, forwards, and taking back. What speaks against it is asked once."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.actions.deliver import resend as resend_delivery
from madoguchi.core.conversations.actions.forward import begin_forward
from madoguchi.core.conversations.actions.forward import forward as send_forward
from madoguchi.core.conversations.actions.later import reply_later, reschedule, send_now
from madoguchi.core.conversations.actions.reply import reply as send_reply
from madoguchi.core.conversations.actions.reply import undo
from madoguchi.core.conversations.doubts import Doubt, doubts_about, unfilled_in
from madoguchi.core.conversations.letter import HOLD, Letter, default_recipients
from madoguchi.core.conversations.models import Draft, Message
from madoguchi.core.conversations.outbound import AnsweredMeanwhile
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.faces.desk.answers import changed, fragments, toast
from madoguchi.faces.desk.forms.writing import WritingForm
from madoguchi.faces.desk.scopes import word_in
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.snoozing import presets, typed_time
from madoguchi.faces.desk.templatetags.times import exact
from madoguchi.faces.desk.views.writing import composer_html


@require_POST
@seated
def reply(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Send a reply: held for some seconds in which it can be taken back, or at a time that was chosen."""
    form, seat = WritingForm(request.POST), request.seat
    letter = _addressed(form, conversation_id, seat)
    sending, at = form.sending(seat.zone), form.goes_out_at(seat.zone)
    if doubts := _doubts(conversation_id, letter, form, seat):
        return ask(request, doubts, "reply")
    try:
        if at is None:
            message = send_reply(conversation_id, letter=letter, sending=sending, actor=seat.actor)
        else:
            message = reply_later(conversation_id, letter=letter, at=at, sending=sending, actor=seat.actor)
    except AnsweredMeanwhile:  # between the doubts and the lock
        return ask(request, _doubts(conversation_id, letter, form, seat), "reply")
    return _sent(request, message, sending.then.what)


def ask(request: DeskRequest, doubts: list[Doubt], mode: str) -> HttpResponse:
    """A dialog in the place of sending; the composer stays as it is. 422: nothing has happened."""
    html = render_to_string("desk/doubts.html", {"doubts": doubts, "mode": mode}, request)
    return HttpResponse(html, status=422, headers={"HX-Retarget": "#dialogs", "HX-Reswap": "innerHTML"})


def _doubts(conversation_id: int, letter: Letter, form: WritingForm, seat: Seat) -> list[Doubt]:
    """What was not shown yet."""
    begun = form.begun() if seat.may("personal_data.read") else replace(form.begun(), usual=None)
    doubts = doubts_about(conversation_id, letter, begun, sending=form.sending(seat.zone), actor=seat.actor)
    return form.not_seen(doubts)


def _addressed(form: WritingForm, conversation_id: int, seat: Seat) -> Letter:
    """The letter, to whom an answer goes by itself where the composer shows its writer no addresses to choose."""
    letter = form.letter()
    if seat.may("personal_data.read") and "to" in form.data:
        return letter
    recipients = default_recipients(conversation_id, seat.actor)
    return replace(letter, to=recipients.to, cc=recipients.cc, bcc=())


def _sent(request: DeskRequest, message: Message, then: str = "") -> HttpResponse:
    """A fresh composer, and how long it can be taken back."""
    undo_url = reverse("desk:undo", args=[message.id])
    if message.scheduled is not None and message.send_at is not None:
        said = toast(request, _("It goes out on %(time)s.") % {"time": exact(message.send_at)}, undo_url=undo_url)
    elif message.channel == "chat":
        said = toast(request, _("Sent.")) if then else SafeString()
    else:
        hold = int(HOLD.total_seconds())
        reply_goes, forward_goes = (
            _("The reply goes out in %(seconds)s seconds."),
            _("The forward goes out in %(seconds)s seconds."),
        )
        text = (forward_goes if message.forwards_id else reply_goes) % {"seconds": hold}
        about = (message.conversation.subject or _("(no subject)")) if then else ""
        said = toast(request, text, countdown=_("Goes out in {s} s"), seconds=hold, undo_url=undo_url, about=about)
    parts = [composer_html(request, message.conversation_id), said]
    response = changed(fragments(parts), f"conversation:{message.conversation_id}", "conversations")
    if then and message.scheduled is None:  # it has left its list: the next one opens (leaving.js)
        trigger_client_event(response, "desk:left", {"conversation": message.conversation_id}, after="settle")
    return response


@require_POST
@seated
def begin_forwarding(request: DeskRequest, message_id: int) -> HttpResponse:
    """Open the composer with a message to hand on."""
    draft = begin_forward(message_id, actor=request.seat.actor)
    assert draft.conversation_id is not None
    return HttpResponse(composer_html(request, draft.conversation_id, wanted="forward", out_of_band=True))


@require_POST
@seated
def forward(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Hand a message on; held as a reply is."""
    form, seat = WritingForm(request.POST), request.seat
    message_id, letter = form.cleaned_data.get("forwards") or 0, form.letter()
    if doubts := form.not_seen(unfilled_in(letter)):
        return ask(request, doubts, "forward")
    message = send_forward(message_id, letter=letter, sending=form.sending(seat.zone), actor=seat.actor)
    return _sent(request, message)


@require_POST
@seated
def take_back(request: DeskRequest, message_id: int) -> HttpResponse:
    """Undo a reply that is held or waits for its time: it stands in the composer again, of its own conversation."""
    draft = undo(message_id, actor=request.seat.actor)
    assert draft.conversation_id is not None
    said = toast(request, _("Taken back. It stands in the composer again."))
    wanted = "forward" if draft.kind == Draft.Kind.FORWARD else "reply"
    names = f"conversation:{draft.conversation_id}", "conversations"
    path = request.htmx.current_url_abs_path or ""
    if path and not path.partition("?")[0].endswith(f"/{draft.conversation_id}/"):  # somebody has gone on since
        address = reverse("desk:conversation", args=[word_in(path), draft.conversation_id])
        way = {"conversation": draft.conversation_id, "address": f"{address}?write={wanted}", "write": wanted}
        return trigger_client_event(changed(fragments([said]), *names), "desk:back", way, after="settle")
    composer = composer_html(request, draft.conversation_id, wanted=wanted, out_of_band=True)
    return changed(fragments([composer, said]), *names)


@require_http_methods(["GET", "POST"])
@seated
def schedule(request: DeskRequest, message_id: int) -> HttpResponse:
    """When a reply that waits for its time may go out instead; POST lets it go out then, or now."""
    seat = request.seat
    if request.method == "GET":
        message = messages_visible_to(seat.actor).filter(id=message_id, scheduled__isnull=False).first()
        if message is None:
            raise NotAllowed("not-found", "")
        return render(request, "desk/schedule_menu.html", {"message": message, "presets": presets(seat.zone)})
    if "now" in request.POST:
        message = send_now(message_id, actor=seat.actor)
        text = _("It is being sent.")
    else:
        at = typed_time(request.POST.get("at", ""), seat.zone) or WritingForm.NEVER
        message = reschedule(message_id, at=at, actor=seat.actor)
        text = _("It goes out on %(time)s.") % {"time": exact(at)}
    response = fragments([toast(request, text)])
    return changed(response, f"conversation:{message.conversation_id}", "conversations")


@require_POST
@seated
def resend(request: DeskRequest, delivery_id: int) -> HttpResponse:
    """Try one recipient again."""
    row = resend_delivery(delivery_id, actor=request.seat.actor)
    response = fragments([toast(request, _("It is being sent to %(address)s again.") % {"address": row.address})])
    return changed(response, f"conversation:{row.message.conversation_id}")
