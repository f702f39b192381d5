"""The commands themselves: the sheet of their keys, and the palette."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.faces.desk.finding import found
from madoguchi.faces.desk.rail import places
from madoguchi.faces.desk.seat import DeskRequest, seated

MOST_OF_EACH = 5


@require_safe
@seated
def sheet(request: DeskRequest) -> HttpResponse:
    """Every key and what it does."""
    return render(request, "desk/keys.html")


@require_safe
@seated
def palette(request: DeskRequest) -> HttpResponse:
    """What can be chosen in the palette: commands and places; with `?q=` what is found for that."""
    text = request.GET.get("q", "").strip()
    if text:
        return render(request, "desk/palette_found.html", {"found": found(text, request.seat, limit=MOST_OF_EACH)})
    return render(request, "desk/palette_choices.html", {"places": places(request.seat)})
