"""The addresses under /api/v1/."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _

from madoguchi.faces.api.api import api
from madoguchi.faces.api.problems import Problem, not_found
from madoguchi.faces.api.schema import openapi, page
from madoguchi.faces.api.serving import finished


def nothing(request: HttpRequest, **_path: str) -> HttpResponseBase:
    """Any other address."""

    def refuse() -> HttpResponseBase:
        raise not_found()

    return finished(request, refuse)


nothing.csrf_exempt = True  # type: ignore[attr-defined]  # it changes nothing


def with_methods(pattern: URLPattern) -> URLPattern:
    """The address with HEAD beside GET, and a problem for methods that it does not know."""
    view: Callable[..., HttpResponseBase] = pattern.callback

    def answer(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # the server sends the head of the answer alone
        response = view(request, **path)
        if response.status_code != 405:
            return response

        def refuse() -> HttpResponseBase:
            allow = {"Allow": response.headers["Allow"]}
            raise Problem(405, "method-not-allowed", _("This address does not take this method."), headers=allow)

        return finished(request, refuse)

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # a token is in a header that no page can send
    pattern.callback = answer
    return pattern


urlpatterns = [
    path("openapi.json", openapi),
    path("docs", page),
    *(with_methods(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern) and str(pattern.pattern)),
    re_path(r"", nothing),
]
