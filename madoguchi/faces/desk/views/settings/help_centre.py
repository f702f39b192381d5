"""The help centre: where it is found, how it looks, which languages it speaks, and who reads before it is told."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.base.errors import Refused
from madoguchi.core.inboxes.queries import visible_to as inboxes_visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.authoring import centre_address, centre_of_seat, picture_address
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions.centre import LENGTHS, change_centre
from madoguchi.features.articles.actions.pictures import keep_picture
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.picturing import LARGEST
from madoguchi.features.articles.queries.imports import NEWEST, imports_visible_to

MANAGES = "help_centre.manage"
SHOWN = 5  # imports
USUAL = "#165e83"  # 藍


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """All of it; POST changes what its form holds."""
    seat = request.seat
    require(seat.actor, MANAGES)
    if request.method == "POST":
        changes = changes_in(request.POST)
        if sent := request.FILES.get("logo"):
            if (sent.size or 0) > LARGEST:
                raise Refused("file-too-large", _("Pictures may have 10 MB at most."), field="logo")
            changes["logo"] = keep_picture(sent.name or "", sent.read(), actor=seat.actor).name
        change_centre(changes, actor=seat.actor)
        return saved(request, _("Saved."))
    centre = centre_of_seat(seat)
    context = {
        "area": "settings",
        "page": "help-centre",
        "centre": centre,
        "colour": centre.colour or USUAL,
        "address": centre_address(centre),
        "house": settings.MADOGUCHI.public_url.partition("//")[2],
        "prefix": f"{settings.MADOGUCHI.public_url}/help/",
        "logo": picture_address(centre.logo) if centre.logo else "",
        "inboxes": inboxes_visible_to(seat.actor).filter(disabled_at__isnull=True).order_by("name", "id"),
        "texts": [(code, LANGUAGES[code], centre.texts.get(code, {})) for code in centre.languages],
        "spoken": [(code, name, code in centre.languages) for code, name in LANGUAGES.items()],
        "longest": LENGTHS,
        "imports": imports_visible_to(seat.actor).order_by(*NEWEST)[:SHOWN],
    }
    return render(request, "desk/settings/help_centre.html", context)


def changes_in(data: QueryDict) -> dict[str, Any]:
    """What a form of the page changes."""
    changes: dict[str, Any] = {name: data[name] for name in ("slug", "host", "colour") if name in data}
    for name in ("is_public", "needs_review"):
        if name in data:
            changes[name] = data[name] == "1"
    if "logo_gone" in data:
        changes["logo"] = ""
    if "contact_inbox" in data:
        changes["contact_inbox_id"] = number_in(data.get("contact_inbox", ""))
    if "held_out" in data:
        share = number_in(data.get("held_out", ""))
        changes["held_out_percent"] = -1 if share is None else share
    if "language" in data:
        first = data.get("first", "")
        chosen = [str(code) for code in data.getlist("language")]
        changes["languages"] = [*([first] if first in chosen else []), *(code for code in chosen if code != first)]
    if "texts" in data:
        codes = [str(code) for code in data.getlist("texts")]
        changes["texts"] = {code: {name: data.get(f"{name}_{code}", "") for name in LENGTHS} for code in codes}
    return changes
