"""The same key does a write once, and answers the same."""

import threading
from typing import Any

import pytest
from django.db import connection, connections

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import IdempotencyKey, Token
from tests.faces.api.client import Answer, Caller, caller
from tests.faces.api.matters import begun
from tests.world import World, build

KEY = "3f1c-請求"


def test_a_repeat_gets_the_first_answer(world: World, misaki: Caller, matter: Conversation) -> None:
    first = misaki.post(f"/conversations/{matter.id}/notes", {"text": "確認中"}, Idempotency_Key="one")
    again = misaki.post(f"/conversations/{matter.id}/notes", {"text": "確認中"}, Idempotency_Key="one")
    assert (again.status, again.content) == (first.status, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    with tenant(world.koyomi.id):
        assert Message.objects.filter(kind="note").count() == 1


def test_another_request_under_the_key_is_refused(misaki: Caller, matter: Conversation) -> None:
    misaki.post(f"/conversations/{matter.id}/notes", {"text": "一"}, Idempotency_Key="one")
    for path, body in ((f"/conversations/{matter.id}/notes", {"text": "二"}), ("/tags", {"name": "一"})):
        refused = misaki.post(path, body, Idempotency_Key="one")
        assert (refused.status, refused.body["code"]) == (422, "idempotency-key-reused")


def test_keys_of_another_token_are_another_s(world: World, misaki: Caller, matter: Conversation) -> None:
    aoi = caller(world, world.aoi)
    assert misaki.post(f"/conversations/{matter.id}/notes", {"text": "一"}, Idempotency_Key="one").status == 201
    assert "Idempotency-Replayed" not in aoi.post("/tags", {"name": "一"}, Idempotency_Key="one").headers


def test_what_was_refused_may_be_tried_again(misaki: Caller, matter: Conversation) -> None:
    body = {"text": "x", "mentioned": [], "attachment_ids": []}
    assert misaki.post(f"/conversations/{matter.id + 99}/notes", body, Idempotency_Key="one").status == 404
    assert misaki.post(f"/conversations/{matter.id}/notes", body, Idempotency_Key="one").status == 201


def test_a_delete_is_repeated_too(misaki: Caller, matter: Conversation) -> None:
    tag = misaki.post("/tags", {"name": "請求"}).body["id"]
    aoi = misaki
    path = f"/conversations/{matter.id}/tags/{tag}"
    aoi.put(path)
    first, again = (aoi.delete(path, Idempotency_Key="d") for _ in range(2))
    assert (first.status, again.content) == (200, first.content)


def test_a_secret_is_kept_sealed(world: World, misaki: Caller) -> None:
    body = {"name": "連携", "scopes": ["read"]}
    first, again = (misaki.post("/tokens", body, Idempotency_Key="t") for _ in range(2))
    assert first.body["token"] == again.body["token"]
    with tenant(world.koyomi.id):
        assert first.body["token"] not in str(IdempotencyKey.objects.get().body)
        assert Token.objects.filter(name="連携").count() == 1


def test_an_export_is_not_kept(world: World, aoi: Caller) -> None:
    for _ in range(2):
        found = aoi.post(f"/contacts/{world.hanako.id}/export", Idempotency_Key="e")
        assert "Idempotency-Replayed" not in found.headers
    with tenant(world.koyomi.id):
        assert not IdempotencyKey.objects.exists()


def test_erasing_a_person_erases_what_was_kept(world: World, misaki: Caller, matter: Conversation) -> None:
    body = {"text": "山田様へ"}
    misaki.post(f"/conversations/{matter.id}/notes", body, Idempotency_Key="one")
    erase_contact(world.hanako.id, actor=world.actor(world.aoi))
    again = misaki.post(f"/conversations/{matter.id}/notes", body, Idempotency_Key="one")
    assert (again.status, again.body["code"]) == (409, "answer-erased")
    with tenant(world.koyomi.id):
        assert not IdempotencyKey.objects.filter(body__isnull=False).exists()


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_is_none(misaki: Caller, key: str) -> None:
    assert misaki.post("/tags", {"name": "一"}, Idempotency_Key=key).body["code"] == "bad-idempotency-key"


def test_reads_need_no_key(misaki: Caller) -> None:
    assert "Idempotency-Replayed" not in misaki.get("/conversations", Idempotency_Key="one").headers


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once() -> None:
    world = build()
    asking = caller(world, world.misaki)
    matter = begun(world.support, world.hanako, "hanako@kobo.example")
    answers = _at_once(6, lambda: asking.post(f"/conversations/{matter.id}/notes", {"text": "一"}, Idempotency_Key="k"))
    assert {(one.status, one.content) for one in answers} == {(201, answers[0].content)}
    assert sum("Idempotency-Replayed" not in one.headers for one in answers) == 1
    with tenant(world.koyomi.id):
        assert Message.objects.filter(kind="note").count() == 1


def _at_once(count: int, ask: Any) -> list[Answer]:
    ready, answers = threading.Barrier(count), list[Answer]()

    def run() -> None:
        try:
            ready.wait()
            answers.append(ask())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not connection.needs_rollback
    return answers
