"""Writing first: a new conversation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.core.conversations.actions.begin import begin
from madoguchi.core.conversations.doubts import unfilled_in
from madoguchi.core.conversations.models import Draft
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.composing import begun_from, drafts_of
from madoguchi.faces.desk.forms.writing import WritingForm
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.sending import ask


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Choose an inbox, write, send: the conversation opens with its first message."""
    seat = request.seat
    require(seat.actor, "conversation.create")
    if request.method == "POST":
        form = WritingForm(request.POST)
        inbox_id = form.cleaned_data.get("inbox") or 0
        letter = form.letter()
        if doubts := form.not_seen(unfilled_in(letter)):
            return ask(request, doubts, "reply")
        message = begin(inbox_id, letter=letter, sending=form.sending(seat.zone), actor=seat.actor)
        return HttpResponseClientRedirect(reverse("desk:conversation", args=["mine", message.conversation_id]))
    drafts = {draft.kind: draft for draft in drafts_of(seat, None)}
    begun = begun_from("new", drafts.get(Draft.Kind.NEW))
    if to := request.GET.get("to", ""):
        begun.fields.setdefault("to", []).append(to)
    context = {
        "begun": begun,
        "inboxes": inboxes.visible_to(seat.actor).filter(channel="email", disabled_at__isnull=True).order_by("name"),
    }
    return render(request, "desk/new.html", context)
