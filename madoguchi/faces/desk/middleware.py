"""What every page of the desk is given before its view runs."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from madoguchi.base.local_time import zone_named
from madoguchi.faces.desk import styling

Handler = Callable[[HttpRequest], HttpResponse]


def style_sheet(get_response: Handler) -> Handler:
    """Answer for the style sheet of every page beside the other static files: before a session is opened."""
    address, once = f"{settings.STATIC_URL}desk.css", cache(styling.sheet)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != address:
            return get_response(request)
        content = styling.sheet() if settings.DEBUG else once()
        caching = {"Cache-Control": f"public, max-age={settings.WHITENOISE_MAX_AGE}"}
        return HttpResponse(content, content_type="text/css; charset=utf-8", headers=caching)

    return middleware


def language_and_time_zone(get_response: Handler) -> Handler:
    """The language and time zone of whoever is signed in; before that the language of cookie or browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            language, zone = user.language, _zone(user.time_zone)
        else:
            language, zone = asked_for(request), None
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


def asked_for(request: HttpRequest) -> str:
    """The language of cookie or browser; Japanese for one that says nothing."""
    says = request.headers.get("Accept-Language") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return translation.get_language_from_request(request) if says else "ja"


def _zone(name: str) -> ZoneInfo:
    return zone_named(name) or ZoneInfo(settings.TIME_ZONE)
