"""The links that stand beside every contact."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.profiles.actions.links import change_link, create_link, delete_link
from madoguchi.features.profiles.places import PLACES
from madoguchi.features.profiles.queries import links_of


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """All of them; POST makes one."""
    actor = request.seat.actor
    if request.method == "POST":
        create_link(name=request.POST.get("name", ""), url=request.POST.get("url", ""), actor=actor)
        return saved(request, _("Created."))
    require(actor, "attribute.manage")
    context = {"area": "settings", "page": "links", "links": links_of(actor), "places": sorted(PLACES)}
    return render(request, "desk/settings/links.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def link(request: DeskRequest, link_id: int) -> HttpResponse:
    """Change it everywhere; DELETE takes it away."""
    if request.method == "DELETE":
        delete_link(link_id, actor=request.seat.actor)
        return saved(request, _("Deleted."))
    changes = {name: request.POST.get(name, "") for name in ("name", "url")}
    change_link(link_id, changes, actor=request.seat.actor)
    return saved(request, _("Saved."))
