"""Answers: JSON made here from plain dictionaries, pages with their cursor, and files."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from madoguchi.base.paging import Page
from madoguchi.core.people.actor import Actor

MEDIA_TYPE = "application/json"
T = TypeVar("T")


class Call(HttpRequest):
    """A request whose token was good; it runs inside the tenant of its workspace."""

    actor: Actor


class SecretAnswer(HttpResponse):
    """An answer that shows a secret this once: kept for repeats only in sealed form."""


class FleetingAnswer(HttpResponse):
    """An answer that is not kept for repeats: doing it again is harmless, keeping it is not."""


def answer(
    data: Any, status: int = 200, *, location: str = "", kind: type[HttpResponse] = HttpResponse
) -> HttpResponse:
    """JSON of dictionaries, lists, texts, numbers and times (written in UTC)."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    response = kind(content, status=status, content_type=MEDIA_TYPE)
    if location:
        response.headers["Location"] = location
    return response


def done() -> HttpResponse:
    """It happened; there is nothing to show."""
    return HttpResponse(status=204)


def listed(
    request: HttpRequest, page: Page[T], shape: Callable[[T], Mapping[str, Any]], *, always_next: bool = False
) -> HttpResponse:
    """One page. `always_next`: the cursor goes on beyond the end, for those who come back for more."""
    response = answer({"data": [shape(row) for row in page.rows], "next": page.next or None})
    if page.next and (page.rows or not always_next):
        query = request.GET.copy()
        query["cursor"] = page.next
        response.headers["Link"] = f'<{request.path}?{urlencode(list(query.lists()), doseq=True)}>; rel="next"'
    return response


def whole(rows: Iterable[T], shape: Callable[[T], Mapping[str, Any]]) -> HttpResponse:
    """A short list that has no further page."""
    return answer({"data": [shape(row) for row in rows], "next": None})


def one(request: HttpRequest, data: Mapping[str, Any]) -> HttpResponse:
    """A single thing, with the tag by which it is asked for again only when it changed."""
    response = answer(data)
    tag = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") in (tag, "*"):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = tag
    return response


def download(content: Iterable[bytes], *, name: str, content_type: str, size: int) -> HttpResponseBase:
    """A file: always saved, never shown or sniffed, whatever it says it is."""
    response = StreamingHttpResponse(content, content_type=content_type)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(type(value).__name__)
