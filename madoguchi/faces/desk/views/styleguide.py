"""Every component in every state, in the real style sheets: for whoever builds pages, and for tests that look at it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.base.clock import now
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.styling import colours, icons, sizes


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The style guide."""
    context = {
        "colours": colours(),
        "sizes": sizes(),
        "icons": icons(),
        "faces": range(8),
        "buttons": ("", "primary", "danger", "danger primary", "note", "done", "quiet", "quiet danger"),
        "hues": ("indigo", "bamboo", "kerria", "vermilion", "ink"),
        "banners": ("", "done", "warn", "burn"),
        "rows": ("waits", "plain", "here"),
        "modes": ("reply", "note", "forward"),
        "moment": now(),
    }
    return render(request, "desk/styleguide.html", context)
