"""What surrounds every question of a panel: which chat, who asks, how often. Refusals are words in JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.limits import Limiter
from madoguchi.base.text import digest
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.queries import opened_chat, recognised

MOST_BYTES = 64 * 1024
coming = Limiter(60)  # questions of strangers of one address, a minute
asking = Limiter(240)  # questions of one visitor


@dataclass(slots=True)
class Asked:
    """One question of a panel: of which chat, and of whom. `visitor` None: nobody has said anything here yet.

    `identity` is the signed one that came along, good or not.
    """

    request: HttpRequest
    inbox: Inbox
    visitor: Visitor | None
    identity: str
    said: dict[str, Any]

    def known(self) -> Visitor:
        """Raises NotAllowed for a stranger."""
        if self.visitor is None:
            raise NotAllowed("not-signed-in", _("This conversation is not open on this device any more."))
        return self.visitor


class Undone(Exception):
    """A refusal: nothing of the question happened, and this is its answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def inbox_of(key: str) -> Inbox:
    """The chat of a key that is switched on. Raises Http404."""
    with opened_chat(key) as inbox:
        if inbox is None:
            raise Http404
        return inbox


def served(view: Callable[[Asked], dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view that is given who asks, and answers with JSON; one question is one transaction. From another site nobody
    can ask: no header lets them."""

    @wraps(view)
    def serve(request: HttpRequest, key: str) -> HttpResponse:
        language = request.headers.get("X-Language", "")
        try:
            with opened_chat(key) as inbox:
                if inbox is None:
                    raise Http404
                with translation.override(language if language in ("ja", "en") else inbox.language):
                    response = _answered(request, inbox, view)
        except Undone as undone:
            response = undone.response
        response["Cache-Control"] = "no-store"
        return response

    serve.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie says who asks
    return serve


def _answered(request: HttpRequest, inbox: Inbox, view: Callable[[Asked], dict[str, Any]]) -> HttpResponse:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    identity = request.headers.get("X-Identity", "")
    visitor = recognised(
        token.strip() if scheme == "Bearer" else "", identity, inbox_id=inbox.id, workspace_id=inbox.workspace_id
    )
    limiter, name = (asking, f"visitor:{visitor.id}") if visitor else (coming, str(request.META.get("REMOTE_ADDR")))
    if wait := limiter.take(digest(name)).wait:
        text = _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": wait}
        return JsonResponse({"error": "too-many", "text": text}, status=429, headers={"Retry-After": str(wait)})
    try:
        return JsonResponse(view(Asked(request, inbox, visitor, identity, _said(request))))
    except NotAllowed as error:
        said = {"error": error.code, "text": error.text}
        raise Undone(JsonResponse(said, status=404 if visitor else 401)) from error
    except Refused as error:
        raise Undone(JsonResponse({"error": error.code, "text": error.text}, status=422)) from error


def _said(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; raises Refused("bad-request")."""
    if request.method != "POST":
        return {}
    wrong = Refused("bad-request", _("Something in the request is not right."))
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise wrong
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise wrong from None
    if request.content_type != "application/json" or not isinstance(said, dict):
        raise wrong
    return said
