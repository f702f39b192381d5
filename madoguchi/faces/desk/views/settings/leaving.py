"""What goes with a person who leaves: a list to work off before their seat is closed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.base.paging import page_of
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.leaving.checklist import NEWEST, checklist_for, uncovered_of


@require_safe
@seated
def show(request: DeskRequest, person_id: int) -> HttpResponse:
    """Everything that would be nobody's."""
    actor = request.seat.actor
    found = checklist_for(person_id, actor)
    rows = uncovered_of(person_id, actor).select_related("inbox")
    page = page_of(rows, order=NEWEST, cursor=request.GET.get("after", ""))
    context = {"area": "settings", "page": "people", "list": found, "bare": page}
    return render(request, "desk/settings/leaving.html", context)
