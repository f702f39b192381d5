"""Around every view of every face: the database that went away, and the headers that keep browsers safe."""

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from madoguchi.base.asgi import problem

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER = "2"  # seconds
FROM_HERE = ("script-src", "style-src", "font-src", "connect-src", "frame-src", "worker-src", "manifest-src")
POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{what} 'self'" for what in FROM_HERE),
        "img-src 'self' data: blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS = ", ".join(f"{what}=()" for what in ("camera", "microphone", "geolocation", "payment", "usb"))

AWAY_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="{seconds}">
</head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


def database_away(get_response: Handler) -> Handler:
    """Answer 503 while the database cannot be reached, and drop the connection, so that the next request asks anew."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError) as error:  # of another middleware: sessions, accounts
            return away(request, error)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return away(request, exception) if isinstance(exception, OperationalError | InterfaceError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def away(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer: problem+json for programs, a page that loads itself again for people."""
    log.warning("database away", path=request.path, error=type(error).__name__)
    connection.close()
    text = _("The database does not answer just now. This page tries again by itself.")
    if request.path.startswith("/api/") or "text/html" not in request.headers.get("Accept", ""):
        content, content_type = problem(503, "database_away", text), "application/problem+json"
    else:
        language = getattr(request, "LANGUAGE_CODE", "en")
        page = AWAY_PAGE.format(language=language, title=_("One moment, please"), text=text, seconds=RETRY_AFTER)
        content, content_type = page.encode(), "text/html; charset=utf-8"
    response = HttpResponse(content, status=503, content_type=content_type)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


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
