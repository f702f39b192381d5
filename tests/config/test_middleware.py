"""What stands around every view: a database that went away, and the headers for browsers."""

import errno
import json
from typing import Any

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg.errors import DiskFull

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


FULL = OSError(errno.ENOSPC, "No space left on device")


def full_database() -> OperationalError:
    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull("could not extend file")
    return error


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/desk/", "text/html", "text/html"),
        ("/api/v1/conversations", "text/html", "application/problem+json"),
        ("/desk/x", "*/*", "text/plain"),
    ],
)
def test_a_database_that_is_away_is_said(
    connection_stays: list[str], error: Exception, path: str, accept: str, content_type: str
) -> None:
    answer = middleware.away(get(path, accept), error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer["Content-Type"].startswith(content_type)
    assert connection_stays == ["closed"]
    if "json" in content_type:
        assert json.loads(answer.content)["code"] == "database_away"
    else:
        assert b"gone" not in answer.content
        assert b"The database does not answer" in answer.content


@pytest.mark.parametrize("error", [FULL, full_database()])
def test_a_full_disk_is_said_in_the_language_of_the_reader(connection_stays: list[str], error: Exception) -> None:
    for language, words in (("en", "There is no room left on the disk."), ("ja", "ディスクの空きがありません。")):
        headers = {"accept-language": language, "accept": "text/html"}
        answer = middleware.away(RequestFactory().post("/desk/settings/workspace/", headers=headers), error)
        assert answer.status_code == 503
        assert words in answer.content.decode()
        assert b"refresh" not in answer.content  # what was sent is one step back
        looked = middleware.away(RequestFactory().get("/desk/", headers=headers), error)
        assert b'http-equiv="refresh"' in looked.content
        part = middleware.away(RequestFactory().post("/desk/", headers={**headers, "hx-request": "true"}), error)
        assert (part["Content-Type"], part.content.decode()[: len(words)]) == ("text/plain; charset=utf-8", words)
    assert connection_stays == []


def test_the_error_of_a_view_is_handled_and_others_are_not() -> None:
    wrapped: Any = middleware.troubles(lambda _request: HttpResponse())
    assert wrapped.process_exception(get("/", ""), OperationalError()).status_code == 503
    assert wrapped.process_exception(get("/", ""), FULL).status_code == 503
    assert wrapped.process_exception(get("/", ""), ValueError()) is None


def test_the_error_of_another_layer_is_handled_by_the_last_handler() -> None:
    def full(_request: HttpRequest) -> HttpResponse:
        raise FULL

    layer: Any = convert_exception_to_response(full)
    assert middleware.troubles(layer)(get("/desk/", "text/html")).status_code == 503


def test_every_answer_carries_the_policy_unless_the_view_has_its_own() -> None:
    plain = middleware.security_headers(lambda _request: HttpResponse())(get("/", ""))
    assert plain["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in plain["Content-Security-Policy"]
    assert "camera=()" in plain["Permissions-Policy"]
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert middleware.security_headers(lambda _request: own)(get("/", ""))["Content-Security-Policy"] == "sandbox"
