"""What stands around every view: a database that went away, and the headers for browsers."""

import json
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from madoguchi.config import middleware


def get(path: str, accept: str) -> HttpRequest:
    return RequestFactory().get(path, headers={"accept": accept})


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The connection of the tests is not to be closed; that it would be is noted."""
    closed: list[str] = []

    class Connection:
        def close(self) -> None:
            closed.append("closed")

    monkeypatch.setattr(middleware, "connection", Connection())
    return closed


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/desk/", "text/html", "text/html"),
        ("/api/v1/conversations", "text/html", "application/problem+json"),
        ("/desk/x", "*/*", "application/problem+json"),
    ],
)
def test_a_database_that_is_away_is_said(
    connection_stays: list[str], error: Exception, path: str, accept: str, content_type: str
) -> None:
    def broken(_request: HttpRequest) -> HttpResponse:
        raise error

    answer = middleware.database_away(broken)(get(path, accept))
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer["Content-Type"].startswith(content_type)
    assert connection_stays == ["closed"]
    if "json" in content_type:
        assert json.loads(answer.content)["code"] == "database_away"
    else:
        assert b"gone" not in answer.content


def test_the_error_of_a_view_is_handled_and_others_are_not() -> None:
    wrapped: Any = middleware.database_away(lambda _request: HttpResponse())
    assert wrapped.process_exception(get("/", ""), OperationalError()).status_code == 503
    assert wrapped.process_exception(get("/", ""), ValueError()) is None


def test_every_answer_carries_the_policy_unless_the_view_has_its_own() -> None:
    plain = middleware.security_headers(lambda _request: HttpResponse())(get("/", ""))
    assert plain["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in plain["Content-Security-Policy"]
    assert "camera=()" in plain["Permissions-Policy"]
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert middleware.security_headers(lambda _request: own)(get("/", ""))["Content-Security-Policy"] == "sandbox"
