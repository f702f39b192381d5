"""Which answers are wanted: at each inbox, and of segments of customers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.styles.actions.settings import add_segment, remove_segment, set_style
from madoguchi.features.styles.models import MOST_TRIAL, Style
from madoguchi.features.styles.queries import segments_visible_to, styles_of

BETWEEN = "."  # of an attribute in a form: what it is of, and its key


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The page."""
    actor = request.seat.actor
    require(actor, "inbox.manage")
    attributes = AttributeDefinition.objects.filter(workspace_id=actor.workspace_id).exclude(on="conversation")
    known = list(attributes.order_by("on", "label", "id"))
    labels = {(one.on, one.key): one.label for one in known}
    context = {
        "area": "settings",
        "page": "styles",
        "rows": styles_of(visible_to(actor).filter(disabled_at=None).order_by("name", "id")),
        "segments": [(one, labels.get((one.on, one.key), one.key)) for one in segments_visible_to(actor)],
        "styles": Style.choices,
        "audiences": Audience.choices,
        "attributes": [(f"{one.on}{BETWEEN}{one.key}", f"{one.get_on_display()}: {one.label}") for one in known],
        "most": MOST_TRIAL,
    }
    return render(request, "desk/settings/styles.html", context)


@require_POST
@seated
def of_inbox(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """What one inbox wants."""
    trial = number_in(request.POST.get("trial", "") or "0")
    style = request.POST.get("style", "")
    set_style(inbox_id, style=style, trial=-1 if trial is None else trial, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_POST
@seated
def segments(request: DeskRequest) -> HttpResponse:
    """One more."""
    given = request.POST
    on, _between, key = given.get("attribute", "").partition(BETWEEN)
    fields: dict[str, Any] = {name: given.get(name, "") for name in ("style", "audience", "value")}
    fields |= {"inbox_id": number_in(given.get("inbox", "")), "on": on, "key": key}
    add_segment(fields, actor=request.seat.actor)
    return saved(request, _("Created."))


@require_http_methods(["DELETE"])
@seated
def segment(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Take it away."""
    remove_segment(segment_id, actor=request.seat.actor)
    return saved(request, _("Deleted."))
