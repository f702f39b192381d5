"""A connection that was broken while nobody used it is made anew; one that lives is not asked."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, close_old_connections, connection

from madoguchi.config.postgresql import base

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backend() -> Iterator[int]:
    """The server process of our own connection."""
    connection.ensure_connection()
    yield connection.connection.info.backend_pid
    connection.close()


def asked() -> int:
    """The server process that answers the first question of a request."""
    close_old_connections()  # as Django does before each
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    return int(row[0])


def test_a_living_connection_is_not_asked(backend: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked() == backend
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _self: pytest.fail("asked"))
    assert asked() == backend


def test_after_a_long_pause_it_is_asked(backend: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked() == backend
    monkeypatch.setattr(base, "LONG", 0.0)
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _self: False)
    assert asked() != backend


def test_one_that_the_server_ended_is_made_anew(backend: int) -> None:
    assert asked() == backend
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    assert asked() != backend


@pytest.mark.parametrize(
    "written",
    ["2026-11-23 12:00:00.123456+09", "2026-11-23 12:00:00+09", "1888-01-01 00:00:00+00", "0001-01-01 00:00:00+00"],
)
def test_times_are_read_as_django_reads_them(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, %s::timestamptz::text", [written, written])
        read, text = cursor.fetchone()
    assert read.tzinfo is UTC
    assert read == datetime.fromisoformat(text)


def test_a_time_that_python_does_not_know_is_an_error() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()
