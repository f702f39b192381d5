"""What surrounds every question of a panel: which chat, who asks, how often. Refusals are words in JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, TypeGuard

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.limits import Limiter
from madoguchi.base.text import digest
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.queries import chat_of, mark_of, opened_chat, recognised

MOST_BYTES = 64 * 1024
coming = Limiter(60)  # questions of strangers of one address, a minute
asking = Limiter(240)  # questions of one visitor


@dataclass(slots=True)
class Asked:
    """One question of a panel: of which chat, and of whom. `visitor` None: nobody has said anything here yet.

    `identity` is the signed one that came along, `token` the device's own, good or not.
    """

    request: HttpRequest
    inbox: Inbox
    visitor: Visitor | None
    identity: str
    token: str
    said: dict[str, Any]

    def known(self) -> Visitor:
        """Raises NotAllowed for a stranger."""
        if self.visitor is None:
            raise NotAllowed("not-signed-in", _("This conversation is not open on this device any more."))
        return self.visitor

    def mark(self) -> str:
        """By which they are found, or will be once they say something. Raises NotAllowed for who shows nothing."""
        if self.visitor is not None:
            return self.visitor.digest
        mark = mark_of(self.token, self.identity, self.inbox)
        if not mark:
            raise NotAllowed("not-signed-in", _("This conversation is not open on this device any more."))
        return mark


View = Callable[..., dict[str, Any] | HttpResponse]


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


def served(view: View) -> Callable[..., HttpResponse]:
    """A view that is given who asks and what else the address names, and answers with JSON or with a file; one question
    is one transaction. From another site nobody can ask: no header lets them."""

    @wraps(view)
    def serve(request: HttpRequest, key: str, **named: str) -> HttpResponse:
        language = request.headers.get("X-Language", "")
        try:
            with opened_chat(key) as inbox:
                if inbox is None:
                    raise Http404
                with translation.override(language if language in ("ja", "en") else inbox.language):
                    response = _answered(request, inbox, partial(view, **named))
        except Undone as undone:
            response = undone.response
        response["Cache-Control"] = "no-store"
        return response

    serve.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie says who asks
    return serve


def _answered(request: HttpRequest, inbox: Inbox, view: View) -> HttpResponse:
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    token = shown.strip() if scheme == "Bearer" else ""
    identity = request.headers.get("X-Identity", "")
    visitor = recognised(token, identity, inbox_id=inbox.id, workspace_id=inbox.workspace_id)
    limiter, name = (asking, f"visitor:{visitor.id}") if visitor else (coming, str(request.META.get("REMOTE_ADDR")))
    if wait := limiter.take(digest(name)).wait:
        text = _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": wait}
        return JsonResponse({"error": "too-many", "text": text}, status=429, headers={"Retry-After": str(wait)})
    try:
        answer = view(Asked(request, inbox, visitor, identity, token, _said(request)))
        return answer if isinstance(answer, HttpResponse) else JsonResponse(answer)
    except NotAllowed as error:
        said = {"error": error.code, "text": error.text}
        raise Undone(JsonResponse(said, status=404 if visitor else 401)) from error
    except Refused as error:
        raise Undone(JsonResponse({"error": error.code, "text": error.text}, status=422)) from error


def is_name(given: object) -> TypeGuard[str]:
    """Whether it may be the name that a device gives to something, so that the same again is known to be the same."""
    return isinstance(given, str) and 8 <= len(given) <= 80 and "\x00" not in given


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


def own_chat(visitor: Visitor, chat_id: object) -> Chat:
    """One of a visitor's own. Raises NotAllowed for any other."""
    chat = chat_of(visitor, number_in(chat_id))
    if chat is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    return chat


def number_in(given: object) -> int:
    """An id that came along; 0 for what is none."""
    typed = str(given)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0
