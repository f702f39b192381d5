"""Mail that was accepted and became no message: with its reason, to be downloaded, let in, or read again."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.queries.aside import ASIDE, kept_aside
from madoguchi.core.inboxes.actions.aside import replay
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.queries import fetched_by
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import changed, fragments, toast
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.bodies import raw_file

REASONS = {
    "spam": gettext_lazy("Marked as spam by the mail server"),
    "blocked": gettext_lazy("The sender is blocked"),
    "loop": gettext_lazy("A mail loop was stopped"),
    "own_mail": gettext_lazy("Sent by one of our own inboxes"),
    "automatic_reply": gettext_lazy("An automatic answer to nothing of ours"),
    "bounce_of_nothing": gettext_lazy("A delivery report about no reply of ours"),
    "unreadable": gettext_lazy("Could not be read after several tries"),
    "no_sender": gettext_lazy("Names no sender"),
}


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """What was set aside, the newest first; one kind of it by `?state=`."""
    require(request.seat.actor, "intake.read")
    state = request.GET.get("state", "")
    page = page_of(kept_aside(request.seat.actor, state=state), order=("-id",), cursor=request.GET.get("after", ""))
    labels = dict(RawIntake.State.choices)
    context = {
        "rows": [(item, REASONS.get(item.reason, item.reason)) for item in page.rows],
        "after": page.next,
        "state": state,
        "states": [(one, labels[one]) for one in ASIDE],
        "here": "aside",
        "fetched": fetched_by(request.seat.actor) if request.seat.may("intake.reread") else [],
    }
    return render(request, "desk/aside.html", context)


@require_safe
@seated
def raw(request: DeskRequest, intake_id: int) -> HttpResponse:
    """The mail, byte for byte."""
    item = kept_aside(request.seat.actor).select_related("blob").filter(id=intake_id).first()
    if item is None:
        raise Http404
    return raw_file(item)


@require_POST
@seated
def read_again(request: DeskRequest, intake_id: int) -> HttpResponse:
    """Read it once more; `forced` lets it in whatever the reason was."""
    replay(intake_id, forced=request.POST.get("forced") == "1", actor=request.seat.actor)
    text = _("It is being read again. In a moment it is a message, or here with its reason.")
    return changed(fragments([toast(request, text)]), "intake")
