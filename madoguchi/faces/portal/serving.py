"""What surrounds every page of a help centre: which one, in which language, and how long a copy of it is good."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe, quote_etag
from django.utils.translation import gettext as _

from madoguchi.base.limits import Limiter
from madoguchi.base.tenancy import whole_tenant
from madoguchi.base.text import digest
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.portal.asked import Asked
from madoguchi.faces.portal.middleware import HOST
from madoguchi.faces.portal.pages import missing
from madoguchi.features.articles.queries.pages import public_centre

BELONGS = "SELECT workspace_id FROM directory WHERE key = %s"
ASK_EACH_TIME = "public, max-age=0, must-revalidate"  # what was changed is seen at once; what was not costs a head
PLAIN = "text/plain; charset=utf-8"
View = Callable[..., HttpResponse]


class Undone(Exception):
    """What was asked did not happen, and this is the answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


sending = Limiter(60)  # what strangers of one address send, a minute


def served(*methods: str) -> Callable[[View], View]:
    """A view of a public help centre, for these methods. It is given an Asked, and what else the address names."""

    def around(view: View) -> View:
        @wraps(view)
        def serve(request: HttpRequest, centre: str, language: str = "", **named: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            if request.method == "POST" and (refusal := refused(request)):
                return refusal
            try:
                return _answered(request, view, (centre, language), named)
            except Undone as undone:
                return kept(request, undone.response)

        serve.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie says who asks; see refused()
        return serve

    return around


def _answered(request: HttpRequest, view: View, place: tuple[str, str], named: dict[str, Any]) -> HttpResponse:
    centre, language = place
    key = f"help-host:{centre}" if HOST in request.META else f"help:{centre}"
    with whole_tenant(BELONGS, [key]) as workspace_id:
        found = public_centre(workspace_id) if workspace_id else None
        if found is None:
            raise Http404
        speaks = not language or language in found.languages
        asked = Asked(request, found, centre, language if language and speaks else found.language)
        with translation.override(asked.language if asked.language in dict(LANGUAGES) else "en"):
            response = view(asked, **named) if speaks else missing(asked)
    response.headers.setdefault("Content-Language", asked.language)
    return kept(request, response)


def refused(request: HttpRequest) -> HttpResponse | None:
    """Why nothing is taken: it was sent from the page of another site, or too much of it."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_own = (
        site in ("same-origin", "none")
        if site
        else not origin or urlsplit(origin).netloc == request.META.get("HTTP_HOST", request.META["SERVER_NAME"])
    )
    if not is_own:
        return HttpResponse(_("This came from another site."), status=403, content_type=PLAIN)
    if wait := sending.take(digest(str(request.META.get("REMOTE_ADDR")))).wait:
        text = _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": wait}
        return HttpResponse(text, status=429, content_type=PLAIN, headers={"Retry-After": str(wait)})
    return None


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With what a browser needs to ask next time whether its copy is still good; the answer to that, where it asks."""
    if response.status_code != 200 or request.method == "POST" or "Cache-Control" in response.headers:
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    response["Cache-Control"] = ASK_EACH_TIME
    response["ETag"] = quote_etag(digest(response.content)[:32])
    changed = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    answer = get_conditional_response(request, etag=response["ETag"], last_modified=changed, response=response)
    return answer or response
