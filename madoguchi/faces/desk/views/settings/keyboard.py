"""The keys of one person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.people.actions.profile import change_preferences
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.commands.actions.keys import reset_key, reset_keys, set_key


@require_http_methods(["GET", "DELETE"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """Every command with its key; DELETE gives all of them their defaults back."""
    if request.method == "DELETE":
        reset_keys(actor=request.seat.actor)
        return saved(request, _("All keys are the defaults again."))
    return render(request, "desk/settings/keyboard.html", {"area": "settings", "page": "keyboard"})


@require_http_methods(["POST", "DELETE"])
@seated
def key(request: DeskRequest, name: str) -> HttpResponse:
    """Give a command another key ("" for none); DELETE gives it its default back."""
    if request.method == "DELETE":
        request.user = reset_key(name, actor=request.seat.actor)
    else:
        request.user = set_key(name, key=request.POST.get("key", ""), actor=request.seat.actor)
    return render(request, "desk/settings/key_list.html", {"is_part": True})


@require_POST
@seated
def enter(request: DeskRequest) -> HttpResponse:
    """Where Enter sends: in chats, everywhere, or nowhere."""
    wanted = {"always": True, "never": False}.get(request.POST.get("enter", ""))
    change_preferences({"enter_sends": wanted}, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_POST
@seated
def characters(request: DeskRequest) -> HttpResponse:
    """Whether a plain sign may be a key."""
    user = change_preferences({"character_keys": request.POST.get("on") == "1"}, actor=request.seat.actor)
    return saved(request, _("Plain keys work.") if user.character_keys else _("Plain keys are off."))
