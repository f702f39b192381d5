"""How a person wants to be told, by which devices, and what a workspace lets push and mail say."""

from datetime import time
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.errors import Refused
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.templatetags.devices import device as named
from madoguchi.features.notifications import queries
from madoguchi.features.notifications.actions.devices import Browser, add_device, remove_browser, remove_device
from madoguchi.features.notifications.actions.prefer import prefer, set_rule
from madoguchi.features.notifications.actions.trial import try_all
from madoguchi.features.notifications.keys import public_key
from madoguchi.features.notifications.kinds import CHANNEL_LABELS, CHANNELS, CHOSEN, channels_of

DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
DAY_NUMBERS = frozenset("0123456")
WAITS = (5, 10, 30, 60, 240)  # minutes


@require_http_methods(["GET", "POST"])
@seated
def ways(request: DeskRequest) -> HttpResponse:
    """Which kinds on which ways, quiet hours, mail, following."""
    if request.method == "POST":
        prefer(_given(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."))
    return render(request, "desk/settings/notifications.html", _context(request.seat))


def _context(seat: Seat) -> dict[str, Any]:
    wish = queries.preference_of(seat.actor)
    on = {kind.name: channels_of(kind.name, wish.channels) for kind in CHOSEN}
    return {
        "area": "settings",
        "page": "notifications",
        "channels": CHANNEL_LABELS.items(),
        "kinds": [
            (kind, [(channel, label, channel in on[kind.name]) for channel, label in CHANNEL_LABELS.items()])
            for kind in CHOSEN
        ],
        "wish": wish,
        "days": [(number, label, number in wish.quiet_days) for number, label in enumerate(DAYS)],
        "waits": sorted({*WAITS, wish.mail_after}),
        "devices": list(queries.devices_of(seat.actor)),
        "shows_texts": queries.shows_texts(seat.person.workspace_id),
    }


@require_POST
@seated
def trial(request: DeskRequest) -> HttpResponse:
    """A notification on every way at once."""
    try_all(request.seat.actor)
    return saved(request, _("Sent: it is in the bell, on your devices, and in a mail."))


@require_POST
@seated
def key(request: DeskRequest) -> HttpResponse:
    """The key of the installation, which a browser has to know; made when the first one asks."""
    return HttpResponse(public_key(), content_type="text/plain; charset=utf-8")


@require_http_methods(["POST", "DELETE"])
@seated
def devices(request: DeskRequest) -> HttpResponse:
    """Let the asking browser ring; DELETE that it rings no longer, for whomever it did."""
    if request.method == "DELETE":
        remove_browser(request.GET.get("endpoint", ""), actor=request.seat.actor)
        return HttpResponse(status=204)
    given = request.POST
    browser = Browser(
        endpoint=given.get("endpoint", ""),
        p256dh=given.get("p256dh", ""),
        auth=given.get("auth", ""),
        session_key=request.session.session_key or "",
        name=named(request.headers.get("User-Agent", "")),
    )
    add_device(browser, actor=request.seat.actor)
    return HttpResponse(status=204)


@require_http_methods(["DELETE"])
@seated
def device(request: DeskRequest, device_id: int) -> HttpResponse:
    """A device of the list rings no longer."""
    remove_device(device_id, actor=request.seat.actor)
    return saved(request, _("The device rings no longer."))


@require_POST
@seated
def rule(request: DeskRequest) -> HttpResponse:
    """What push and mail may say, for everybody."""
    set_rule(shows_texts=request.POST.get("shows_texts") == "1", actor=request.seat.actor)
    return saved(request, _("Saved."))


def _given(form: QueryDict) -> dict[str, Any]:
    quiet, wait = form.get("quiet") == "1", form.get("mail_after") or ""
    return {
        "channels": {kind.name: [one for one in CHANNELS if one in form.getlist(kind.name)] for kind in CHOSEN},
        "quiet_from": _time(form.get("quiet_from", "")) if quiet else None,
        "quiet_to": _time(form.get("quiet_to", "")) if quiet else None,
        "quiet_days": [int(str(day)) for day in form.getlist("quiet_day") if str(day) in DAY_NUMBERS],
        "mail_after": int(wait) if wait.isdigit() else 0,
        "follow_when_mentioned": form.get("follow_when_mentioned") == "1",
        "follow_when_answering": form.get("follow_when_answering") == "1",
    }


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad-quiet-hours", _("Enter a time like 22:00."), field="quiet_from") from error
