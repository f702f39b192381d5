"""Around every view of every face: troubles of the machine, and the headers that keep browsers safe."""

import sys
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.base.asgi import problem
from madoguchi.base.troubles import Trouble, trouble_of
from madoguchi.faces.desk import errors
from madoguchi.faces.desk.assets import FOR_EVER, unversioned

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER = "2"  # seconds
TEXTS = {
    "database_away": gettext_lazy("The database does not answer just now. Nothing was lost."),
    "disk_full": gettext_lazy(
        "There is no room left on the disk. Nothing was lost; please tell whoever runs Madoguchi here."
    ),
}
FROM_HERE = ("script-src", "style-src", "font-src", "connect-src", "frame-src", "worker-src", "manifest-src")
POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{what} 'self'" for what in FROM_HERE),
        "img-src 'self' data: blob:",
        "media-src blob:",  # videos of conversations play from the memory of the page
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS = ", ".join(f"{what}=()" for what in ("camera", "microphone", "geolocation", "payment", "usb"))

AWAY_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
{again}</head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""
AGAIN = f'<meta http-equiv="refresh" content="{RETRY_AFTER}">'


def troubles(get_response: Handler) -> Handler:
    """Answer 503 while the database cannot be reached or a disk is full."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return away(request, exception) if trouble_of(exception) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def broken(request: HttpRequest) -> HttpResponse:
    """The last handler of all. What fails before or after the view (sessions, a body that is too much for the disk)
    comes here and not to `troubles`, for Django answers at each of its layers."""
    error = sys.exc_info()[1]
    return away(request, error) if error and trouble_of(error) else errors.broken(request)


def away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The answer: problem+json for programs, words for a part of a page, for people a page that loads itself again.

    Where something was sent it does not: the browser still has what was written, one step back.
    """
    code = trouble_of(error)
    log.warning("answered 503", trouble=code, path=request.path, error=type(error).__name__)
    if code == "database_away":
        connection.close()  # the next request asks anew
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        content, content_type = _said(request, code, language)
    response = HttpResponse(content, status=503, content_type=content_type)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def _said(request: HttpRequest, code: Trouble, language: str) -> tuple[str | bytes, str]:
    text = TEXTS[code]
    if request.path.startswith(("/api/", "/intake/")):
        return problem(503, code, str(text)), "application/problem+json"
    if request.headers.get("HX-Request") or "text/html" not in request.headers.get("Accept", ""):
        return str(text), "text/plain; charset=utf-8"
    looks = request.method in ("GET", "HEAD")
    more = _("This page tries again by itself.") if looks else _("Go back: what you wrote is still there.")
    page = AWAY_PAGE.format(
        language=language, title=_("One moment, please"), text=f"{text} {more}", again=AGAIN if looks else ""
    )
    return page, "text/html; charset=utf-8"


def versioned_assets(get_response: Handler) -> Handler:
    """Serve a static file under an address with a fingerprint, to be kept for ever."""

    def middleware(request: HttpRequest) -> HttpResponse:
        plain = unversioned(request.path_info)
        if plain == request.path_info:
            return get_response(request)
        request.path_info = plain
        response = get_response(request)
        if response.status_code in (200, 206, 304) and not settings.DEBUG:
            response["Cache-Control"] = FOR_EVER
        return response

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """Say to the browser what a page may do; a view that needs another policy sets its own.

    nosniff, opener policy, referrer policy and HSTS come from Django's SecurityMiddleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware
