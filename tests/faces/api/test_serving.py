"""Who may ask, in which form errors come, and what every answer carries."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from madoguchi.base.clock import now
from madoguchi.base.limits import Limiter
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actions import seats, tokens
from madoguchi.core.people.models import Token
from madoguchi.faces.api import serving
from tests.faces.api.client import Caller, caller
from tests.world import World


@pytest.mark.parametrize("given", ["", "mdg_nobody", "x" * 300])
def test_a_token_that_is_none(db: None, given: str) -> None:
    found = Caller(given).get("/conversations")
    assert found.status == 401
    assert found.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_is_over(world: World) -> None:
    asking = caller(world, world.misaki)
    with tenant(world.koyomi.id):
        Token.objects.update(expires_at=now() - timedelta(seconds=1))
    assert asking.get("/conversations").status == 401


def test_a_token_that_was_revoked(world: World) -> None:
    asking = caller(world, world.misaki)
    with tenant(world.koyomi.id):
        token_id = Token.objects.get().id
    tokens.revoke_token(token_id, actor=world.actor(world.misaki))
    assert asking.get("/conversations").status == 401


def test_a_token_whose_person_left(world: World) -> None:
    asking = caller(world, world.misaki)
    seats.deactivate(world.misaki.id, actor=world.actor(world.aoi))
    assert asking.get("/conversations").status == 401


def test_a_scope_cuts_the_rights_of_its_person(world: World, matter: Conversation) -> None:
    reads = caller(world, world.misaki, "read")
    assert reads.get(f"/conversations/{matter.id}").status == 200
    refused = reads.patch(f"/conversations/{matter.id}", {"priority": "high"})
    assert (refused.status, refused.body["code"]) == (403, "not-allowed")


def test_without_the_right_a_list_is_refused_not_empty(misaki: Caller) -> None:
    assert misaki.get("/audit-entries").status == 403


@pytest.mark.parametrize("language", ["ja", "en"])
def test_errors_speak_the_reader_s_language(misaki: Caller, language: str) -> None:
    found = misaki.get("/conversations/1", Accept_Language=f"{language};q=0.9, fr;q=0.1")
    assert found.status == 404
    assert found.headers["Content-Language"] == language


def test_what_is_wrong_is_pointed_at(misaki: Caller, matter: Conversation) -> None:
    body = {"priority": "highest", "subject": "a\r\nBcc: x@y.example", "colour": 1, "attributes": {"a" * 61: 1}}
    found = misaki.patch(f"/conversations/{matter.id}", body)
    assert found.status == 422
    assert {one["pointer"] for one in found.body["errors"]} >= {"/priority", "/subject", "/colour"}


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff", b'{"subject": NaN}', b'{"subject": "\\u0000"}', b'{"subject": "\\ud800"}', b"[" * 5000]
)
def test_malformed_json(misaki: Caller, matter: Conversation, raw: bytes) -> None:
    found = misaki.call("PATCH", f"/conversations/{matter.id}", raw)
    assert (found.status, found.body["code"]) == (400, "malformed-json")


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"null", b"1", b""])
def test_json_of_another_form(misaki: Caller, matter: Conversation, raw: bytes) -> None:
    assert misaki.call("PATCH", f"/conversations/{matter.id}", raw).status == 422


def test_a_body_that_is_too_large(misaki: Caller, matter: Conversation) -> None:
    found = misaki.post(f"/conversations/{matter.id}/notes", {"text": "x" * 2_000_001})
    assert (found.status, found.body["code"]) == (413, "too-large")


@pytest.mark.parametrize("path", ["/nothing", "/conversations/x", "/conversations/-1", f"/conversations/{2**70}", "/"])
def test_an_address_that_leads_nowhere(misaki: Caller, path: str) -> None:
    assert misaki.get(path).status == 404


def test_a_method_that_is_not_there(misaki: Caller) -> None:
    found = misaki.call("DELETE", "/conversations")
    assert found.status == 405
    assert "GET" in found.headers["Allow"]


def test_head_is_get_without_the_body(misaki: Caller) -> None:
    assert misaki.call("HEAD", "/conversations").status == 200


def test_every_answer_is_kept_from_caches_and_sniffing(misaki: Caller) -> None:
    for found in (misaki.get("/conversations"), misaki.get("/conversations/1")):
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in found.headers["Content-Security-Policy"]


def test_no_session_and_no_cookie(misaki: Caller) -> None:
    response = Client().get("/api/v1/conversations", headers={"Authorization": f"Bearer {misaki.token}"})
    assert not response.cookies


@pytest.fixture
def unreachable() -> Iterator[None]:
    def refuse(*_arguments: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def test_the_database_is_away(misaki: Caller, unreachable: None) -> None:
    found = misaki.get("/conversations")
    assert (found.status, found.body["code"]) == (503, "unavailable")
    assert int(found.headers["Retry-After"]) > 0
    assert "server closed" not in found.body["detail"]


def test_what_nobody_foresaw_says_nothing_of_the_inside(misaki: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(_clear: str) -> int:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(serving, "entered_by_token", break_it)
    found = misaki.get("/conversations")
    assert (found.status, found.body["code"]) == (500, "internal-error")
    assert "secret" not in json.dumps(found.body)


def test_the_rate_is_told_and_kept(misaki: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "limiter", Limiter(2))
    first, second, third = (misaki.get("/me") for _ in range(3))
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
    assert (second.status, third.status) == (200, 429)
    assert 0 < int(third.headers["Retry-After"]) <= 31
    assert third.queries == 0


def test_a_refused_request_tells_the_rate_too(misaki: Caller) -> None:
    assert misaki.get("/conversations/1").headers["RateLimit-Limit"] == "6000"


def test_the_document_and_its_page(db: None) -> None:
    document = Client().get("/api/v1/openapi.json")
    assert document.json()["openapi"].startswith("3.1")
    assert document.json()["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    page = Client().get("/api/v1/docs", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert b"/api/v1/conversations/{conversation_id}" in page.content
    assert b"<script" not in page.content
    assert b"http://" not in page.content.replace(b"http://www.w3.org", b"")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_me(world: World, misaki: Caller) -> None:
    found = misaki.get("/me").body
    assert (found["person"]["id"], found["workspace"]["id"]) == (world.misaki.id, world.koyomi.id)
    assert "conversation.reply" in found["permissions"]
    assert "inbox.manage" not in found["permissions"]
