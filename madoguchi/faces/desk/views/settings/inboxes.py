"""Inboxes: their address, how mail gets out and in, and the test that shows that it does."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.conversations.actions.check import begin_check, found_check
from madoguchi.core.inboxes import queries
from madoguchi.core.inboxes.actions.inbox import (
    PLAIN,
    change_inbox,
    create_inbox,
    new_intake_secret,
    set_aliases,
    switch_inbox,
)
from madoguchi.core.inboxes.actions.reread import ask_reread
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated

SENDING = ("smtp_host", "smtp_security", "smtp_user")
RECEIVING = ("imap_host", "imap_security", "imap_user", "imap_folder", "imap_after", "imap_start")
PORTS = ("smtp_port", "imap_port")
OAUTH = ("oauth_provider", "oauth_client_id", "oauth_tenant")
UNREADABLE = {
    "auth-failed": gettext_lazy("The server does not accept this user and password."),
    "folder-missing": gettext_lazy("The server does not know this folder."),
    "tls": gettext_lazy("There is no safe connection: check port, encryption and the server's certificate."),
    "unreachable": gettext_lazy("The server does not answer: check its name and port."),
}
SECRETS = ("smtp_password", "imap_password", "oauth_client_secret", "oauth_refresh_token")


@require_http_methods(["GET", "POST"])
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """The inboxes; POST makes one."""
    actor = request.seat.actor
    if request.method == "POST":
        given = request.POST
        language = given.get("language", request.seat.workspace.language)
        made = create_inbox(given.get("name", ""), address=given.get("address", ""), language=language, actor=actor)
        told = _("Created. Next, set up how its mail goes out and comes in.")
        return saved(request, told, to=reverse("desk:inbox", args=[made.id]))
    require(actor, "inbox.manage")
    rows = queries.visible_to(actor).order_by("disabled_at", "name")
    context = {"area": "settings", "page": "inboxes", "rows": rows, "languages": LANGUAGES}
    return render(request, "desk/settings/inboxes.html", context)


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """One inbox; POST changes what its form holds."""
    actor = request.seat.actor
    if request.method == "POST":
        change_inbox(inbox_id, changes=changes_in(request.POST), actor=actor)
        if "aliases" in request.POST:
            set_aliases(inbox_id, addresses=request.POST["aliases"].split(), actor=actor)
        return saved(request, _("Saved."))
    inbox = _inbox(request, inbox_id)
    if inbox.channel == "chat":
        return redirect("desk:chat", inbox_id=inbox.id)
    cursor = ChannelCursor.objects.filter(inbox=inbox, name="imap").first()
    context = {
        "area": "settings",
        "page": "inboxes",
        "inbox": inbox,
        "aliases": [row.address for row in inbox.addresses.all() if row.address != inbox.address.lower()],
        "secrets": inbox.secret_values.keys(),
        "cursor": cursor,
        "problem": _problem(cursor.problem) if cursor and cursor.problem else None,
        "check": found_check(inbox),
        **_rereading(inbox),
        "languages": LANGUAGES,
        "signatures": [(code, inbox.signatures.get(code, "")) for code, _name in LANGUAGES if code != inbox.language],
        "charsets": Inbox._meta.get_field("charset").choices,
    }
    return render(request, "desk/settings/inbox.html", context)


def _problem(kept: str) -> tuple[str, str]:
    """Why a mailbox cannot be read, in our words where we have some, and in those of its server."""
    reason, _colon, said = kept.partition(": ")
    return str(UNREADABLE.get(reason, "")), said


@require_http_methods(["POST", "DELETE"])
@seated
def switch(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """DELETE stops an inbox, POST starts it again."""
    switch_inbox(inbox_id, on=request.method == "POST", actor=request.seat.actor)
    return saved(request, _("Started.") if request.method == "POST" else _("Stopped."))


@require_POST
@seated
def secret(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """A new secret for raw mail over HTTP; shown this once."""
    clear = new_intake_secret(inbox_id, actor=request.seat.actor)
    shown = {"clear": clear, "address": f"{settings.MADOGUCHI.public_url}/intake/v1/mail"}
    return render(request, "desk/settings/intake_secret.html", shown)


@require_http_methods(["GET", "POST"])
@seated
def read_again(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """How the reading of a period goes; POST has the days of one read once more, the first and the last taken whole. A
    page of its own for whoever may do this and manages no inboxes."""
    require(request.seat.actor, "intake.reread")
    inbox = _seen(request, inbox_id, "email")
    if request.method == "POST":
        first, last = (parse_date(request.POST.get(name, "")) for name in ("since", "until"))
        if first is None or last is None:
            raise Refused("period", _("Give the first and the last day."), field="since")
        since, until = (make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
        ask_reread(inbox_id, since=since, until=until, actor=request.seat.actor)
    page = "desk/settings/reread.html" if request.htmx else "desk/reread_page.html"
    return render(request, page, {"inbox": inbox, "here": "aside", **_rereading(inbox)})


def _rereading(inbox: Inbox) -> dict[str, Any]:
    found = queries.found_reread(inbox)
    return {"reread": found, "reread_problem": _problem(found.reason) if found and found.reason else None}


@require_POST
@seated
def begin(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """Send a test mail through this inbox to itself."""
    begin_check(inbox_id, actor=request.seat.actor)
    inbox = inbox_on("email", request, inbox_id)
    return render(request, "desk/settings/check.html", {"inbox": inbox, "check": found_check(inbox)})


@require_safe
@seated
def check(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """How far the test mail has come."""
    inbox = inbox_on("email", request, inbox_id)
    return render(request, "desk/settings/check.html", {"inbox": inbox, "check": found_check(inbox)})


def changes_in(data: QueryDict) -> dict[str, Any]:
    """What a form of the page changes; a password left empty stays as it was, an empty setting is taken away."""
    changes: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    signatures = {code: data[f"signature_{code}"] for code, _name in LANGUAGES if f"signature_{code}" in data}
    if signatures:
        changes["signatures"] = signatures
    texts = {name: data.get(name, "").strip() or None for name in (*SENDING, *RECEIVING, *OAUTH) if name in data}
    numbers = {name: number_in(data.get(name, "")) for name in PORTS if name in data}
    if texts or numbers:
        changes["settings"] = {**texts, **numbers}
    if secrets := {name: data[name] for name in SECRETS if data.get(name)}:
        changes["secrets"] = secrets
    return changes


def number_in(text: str) -> int | None:
    """A whole number, or None."""
    return int(text) if text.isascii() and text.isdigit() else None


def inbox_on(channel: str, request: DeskRequest, inbox_id: int) -> Inbox:
    """One inbox of a channel, for whoever manages them. Raises NotAllowed."""
    found = _inbox(request, inbox_id)
    if found.channel != channel:
        raise NotAllowed("not-found", _("This inbox does not exist."))
    return found


def _inbox(request: DeskRequest, inbox_id: int) -> Inbox:
    require(request.seat.actor, "inbox.manage")
    return _seen(request, inbox_id)


def _seen(request: DeskRequest, inbox_id: int, *channels: str) -> Inbox:
    """One that the person sees, of one of these channels, if any are named."""
    found = queries.visible_to(request.seat.actor).prefetch_related("addresses").filter(id=inbox_id).first()
    if found is None or (channels and found.channel not in channels):
        raise NotAllowed("not-found", _("This inbox does not exist."))
    return found
