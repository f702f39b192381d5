"""The commands themselves: the sheet of their keys."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.faces.desk.seat import DeskRequest, seated


@require_safe
@seated
def sheet(request: DeskRequest) -> HttpResponse:
    """Every key and what it does."""
    return render(request, "desk/keys.html")
