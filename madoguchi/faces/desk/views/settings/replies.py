"""Saved replies: the list, and the page on which one is written."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.base.together import asked_together
from madoguchi.base.variables import tidy, written
from madoguchi.core.inboxes.queries import visible_to as inboxes_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import teams_visible_to
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.forms.replies import reply_fields
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.replies.actions import saved as actions
from madoguchi.features.replies.filling import example_values, fill
from madoguchi.features.replies.finding import found
from madoguchi.features.replies.gist import gist_of
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import ORDERS, folders_of, may_change, replies_visible_to, reply_for, unused
from madoguchi.features.replies.variables import VARIABLES

Rows = QuerySet[SavedReply]
WHICH: Mapping[str, tuple[str | Promise, Callable[[Rows], Rows]]] = {
    "all": (gettext_lazy("All of them"), lambda rows: rows.filter(archived_at__isnull=True)),
    "own": (gettext_lazy("Only mine"), lambda rows: rows.filter(archived_at__isnull=True, is_shared=False)),
    "shared": (gettext_lazy("Shared ones"), lambda rows: rows.filter(archived_at__isnull=True, is_shared=True)),
    "unused": (gettext_lazy("Unused for 90 days"), lambda rows: unused(rows.filter(archived_at__isnull=True))),
    "archived": (gettext_lazy("Archived"), lambda rows: rows.filter(archived_at__isnull=False)),
}


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """Those that `q`, `which`, `folder` and `order` ask for."""
    asked = request.GET
    visible = replies_visible_to(request.seat.actor)
    which, order = asked.get("which", "all"), asked.get("order", "name")
    rows = WHICH.get(which, WHICH["all"])[1](visible)
    if folder := asked.get("folder", ""):
        rows = rows.filter(folder=folder)
    rows = found(rows, asked.get("q", "")).prefetch_related("places__team", "places__inbox")
    page = page_of(rows, order=ORDERS.get(order, ORDERS["name"]), cursor=asked.get("after", ""))
    query = asked.copy()
    query["after"] = page.next
    context = {
        "area": "settings",
        "page": "replies",
        "rows": [(row, gist_of(row.text), may_change(row, request.seat.actor)) for row in page.rows],
        "behind": query.urlencode() if page.next else "",
        "is_more": "after" in asked,
        "asked": {"q": asked.get("q", ""), "which": which, "folder": folder, "order": order},
        "which": [(name, label) for name, (label, _only) in WHICH.items()],
        "folders": [row["folder"] for row in folders_of(visible)],
    }
    is_part = request.htmx.target in ("reply-rows", "replies-end")
    return render(request, "desk/settings/reply_rows.html" if is_part else "desk/settings/replies.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Writing one; POST keeps it."""
    actor = request.seat.actor
    if request.method == "POST":
        actions.save_reply(reply_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:replies"))
    if not (actor.may("saved_reply.own") or actor.may("saved_reply.share")):
        raise Http404
    language = (get_language() or "ja")[:2]
    return _form(request, SavedReply(language=language, text=request.GET.get("text", ""), is_shared=False))


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, saved_reply_id: int) -> HttpResponse:
    """Reading and changing it; DELETE throws it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.delete_reply(saved_reply_id, actor=actor)
        return saved(request, _("Deleted."), to=reverse("desk:replies"))
    if request.method == "POST":
        actions.change_reply(saved_reply_id, reply_fields(request.POST), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:replies"))
    reply = reply_for(saved_reply_id, actor)
    return _form(request, reply) if may_change(reply, actor) else _read(request, reply)


@require_http_methods(["POST", "DELETE"])
@seated
def archival(request: DeskRequest, saved_reply_id: int) -> HttpResponse:
    """Offer it to nobody any more; DELETE offers it again."""
    if request.method == "DELETE":
        actions.restore_reply(saved_reply_id, actor=request.seat.actor)
        return saved(request, _("It is offered again."))
    actions.archive_reply(saved_reply_id, actor=request.seat.actor)
    return saved(request, _("Archived."))


@require_POST
@seated
def preview(request: DeskRequest) -> HttpResponse:
    """What stands in the form, as an example customer would get it. Nothing is kept."""
    asked = request.POST.get("language", "")
    language = asked if asked in dict(LANGUAGES) else "ja"
    reply = SavedReply(text=tidy(request.POST.get("text", "")[: actions.LONGEST]), language=language)
    return render(request, "desk/settings/reply_preview.html", _example(reply, request.seat.actor))


def _form(request: DeskRequest, reply: SavedReply) -> HttpResponse:
    """The preview is fetched by the page."""
    actor = request.seat.actor
    teams, inboxes, folders = asked_together(
        teams_visible_to(actor).values("id", "name"),
        inboxes_visible_to(actor).order_by("name", "id").values("id", "name"),
        folders_of(replies_visible_to(actor)),
    )
    places = list(reply.places.all()) if reply.id else []
    context = {
        **_frame(reply),
        "teams": teams,
        "inboxes": inboxes,
        "team_ids": {place.team_id for place in places},
        "inbox_ids": {place.inbox_id for place in places},
        "to": ("all" if reply.is_everywhere else "some") if reply.is_shared else "own",
        "languages": LANGUAGES,
        "variables": [(written(name), label) for name, label in VARIABLES.items()],
        "example": written("contact.given_name", _("there")),
        "folders": [row["folder"] for row in folders],
    }
    return render(request, "desk/settings/reply.html", context)


def _read(request: DeskRequest, reply: SavedReply) -> HttpResponse:
    context = {**_frame(reply), **_example(reply, request.seat.actor)}
    return render(request, "desk/settings/reply_read.html", context)


def _frame(reply: SavedReply) -> dict[str, Any]:
    return {"area": "settings", "page": "replies", "reply": reply}


def _example(reply: SavedReply, actor: Actor) -> dict[str, Any]:
    return {"filled": fill(reply, example_values(reply, actor)), "language": reply.language}
