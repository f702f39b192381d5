"""One's own: appearance, language, name; API tokens; which workspace."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.core.people.accounts import NAME_FIELDS
from madoguchi.core.people.actions.profile import change_profile
from madoguchi.core.people.actions.tokens import create_token, revoke_token
from madoguchi.core.people.models import User
from madoguchi.core.people.policies import SCOPE_LABELS, require
from madoguchi.core.people.queries import seats_of, tokens_visible_to
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated

FIELDS = (*NAME_FIELDS, "title", "language", "time_zone", "theme")
LASTING = {"30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}


@require_safe
@seated
def first(request: DeskRequest) -> HttpResponse:
    """Settings begin with what everybody has."""
    return redirect("desk:workspace" if request.seat.may("workspace.manage") else "desk:appearance")


@require_http_methods(["GET", "POST"])
@seated
def appearance(request: DeskRequest) -> HttpResponse:
    """How the desk looks and speaks for one person, and what they are called."""
    if request.method == "POST":
        given = {name: request.POST[name] for name in FIELDS if name in request.POST}
        user = change_profile(given, actor=request.seat.actor)
        with override(user.language):
            return saved(request, _("Saved."))
    context = {
        "area": "settings",
        "page": "appearance",
        "user": request.user,
        "languages": LANGUAGES,
        "time_zones": sorted(time_zones()),
        "themes": User._meta.get_field("theme").choices,
    }
    return render(request, "desk/settings/appearance.html", context)


@require_POST
@seated
def theme(request: DeskRequest) -> HttpResponse:
    """Light, dark or as the device; the page has changed already."""
    change_profile({"theme": request.POST.get("theme", "")}, actor=request.seat.actor)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@seated
def tokens(request: DeskRequest) -> HttpResponse:
    """The person's API tokens; a new one is shown this once."""
    actor = request.seat.actor
    require(actor, "token.own")
    clear = ""
    if request.method == "POST":
        ends = LASTING.get(request.POST.get("lasting", ""))
        expires_at = datetime.combine(now().date() + ends, time(), now().tzinfo) if ends else None
        scopes = request.POST.getlist("scope")
        _token, clear = create_token(request.POST.get("name", ""), scopes=scopes, expires_at=expires_at, actor=actor)
    context = {
        "area": "settings",
        "page": "tokens",
        "tokens": tokens_visible_to(actor),
        "scopes": SCOPE_LABELS.items(),
        "clear": clear,
    }
    return render(request, "desk/settings/token_list.html" if clear else "desk/settings/tokens.html", context)


@require_http_methods(["DELETE"])
@seated
def token(request: DeskRequest, token_id: int) -> HttpResponse:
    """It works no longer."""
    revoke_token(token_id, actor=request.seat.actor)
    return saved(request, _("The token was revoked."))


@require_safe
@seated
def workspaces(request: DeskRequest) -> HttpResponse:
    """The workspaces in which the person has a seat."""
    return render(request, "desk/settings/workspaces.html", {"places": seats_of(request.user.pk), "area": "settings"})
