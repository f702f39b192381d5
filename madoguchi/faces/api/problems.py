"""Errors as problem+json (RFC 9457): a code for programs, a detail for people in their language."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.troubles import trouble_of
from madoguchi.faces.api.validation import field_errors

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2

# Refusals that another moment, or another state of the thing, would lift: 409. What is wrong with the request: 422.
CONFLICTS = frozenset(
    {
        "address-taken",
        "already-asked",
        "already-sent",
        "answered",
        "blocked",
        "domain-taken",
        "external-id-taken",
        "goal-taken",
        "has-seat",
        "identity-taken",
        "key-taken",
        "last-administrator",
        "merged",
        "merged-again",
        "name-taken",
        "no-help-asked",
        "not-merged",
        "other-channel",
        "taken",
        "too-late",
        "too-many-keys",
        "word-taken",
    }
)
TOO_LARGE = frozenset({"file-too-large"})

# Where an action names what is wrong otherwise than the API calls the member of the request.
MEMBERS = {
    "files": "attachment_ids",
    "into": "into_id",
    "messages": "message_ids",
    "other": "other_id",
    "people": "person_ids",
    "person": "assignee_id",
    "tag": "tag_id",
    "team": "team_id",
    "until": "snoozed_until",
}
PARAMETERS = {"from": "since", "to": "until", "share": "percent"}


class Problem(Exception):
    """An answer that is an error. `errors` name what is wrong in the request, one by one."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors = errors or []
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        """As it goes over the wire."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        content = json.dumps(body, ensure_ascii=False).encode()
        return HttpResponse(content, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)


def not_found() -> Problem:
    """What is not there and what may not be seen are answered alike."""
    return Problem(404, "not-found", _("This does not exist, or you may not see it."))


def unauthorized(detail: str = "") -> Problem:
    """No token, or none that is good."""
    detail = detail or _("Send a valid token: Authorization: Bearer mdg_…")
    return Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": 'Bearer realm="Madoguchi"'})


def away() -> Problem:
    """The database does not answer, or cannot just now."""
    detail = _("The service is busy or restarting. Try again in a moment.")
    return Problem(503, "unavailable", detail, headers={"Retry-After": str(RETRY_SECONDS)})


def too_large(most: int) -> Problem:
    """A body beyond `most` bytes."""
    detail = _("The body is too large: at most %(number)d MB.") % {"number": most // 1_000_000}
    return Problem(413, "too-large", detail)


def problem_of(error: Exception, request: HttpRequest) -> Problem:
    """The answer to any exception: what was expected in its own words, the rest without a word about the inside."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return _refusal(error, request)
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, RequestDataTooBig):
        return too_large(2_000_000)
    if isinstance(error, HttpError):
        return Problem(error.status_code, "malformed-json", _("The body is not JSON that can be read."))
    return _trouble(error)


def _refusal(error: Refused, request: HttpRequest) -> Problem:
    if isinstance(error, NotAllowed):
        return not_found()
    status = 409 if error.code in CONFLICTS else 413 if error.code in TOO_LARGE else 422
    errors = []
    if error.code == "bad-cursor":
        errors = [{"parameter": "cursor", "code": error.code, "detail": error.text}]
    elif error.field and request.method == "GET":
        parameter = PARAMETERS.get(error.field, error.field)
        errors = [{"parameter": parameter, "code": error.code, "detail": error.text}]
    elif error.field:
        pointer = f"/{_member(error.field, request)}"
        errors = [{"pointer": pointer, "code": error.code, "detail": error.text}]
    return Problem(status, error.code, error.text, errors=errors)


def _member(field: str, request: HttpRequest) -> str:
    try:
        given = json.loads(request.body)
    except ValueError:
        given = {}
    if isinstance(given, dict):
        attributes = given.get("attributes")
        if isinstance(attributes, dict) and field in attributes:
            return f"attributes/{field.replace('~', '~0').replace('/', '~1')}"
        for name in (field, f"{field}_id", MEMBERS.get(field)):
            if name in given:
                return str(name).replace(".", "/")
        if inside := next((name for name, one in given.items() if isinstance(one, dict) and field in one), None):
            return f"{inside}/{field}"
        part, _line, language = field.rpartition("_")
        if part and isinstance(given.get(language), dict):  # limits_en: what is said in English stands in an object
            return f"{language}/{part}"
    return field.replace(".", "/")


def _invalid(error: ValidationError) -> Problem:
    if any(one["loc"][0] == "path" for one in error.errors):
        return not_found()
    errors = field_errors(error.errors)
    return Problem(422, "invalid", _("Something in the request is not right. See “errors”."), errors=errors)


def _trouble(error: Exception) -> Problem:
    if trouble := trouble_of(error):
        log.warning(trouble.replace("_", " "), exc_info=error)
        return away()
    if isinstance(error, IntegrityError):
        log.error("refused by the database", exc_info=error)
        return Problem(409, "changed-meanwhile", _("Something this refers to was changed meanwhile. Ask again."))
    kind = "database error" if isinstance(error, DatabaseError) else "unexpected error"
    log.error(kind, exc_info=error)
    return Problem(500, "internal-error", _("This went wrong on our side, and was logged."))
