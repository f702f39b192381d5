"""No secret reaches the log, whatever the field is called and wherever it stands."""

import errno
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import structlog
from django.core.handlers.exception import convert_exception_to_response
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from procrastinate.exceptions import ConnectorException

from madoguchi.config.logging import configure_logging
from madoguchi.config.redaction import clean_text

CANARY = "kanaria7Zwitscher"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged as JSON while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configuration = structlog.get_config()
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    configure_logging("json", "debug")
    yield written
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configuration)


@pytest.mark.parametrize(
    "field",
    [
        *("password", "new_password", "passwd", "passphrase", "secret", "client_secret", "token", "access_token"),
        *("refresh_token", "Authorization", "cookie", "Set-Cookie", "session_key", "sessionkey", "csrfmiddlewaretoken"),
        *("api_key", "api-key", "private_key", "encryption_keys", "signing_key", "credentials", "otp", "totp_code"),
        *("recovery_codes", "database_url", "DATABASE_URL", "smtp_url", "dsn"),
    ],
)
def test_a_field_with_the_name_of_a_secret_is_hidden(lines: io.StringIO, field: str) -> None:
    structlog.get_logger("t").info("event", **{field: CANARY})
    structlog.get_logger("t").info("event", inside={"deep": [{field: [CANARY]}]})
    assert CANARY not in lines.getvalue()
    assert lines.getvalue().count("[hidden]") == 2


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {CANARY}",
        f"authorization: Basic {CANARY}==",
        f"connecting to postgresql://app:{CANARY}@db.example.com:5432/app",
        f"smtp://me%40example.com:{CANARY}@smtp.example.com:587",
        f"AUTH PLAIN {CANARY}",
        f"GET /accounts/login?next=/&token={CANARY}&x=1",
        f"{{'password': '{CANARY}'}}",
        f'{{"client_secret": "{CANARY}"}}',
        f"Cookie: madoguchi_session={CANARY}; theme=dark",
        f"password={CANARY}",
        f"Not Found: /invitations/{CANARY}AndMuchMore/",
        f"reset at https://desk.example.jp/accounts/reset/{CANARY}0123456789",
        f"eyJhbGciOiJIUzI1NiJ9.{CANARY}.sig",
        f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----",
        f"-----BEGIN RSA PRIVATE KEY-----\n{CANARY}",
        f"gAAAAABm{CANARY}{CANARY}{CANARY}{CANARY}",
    ],
)
def test_a_text_that_holds_a_secret_loses_it(lines: io.StringIO, text: str) -> None:
    structlog.get_logger("t").warning(text)
    logging.getLogger("a.library").warning("it said %s", text)
    structlog.get_logger("t").warning("event", detail={"list": [text], "bytes": text.encode()})
    assert CANARY not in lines.getvalue()


def test_a_traceback_loses_it_too(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"refused password={CANARY}")
    except ValueError:
        structlog.get_logger("t").exception("failed")
        logging.getLogger("a.library").exception("failed")
    assert "Traceback" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_a_trouble_of_the_machine_is_one_line_without_a_traceback(lines: io.StringIO) -> None:
    for error in (OperationalError("connection refused\nis the server running?"), OSError(errno.ENOSPC, "No space")):
        try:
            raise error
        except (OperationalError, OSError) as caught:
            structlog.get_logger("t").warning("database away", exc_info=caught)
            structlog.get_logger("t").exception("failed")
            logging.getLogger("a.library").exception("failed")
    entries = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert len(entries) == 6
    assert "Traceback" not in lines.getvalue()
    assert entries[0]["error"] == "OperationalError: connection refused"
    assert entries[5]["error"] == "OSError: [Errno 28] No space"


def test_so_is_what_a_stranger_tried(lines: io.StringIO) -> None:
    """Scanners ask every server for hosts that it is not."""
    convert_exception_to_response(lambda request: HttpResponse(request.get_host()))(
        RequestFactory().get("/", headers={"host": "elsewhere.example"})
    )
    (entry,) = (json.loads(line) for line in lines.getvalue().splitlines())
    assert entry["logger"] == "django.security.DisallowedHost"
    assert "elsewhere.example" in entry["error"]
    assert "exception" not in entry


def test_so_is_one_that_the_queue_of_jobs_tells_of(lines: io.StringIO) -> None:
    try:
        try:
            raise psycopg.OperationalError("Connection refused")
        except psycopg.Error as error:
            raise ConnectorException from error
    except ConnectorException as error:
        logging.getLogger("procrastinate.utils").exception("listener error: %r", error)
    said = lines.getvalue()
    assert "Traceback" not in said
    assert "ConnectorException" in said


def test_django_says_nothing_more_of_an_answer_that_was_given_for_a_trouble(lines: io.StringIO) -> None:
    say = logging.getLogger("django.request").error
    say("Service Unavailable: /desk/", extra={"status_code": 503})
    say("Internal Server Error: /desk/", extra={"status_code": 500})
    (entry,) = (json.loads(line) for line in lines.getvalue().splitlines())
    assert entry["event"] == "Internal Server Error: /desk/"


@pytest.mark.parametrize(
    "text",
    [
        "conversation 42 assigned to person:7",
        "GET /desk/conversations/42/ 200",
        "http://localhost:8000/desk/",
        "Basic settings are complete",
        "会話が割り当てられました",
        "/static/desk/desk-2f1c.css",
    ],
)
def test_plain_texts_stay_as_they_are(text: str) -> None:
    assert clean_text(text) == text


def test_each_line_is_one_object_with_the_request(lines: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="abc12345")
    try:
        structlog.get_logger("desk").info("saved\nfirst", conversation=42)
        logging.getLogger("a.library").info("done with %d", 3)
    finally:
        structlog.contextvars.clear_contextvars()
    entries: list[dict[str, Any]] = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [entry["event"] for entry in entries] == ["saved\nfirst", "done with 3"]
    assert [entry["request_id"] for entry in entries] == ["abc12345"] * 2
    assert entries[0]["conversation"] == 42
    assert entries[0]["level"] == "info"
