"""A caller of the API that holds every answer against what the document promises."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from ninja.constants import NOT_SET
from ninja.operation import Operation

from madoguchi.core.people.actions.tokens import create_token
from madoguchi.core.people.models import Person
from madoguchi.faces.api.api import api
from tests.world import World

ALL = ("read", "conversations", "contacts", "articles", "registry", "settings")
BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its status, its JSON (None where there is none), its headers, and how many statements it took."""

    status: int
    body: Any
    headers: Mapping[str, str]
    content: bytes
    queries: int

    @property
    def data(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["data"]
        return found

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.data]


class Caller:
    """Speaks with one token."""

    def __init__(self, token: str) -> None:
        self.token = token
        self._client = Client(raise_request_exception=True)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, headers=headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PATCH", path, body, headers=headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PUT", path, body, headers=headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, headers=headers)

    def call(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Answer:
        """`body`: bytes go as they are, anything else as JSON. Header names with _ for -."""
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        content_type = given.pop("Content-Type", "application/json")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        counted = Counted()
        with connection.execute_wrapper(counted):
            response = self._client.generic(method, BASE + path, raw, content_type=content_type, headers=given)
        return checked(method, path, response, counted.queries)


class Counted:
    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # The last is of a transaction inside another one, which is only so in tests.
        if not sql.startswith(("SAVEPOINT", "RELEASE")) and params != [""]:
            self.queries += 1
        return execute(sql, params, many, context)


def caller(world: World, person: Person, *scopes: str) -> Caller:
    """With a new token of a person, for everything unless scopes are named; a light one gets it by hand."""
    return Caller(token_of(world, person, *scopes))


def token_of(world: World, person: Person, *scopes: str) -> str:
    """Light people and partners make no tokens of their own: theirs is made in the name of an administrator's seat."""
    actor = world.actor(person)
    if actor.may("token.own"):
        return create_token("test", scopes=scopes or ALL, expires_at=None, actor=actor)[1]
    return _token_by_hand(person, scopes or ALL)


def _token_by_hand(person: Person, scopes: tuple[str, ...]) -> str:
    from madoguchi.base.tenancy import tenant  # beside what else is only for this
    from madoguchi.base.text import digest, random_name
    from madoguchi.core.people.models import Token
    from madoguchi.core.workspaces.models import Directory

    clear = f"mdg_{random_name(256)}"
    with tenant(person.workspace_id):
        token = Token.objects.create(
            workspace_id=person.workspace_id,
            person=person,
            name="t",
            hint="",
            digest=digest(clear),
            scopes=list(scopes),
        )
        Directory.objects.create(key=f"token:{digest(clear)}", workspace_id=person.workspace_id, target_id=token.id)
    return clear


def checked(method: str, path: str, response: HttpResponseBase, queries: int) -> Answer:
    """The answer, which has the form that the document gives it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    is_json = "json" in response.headers.get("Content-Type", "")
    body = json.loads(content) if is_json and content else None
    status = response.status_code
    if status >= 400:
        assert body is not None
        assert response.headers["Content-Type"] == "application/problem+json", content
        assert body.keys() <= {"type", "title", "status", "code", "detail", "errors"}
        assert body["status"] == status
        assert body["code"]
        assert body["detail"]
    elif status != 304:
        _check_form(method, path.partition("?")[0], status, body)
    return Answer(status, body, response.headers, content, queries)


def _check_form(method: str, path: str, status: int, body: Any) -> None:
    operation = operation_at(method, path)
    if operation is None:
        return
    assert status in operation.response_models, f"{method} {path} answers {status}"
    model = operation.response_models[status]
    if model is None:
        assert body is None
    elif model is not NOT_SET:
        shown = model.model_validate({"response": body}).model_dump(mode="json")["response"]
        assert _keys(shown) == _keys(body)


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _keys(part) for key, part in value.items()}
    return [_keys(part) for part in value] if isinstance(value, list) else None


def operation_at(method: str, path: str) -> Operation | None:
    return next((one for pattern, one in _operations() if method in one.methods and pattern.fullmatch(path)), None)


@cache
def _operations() -> list[tuple[re.Pattern[str], Operation]]:
    found = []
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            pattern = re.sub(r"\{int:\w+\}", r"\\d+", path)
            pattern = re.sub(r"\{\w+\}", r"[^/]+", pattern)
            found += [(re.compile(pattern), one) for one in view.operations]
    return found
