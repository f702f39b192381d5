"""Readiness by the only proof there is: a connection that answers."""

import enum

import psycopg


class Answer(enum.Enum):
    READY = "ready"
    NO_SOCKET = "no socket"  # nothing listens yet, or any more
    NOT_YET = "not yet"  # it listens, and says that it is starting, recovering or stopping
    UNKNOWN_LOGIN = "unknown login"  # it is up, and the login or its database is not made yet


def ask(url: str) -> Answer:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as problem:
        return _reading(str(problem))
    return Answer.READY


def _reading(problem: str) -> Answer:
    # A refusal while connecting carries no SQLSTATE in libpq; the server's language is that of --locale=C.
    if "password authentication failed" in problem or "does not exist" in problem:
        return Answer.UNKNOWN_LOGIN
    if "No such file" in problem or "Connection refused" in problem:
        return Answer.NO_SOCKET
    return Answer.NOT_YET
