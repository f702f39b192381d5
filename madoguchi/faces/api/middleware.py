"""Requests of programs, of the chats of sites and to help centres go straight to their view: no session, no cookie."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

Handler = Callable[[HttpRequest], HttpResponseBase]
PREFIXES = ("/api/", "/intake/", "/chat/", "/help/")


def programs_apart(get_response: Handler) -> Handler:
    """Answer what begins with PREFIXES here; whatever stands behind this in the list is for people at a browser."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIXES):
            return get_response(request)
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware
