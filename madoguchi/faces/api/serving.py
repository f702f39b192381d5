"""What surrounds every operation: who asks, how often, in whose workspace, and once only.

One request is one transaction. Whatever goes wrong inside it undoes all of it, and is answered with a problem.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.operation import Operation

from madoguchi.base.errors import NotAllowed
from madoguchi.base.limits import Allowance, Limiter
from madoguchi.base.secrets import seal, unseal
from madoguchi.base.text import digest
from madoguchi.core.people import idempotency
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import entered_by_token
from madoguchi.faces.api.answers import Call, FleetingAnswer, SecretAnswer
from madoguchi.faces.api.bodies import JSON_MOST, UPLOAD_MOST, take_body
from madoguchi.faces.api.problems import Problem, not_found, problem_of, unauthorized
from madoguchi.faces.api.sights import all_visible

Run = Callable[..., HttpResponseBase]

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Vary": "Accept-Language, Authorization",
    "X-Content-Type-Options": "nosniff",
}
LONGEST_KEY = 200

limiter = Limiter(settings.MADOGUCHI.api_rate)


def served(run: Run) -> Run:
    """Wrap the run() of one operation: everything outside of its own few lines."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # a bound method, as ninja hands it over
    known = parameters_of(operation)
    most = UPLOAD_MOST if operation.view_func.__name__.startswith("upload_") else JSON_MOST

    @wraps(run)
    def serve(request: HttpRequest, **path: Any) -> HttpResponseBase:
        return finished(request, lambda: _admit(request, lambda call: _within(call, path, run, known, most)))

    return serve


def finished(request: HttpRequest, serve: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer in the language of the asker, errors as problems, with the headers that every answer has."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        try:
            response = serve()
        except Exception as error:  # noqa: BLE001  # the last handler of this face: it logs what nobody foresaw
            response = problem_of(error, request).response()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Language"] = language
    return response


def bearer(request: HttpRequest) -> str:
    """The token of the Authorization header, "" where there is none."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and len(token) <= LONGEST_KEY else ""


def counted(buckets: Limiter, token: str) -> Allowance:
    """Count one request of a token. Raises Problem 429."""
    allowance = buckets.take(digest(token))
    if allowance.wait:
        detail = _("Too many requests. Wait %(seconds)d seconds.") % {"seconds": allowance.wait}
        raise Problem(429, "too-many-requests", detail, headers=allowance.headers())
    return allowance


def parameters_of(operation: Operation) -> frozenset[str]:
    """The query parameters that an operation knows."""
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names |= set(model.__ninja_flatten_map__)
    return frozenset(names)


def _admit(request: HttpRequest, serve: Callable[[Call], HttpResponseBase]) -> HttpResponseBase:
    token = bearer(request)
    if not token:
        raise unauthorized()
    allowance = counted(limiter, token)
    try:
        response = _in_tenant(request, token, serve)
    except Exception as error:  # noqa: BLE001  # answered here, so that errors carry the rate's headers too
        response = problem_of(error, request).response()
    for name, value in allowance.headers().items():
        response.headers[name] = value
    return response


def _in_tenant(request: HttpRequest, token: str, serve: Callable[[Call], HttpResponseBase]) -> HttpResponseBase:
    with entered_by_token(token) as actor:
        if actor is None:
            raise unauthorized()
        request.actor = actor  # type: ignore[attr-defined]
        return serve(request)  # type: ignore[arg-type]  # it is a Call now


def _within(call: Call, path: dict[str, Any], run: Run, known: frozenset[str], most: int) -> HttpResponseBase:
    _refuse_unknown(call, known)
    if call.method not in WRITING:
        return _allowed(call, path, run)
    body = take_body(call, most)
    key = call.headers.get("Idempotency-Key", "")
    if not key:
        return _allowed(call, path, run)
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Problem(400, "bad-idempotency-key", _("An Idempotency-Key has at most 200 printable characters."))
    return _once(call, key, body, lambda: _allowed(call, path, run))


def _refuse_unknown(call: Call, known: frozenset[str]) -> None:
    """A filter that is misspelt must not look like one that matched everything."""
    for name, value in call.GET.items():
        if name not in known:
            error = {"parameter": name[:100], "code": "extra-forbidden", "detail": _("This is not known here.")}
            raise Problem(422, "invalid", _("Something in the request is not right. See “errors”."), errors=[error])
        if "\x00" in str(value):
            raise Problem(400, "bad-parameter", _("A parameter holds a character that is not allowed."))


def _allowed(call: Call, path: dict[str, Any], run: Run) -> HttpResponseBase:
    """Run it. What a role may not do to a thing that it sees is 403; what it does not see is not there.

    Where an address names two things, both must be seen; one alone is looked up by the action itself.
    """
    if len(path) > 1 and not all_visible(path, call.actor):
        raise not_found()
    try:
        return run(call, **path)
    except NotAllowed as error:
        if error.code == "not-allowed" and all_visible(path, call.actor):
            raise Problem(403, "not-allowed", error.text) from error
        raise not_found() from error


def _once(call: Call, key: str, body: bytes, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    asked = digest(f"{call.method} {call.get_full_path()} {call.content_type}\n".encode() + body)
    reused = _("This Idempotency-Key was used for another request.")
    claim = idempotency.claim(_scope(call.actor), key, asked, text=reused)
    if claim.kept is not None:
        return _repeated(claim.kept)
    response = do()
    assert isinstance(response, HttpResponse)
    if isinstance(response, FleetingAnswer):
        idempotency.drop(claim.row_id)
    else:
        idempotency.keep(claim.row_id, response.status_code, _kept(response))
    return response


def _scope(actor: Actor) -> str:
    return str(actor)


def _kept(response: HttpResponse) -> dict[str, Any]:
    content = response.content.decode()
    if isinstance(response, SecretAnswer):
        return {"sealed": seal({"content": content}), "location": response.headers.get("Location", "")}
    return {"content": content, "location": response.headers.get("Location", "")}


def _repeated(kept: idempotency.Kept) -> HttpResponse:
    if kept.body is None:
        raise Problem(409, "answer-erased", _("This was done before; the answer was erased with a person's data."))
    content = unseal(kept.body["sealed"])["content"] if "sealed" in kept.body else kept.body["content"]
    response = HttpResponse(content, status=kept.status, content_type="application/json")
    if not content:
        del response.headers["Content-Type"]
    if kept.body["location"]:
        response.headers["Location"] = kept.body["location"]
    response.headers["Idempotency-Replayed"] = "true"
    return response
