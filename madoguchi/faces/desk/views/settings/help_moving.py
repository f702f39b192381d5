"""Articles brought in from elsewhere, and taken out as files."""

import io

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.downloads import file_answer
from madoguchi.base.errors import Refused
from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.authoring import centre_of_seat
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.articles.actions.imports import begin_import, stop_import
from madoguchi.features.articles.exporting import write_zip
from madoguchi.features.articles.importing.pages import Wishes
from madoguchi.features.articles.importing_steps import LIVE
from madoguchi.features.articles.models import ArticleImport
from madoguchi.features.articles.models.importing import ArticleImportItem
from madoguchi.features.articles.queries.imports import IN_ORDER, import_for, items_of

MANAGES = "help_centre.manage"
PAGE = 50
Outcome = ArticleImportItem.Outcome
TABS = (Outcome.REFUSED, Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.KEPT, Outcome.LEFT_OUT)


@require_POST
@seated
def bring_in(request: DeskRequest) -> HttpResponse:
    """Take a zip, a table or a file; a job reads it, and its page tells how far it is."""
    seat, sent = request.seat, request.FILES.get("file")
    require(seat.actor, MANAGES)
    if sent is None:
        raise Refused("no-file", _("Choose a file."), field="file")
    language = request.POST.get("language", "") or centre_of_seat(seat).language
    wishes = Wishes(language, publish=request.POST.get("publish") == "1", collection=request.POST.get("collection", ""))
    row = begin_import(sent.name or "file", sent.read(), wishes=wishes, actor=seat.actor)
    return saved(request, _("It has begun."), to=reverse("desk:help_imported", args=[row.id]))


@require_safe
@seated
def imported(request: DeskRequest, import_id: int) -> HttpResponse:
    """How far an import is, and what became of its pages and files."""
    actor = request.seat.actor
    require(actor, MANAGES)
    row = import_for(import_id, actor)
    tabs = [(one.value, one.label, getattr(row, one.value)) for one in TABS if getattr(row, one.value)]
    names = [name for name, _label, _count in tabs]
    asked = request.GET.get("part", "")
    part = asked if asked in names else next(iter(names), "")
    page = page_of(items_of(row, part), order=IN_ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE)
    context = {
        "area": "settings",
        "page": "help-centre",
        "row": row,
        "live": LIVE,
        "tabs": tabs,
        "part": part,
        "items": page.rows,
        "more": page.next,
        "is_failed": row.state == ArticleImport.State.FAILED,
    }
    is_fragment = request.headers.get("HX-Target") == "article-import"
    return render(request, f"desk/settings/help_import{'_state' if is_fragment else ''}.html", context)


@require_POST
@seated
def stop(request: DeskRequest, import_id: int) -> HttpResponse:
    """Bring in no more."""
    require(request.seat.actor, MANAGES)
    stop_import(import_id, actor=request.seat.actor)
    return saved(request, _("It is stopped. What came in stays."))


@require_safe
@seated
def take_out(request: DeskRequest) -> HttpResponse:
    """Every article with its pictures, as a zip of Markdown."""
    require(request.seat.actor, MANAGES)
    packed = io.BytesIO()
    write_zip(packed, actor=request.seat.actor)
    name = f"articles-{localdate().isoformat()}.zip"
    return file_answer(packed.getvalue(), name, "application/zip", disposition="attachment")
