"""Pages for what went wrong, in the reader's language and without a look inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.faces.desk.middleware import asked_for


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not for this person: the same page. Outside the desk nobody has chosen a language yet."""
    with override(getattr(request, "LANGUAGE_CODE", "") or asked_for(request)):
        told = _("This page does not exist"), _("It may have been moved, or it is not for you to see.")
        return _page(request, 404, *told)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page was too old, or that came from another site."""
    return _page(request, 403, _("This page has expired"), _("Load it again, then send the form once more."))


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault."""
    return _page(request, 500, _("Something went wrong"), _("It has been written down. Please try again in a moment."))


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "desk/error.html", {"title": title, "text": text, "status": status}, status=status)
