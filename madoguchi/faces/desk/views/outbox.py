"""The local outbox: what was sent while no mail server is set."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.base.downloads import SANDBOX
from madoguchi.core.conversations.local_outbox import sent_mail, sent_mails
from madoguchi.faces.desk.seat import DeskRequest, seated

SHOWN = 50


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """The newest mails."""
    mails = sent_mails(request.seat.actor, limit=SHOWN, before=request.GET.get("before", ""))
    last = mails[-1].name if len(mails) == SHOWN else ""
    return render(request, "desk/outbox.html", {"mails": mails, "area": "outbox", "last": last})


@require_safe
@seated
def download(request: DeskRequest, name: str) -> HttpResponse:
    """One mail as it would have left."""
    response = HttpResponse(sent_mail(name, request.seat.actor), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = SANDBOX
    return response
