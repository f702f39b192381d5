"""The few kinds of answers that are no page: refusals, "something changed", a toast."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh, trigger_client_event

from madoguchi.base.errors import Refused


def refusal(error: Refused) -> HttpResponse:
    """An expected no, in words: toast.js shows it where the person is."""
    return HttpResponse(
        error.text, status=422, content_type="text/plain; charset=utf-8", headers={"X-Refusal": error.code}
    )


def changed(response: HttpResponse, *names: str) -> HttpResponse:
    """Let the page ask again for what shows these names, as if the live stream had told them."""
    return trigger_client_event(response, "live:changed", {"names": list(names)}, after="settle")


def done(*names: str) -> HttpResponse:
    """It worked; there is nothing to show but what changed. Nothing is swapped, so nothing settles either."""
    return trigger_client_event(HttpResponse(status=204), "live:changed", {"names": list(names)})


def saved(request: HttpRequest, text: str, *, to: str = "") -> HttpResponse:
    """A settings form has worked: its page is shown again (or another one), with the words above it."""
    messages.success(request, text)
    return HttpResponseClientRedirect(to) if to else HttpResponseClientRefresh()


def toast(request: HttpRequest, text: str, **context: Any) -> SafeString:
    """Words over the page, to be added to a fragment's answer (out of band)."""
    return SafeString(render_to_string("desk/toast.html", {"text": text, **context}, request))


def fragments(parts: Iterable[str]) -> HttpResponse:
    """Several rendered parts as one answer."""
    return HttpResponse("".join(parts))
