"""One's own: name, appearance and language; API tokens; which workspace."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.clock import now
from madoguchi.core.people.accounts import NAME_FIELDS
from madoguchi.core.people.actions.profile import PREFERENCES, change_preferences, change_profile
from madoguchi.core.people.actions.tokens import create_token, revoke_token
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import DENSITIES, MOTIONS, THEMES, Token
from madoguchi.core.people.policies import SCOPE_LABELS, require
from madoguchi.core.people.queries import seats_of, tokens_visible_to
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import fragments, saved, toast
from madoguchi.faces.desk.seat import DeskRequest, seated

LOOKS = (
    ("theme", gettext_lazy("Theme"), THEMES),
    ("density", gettext_lazy("Density"), DENSITIES),
    ("motion", gettext_lazy("Motion"), MOTIONS),
)
LASTING = {"30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}


@require_safe
@seated
def first(request: DeskRequest) -> HttpResponse:
    """Settings begin with what everybody has."""
    return redirect("desk:workspace" if request.seat.may("workspace.manage") else "desk:appearance")


@require_http_methods(["GET", "POST"])
@seated
def appearance(request: DeskRequest) -> HttpResponse:
    """How the desk looks and speaks for one person. POST changes what it is given; looks have changed already."""
    if request.method == "POST":
        given = {name: request.POST[name] for name in PREFERENCES if name in request.POST}
        user = change_preferences(given, actor=request.seat.actor)
        if given.keys() <= {name for name, _label, _choices in LOOKS}:
            return HttpResponse(status=204)
        with override(user.language):
            return saved(request, _("Saved."))
    context = {
        "area": "settings",
        "page": "appearance",
        "languages": LANGUAGES,
        "time_zones": sorted(time_zones()),
        "looks": [(name, label, choices, getattr(request.user, name)) for name, label, choices in LOOKS],
    }
    return render(request, "desk/settings/appearance.html", context)


@require_http_methods(["GET", "POST"])
@seated
def profile(request: DeskRequest) -> HttpResponse:
    """What one person is called."""
    if request.method == "POST":
        given = {name: request.POST[name] for name in (*NAME_FIELDS, "title") if name in request.POST}
        change_profile(given, actor=request.seat.actor)
        return saved(request, _("Saved."))
    return render(request, "desk/settings/profile.html", {"area": "settings", "page": "profile"})


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
        "tokens": _rows(actor),
        "scopes": SCOPE_LABELS.items(),
        "clear": clear,
    }
    return render(request, "desk/settings/token_list.html" if clear else "desk/settings/tokens.html", context)


def _rows(actor: Actor) -> list[tuple[Token, list[str]]]:
    return [(token, _what_it_may(token)) for token in tokens_visible_to(actor)]


def _what_it_may(token: Token) -> list[str]:
    labels = [str(label) for scope, label in SCOPE_LABELS.items() if scope in token.scopes]
    return labels if len(labels) < len(SCOPE_LABELS) else [_("Everything that its person may do")]


@require_http_methods(["DELETE"])
@seated
def token(request: DeskRequest, token_id: int) -> HttpResponse:
    """It works no longer. Only the rows are shown anew: above them another may stand this once."""
    actor = request.seat.actor
    revoke_token(token_id, actor=actor)
    rows = render_to_string("desk/settings/token_rows.html", {"tokens": _rows(actor)}, request)
    return fragments((rows, toast(request, _("The token was revoked."))))


@require_safe
@seated
def workspaces(request: DeskRequest) -> HttpResponse:
    """The workspaces in which the person has a seat."""
    return render(request, "desk/settings/workspaces.html", {"places": seats_of(request.user.pk), "area": "settings"})
