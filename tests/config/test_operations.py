"""Who may read the figures, and what is said when the database is away."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from madoguchi.config.operations import Operations
from madoguchi.config.threads import Pool
from tests.asgi import Call, ask, http_scope


@pytest.fixture
def full() -> Iterator[Pool]:
    """A pool that takes nothing: as when all threads hang on a database that is away."""
    pool = Pool(1, backlog=0)
    pool.inside = 1
    yield pool
    pool.close()


def metrics(pool: Pool, token: str, client: str, *headers: tuple[str, str]) -> Call:
    operations = Operations(pool, list, token)
    return asyncio.run(ask(operations.metrics, http_scope("/metrics", client=client, headers=headers)))


@pytest.mark.parametrize(
    ("token", "client", "bearer", "status"),
    [
        ("", "127.0.0.1", "", 200),
        ("", "::1", "", 200),
        ("", "192.0.2.7", "", 404),
        ("", "", "", 404),
        ("right", "192.0.2.7", "Bearer right", 200),
        ("right", "192.0.2.7", "Bearer wrong", 404),
        ("right", "127.0.0.1", "", 404),
    ],
)
def test_figures_are_for_this_machine_or_for_a_token(
    full: Pool, token: str, client: str, bearer: str, status: int
) -> None:
    assert metrics(full, token, client, ("Authorization", bearer)).status == status


def test_what_a_proxy_on_this_machine_passes_on_is_not_from_this_machine(full: Pool) -> None:
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert metrics(full, "", "127.0.0.1", (header, "192.0.2.7")).status == 404
    bearer = ("Authorization", "Bearer right")
    assert metrics(full, "right", "127.0.0.1", ("X-Forwarded-For", "::1"), bearer).status == 200


def test_figures_come_when_no_thread_is_left(full: Pool) -> None:
    body = metrics(full, "", "127.0.0.1").body
    assert b"madoguchi_database_up 0.0" in body
    assert b"madoguchi_http_inside" in body


def test_what_is_missing_is_named(full: Pool) -> None:
    operations = Operations(full, lambda: ["The database does not answer."], "")
    call = asyncio.run(ask(operations.ready, http_scope("/readyz")))
    assert call.status == 503
    assert json.loads(call.body)["detail"] == "The database does not answer."
    assert asyncio.run(ask(operations.health, http_scope("/healthz"))).status == 200
