"""POST /intake/v1/mail: a raw mail over HTTP, from a mail server or a program of the house."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from madoguchi.base.limits import Limiter
from madoguchi.base.metrics import MAIL_IN
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import Inbox, RawIntake
from madoguchi.core.inboxes.queries import inbox_of_secret
from madoguchi.faces.api.answers import answer
from madoguchi.faces.api.bodies import take_body
from madoguchi.faces.api.problems import Problem, unauthorized
from madoguchi.faces.api.serving import bearer, counted, finished

limiter = Limiter(settings.MADOGUCHI.api_rate)
ENVELOPE = ("mail_from", "rcpt_to", "peer", "helo")
LONGEST = 320
RESULTS = {202: "taken", 409: "deferred", 429: "deferred", 500: "deferred", 503: "deferred"}  # others: refused


def hand_in(request: HttpRequest) -> HttpResponseBase:
    """202 with the id once the mail is committed. The secret of the inbox is the Bearer.

    What the sender knows of the mail's way in may stand in the query: mail_from, rcpt_to, peer (the address it
    came from) and helo; by these SPF is judged.
    """
    response = finished(request, lambda: _taken(request))
    if request.method == "POST":
        MAIL_IN.labels("http", RESULTS.get(response.status_code, "refused")).inc()
    return response


hand_in.csrf_exempt = True  # type: ignore[attr-defined]  # the secret is in a header that no page can send


def _taken(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        raise Problem(405, "method-not-allowed", _("This address takes POST."), headers={"Allow": "POST"})
    secret = bearer(request)
    allowance = counted(limiter, secret)
    inbox = inbox_of_secret(secret)
    if inbox is None:
        raise unauthorized(_("Send the secret of the inbox: Authorization: Bearer mdi_…"))
    raw = take_body(request, settings.MADOGUCHI.smtp_max_bytes)
    if not raw:
        raise Problem(422, "empty", _("Send the mail as the body."))
    response = answer({"id": _accepted(raw, _envelope(request), inbox)}, 202)
    for name, value in allowance.headers().items():
        response.headers[name] = value
    return response


def _accepted(raw: bytes, envelope: dict[str, str], inbox: Address) -> int:
    with tenant(inbox.workspace_id):
        if Inbox.objects.filter(id=inbox.inbox_id, disabled_at__isnull=False).exists():
            raise Problem(409, "inbox-stopped", _("This inbox takes no mail at present."))
        return accept(Parcel(raw, RawIntake.Route.HTTP, envelope), to=inbox)


def _envelope(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET[name] for name in ENVELOPE if name in request.GET}
    if any(len(value) > LONGEST or not value.isprintable() for value in given.values()):
        raise Problem(400, "bad-parameter", _("A parameter holds a character that is not allowed."))
    return given
