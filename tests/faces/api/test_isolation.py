"""No workspace sees another's, and nobody sets what they were not asked for: made from the API's own document."""

import json
import re
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps

from madoguchi.base.models import TenantModel
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.faces.api.schema import document
from tests.faces.api.client import BASE, Caller, caller
from tests.faces.api.foreign import MARK, everything
from tests.faces.api.matters import begun
from tests.features.articles.writing import drafted, shelf
from tests.world import World

OURS = ("aoi", "mana", "kenji", "misaki", "ren", "olivia")
# What a request must hold, by the member's name; ids in it are filled in.
MEMBERS: dict[str, Any] = {
    "name": "a",
    "query": "a",
    "text": "a",
    "to": ["a@b.example"],
    "address": "a@b.example",
    "addresses": ["a@b.example"],
    "on": "contact",
    "key": "a",
    "type": "text",
    "label": "a",
    "kind": "external",
    "value": "a",
    "email": "a@b.example",
    "url": "https://a.example/",
    "role": "light",
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-02-01T00:00:00Z",
    "scopes": ["read"],
    "position": 0,
    "verb": "resolve",
    "send_at": "2999-01-01T00:00:00Z",
    "shows_texts": True,
    "title": "a",
    "texts": {"ja": {"title": "a"}},
    "body": "a",
    "slug": "a",
    "edition": 1,
    "publish_at": "2999-01-01T00:00:00Z",
    "q": "a",
    "language": "ja",
    "time_zone": "Asia/Tokyo",
    "asks": True,
    "state": "available",
    "answer": "a",
    "goal": "a",
    "style": "comprehensive",
    "steps": "a",
    "question": "a",
    "deed": "text",
    "numbers": {},
    "asked": "a",
    "wish": "a",
    "values": {},
    "at_step": 0,
    "choice": 0,
    "reason": "other",
}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) for all of them."""
    return [
        (method.upper(), path.removeprefix(BASE), operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    found: dict[str, Any] = document()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return found


def body_for(operation: dict[str, Any], ids: dict[str, int]) -> dict[str, Any] | None:
    """The least that a request must hold; every id in it is of `ids`."""
    schema = schema_of(operation)
    if not schema:
        return None
    body: dict[str, Any] = {}
    for member in schema.get("required", ()):
        body[member] = MEMBERS[member] if member in MEMBERS else _foreign(member, ids)
    return body


def _foreign(member: str, ids: dict[str, int]) -> Any:
    one = {
        "into_id": "other_id",
        "merged_id": "other_contact_id",
        "message_ids": "message_id",
        "owner_id": "person_id",
    }.get(member, member)
    return [ids[one]] if member.endswith("_ids") else ids[one]


def filled(path: str, ids: dict[str, int]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str(ids.get(match[1], "reply" if match[1] == "kind" else "x")), path)


@cache
def with_ids() -> list[tuple[str, str, dict[str, Any]]]:
    """Those that name something in their path."""
    return [one for one in operations() if re.search(r"\{\w+_id\}", one[1])]


def test_there_is_something_to_test() -> None:
    assert len(operations()) > 90
    assert len(with_ids()) > 55


@pytest.mark.parametrize("name", OURS)
def test_the_ids_of_another_workspace_lead_nowhere(world: World, name: str) -> None:
    ids = everything(world)
    asking = caller(world, getattr(world, name))
    found = {}
    for method, path, operation in with_ids():
        answer = asking.call(method, filled(path, ids), body_for(operation, ids))
        if answer.status != 404 or MARK.encode() in answer.content:
            found[f"{method} {path}"] = answer.status
    assert not found


def test_one_s_own_thing_with_another_workspace_s(world: World, matter: Conversation) -> None:
    ids = everything(world) | {
        "conversation_id": matter.id,
        "contact_id": world.hanako.id,
        "person_id": world.misaki.id,
    }
    aoi = caller(world, world.aoi)
    found = {}
    for method, path, operation in with_ids():
        if len(re.findall(r"\{\w+_id\}", path)) > 1:
            answer = aoi.call(method, filled(path, ids), body_for(operation, ids))
            if answer.status != 404:
                found[f"{method} {path}"] = answer.status
    assert not found


def test_ids_in_bodies_and_filters(world: World, matter: Conversation) -> None:
    ids = everything(world)
    aoi = caller(world, world.aoi)
    one = f"/conversations/{matter.id}"
    refused = [
        aoi.patch(one, {"assignee_id": ids["person_id"]}),
        aoi.patch(one, {"team_id": ids["team_id"]}),
        aoi.post(f"{one}/merge", {"into_id": ids["other_id"]}),
        aoi.post(f"{one}/split", {"message_ids": [ids["message_id"]]}),
        aoi.post(f"{one}/replies", {"text": "a", "attachment_ids": [ids["attachment_id"]]}),
        aoi.post("/conversations", {"inbox_id": ids["inbox_id"], "to": ["a@b.example"], "text": "a"}),
        aoi.post(f"/contacts/{world.hanako.id}/merge", {"merged_id": ids["contact_id"]}),
        aoi.patch(f"/contacts/{world.hanako.id}", {"company_id": ids["company_id"]}),
        aoi.patch(f"/teams/{world.team.id}", {"person_ids": [ids["person_id"]]}),
    ]
    assert {answer.status for answer in refused} <= {404, 422}
    note = aoi.post(f"{one}/notes", {"text": "a", "mentioned": [ids["person_id"]]})
    assert note.status == 201
    for name, field in (("inbox", "inbox_id"), ("team", "team_id"), ("contact", "contact_id"), ("tag", "tag_id")):
        assert aoi.get(f"/conversations?{name}={ids[field]}").data == []
    assert aoi.get(f"/contacts?company={ids['company_id']}").data == []
    assert aoi.get(f"/events?conversation={ids['conversation_id']}").data == []


@pytest.mark.parametrize("name", OURS)
def test_no_list_shows_another_workspace_s(world: World, matter: Conversation, name: str) -> None:
    ids = everything(world)
    asking = caller(world, getattr(world, name))
    for method, path, operation in operations():
        if method == "GET" and "{" not in path:
            wanted = [one["name"] for one in operation.get("parameters", ()) if one.get("required")]
            answer = asking.get(f"{path}?{urlencode({one: MEMBERS.get(one) or ids[one] for one in wanted})}")
            assert answer.status in (200, 403, 404), path
            assert MARK.encode() not in answer.content, path


@pytest.mark.parametrize("name", OURS)
def test_what_a_role_may_do_to_its_own_never_breaks(world: World, matter: Conversation, name: str) -> None:
    """Every operation with the ids of one's own workspace: an answer that was foreseen, whatever it is."""
    other = begun(world.support, world.taro, "taro..sato.@docomo.ne.jp")
    ids = dict.fromkeys(everything(world), 1) | {
        "conversation_id": matter.id,
        "other_id": other.id,
        "contact_id": world.emma.id,
        "other_contact_id": world.taro.id,
        "person_id": world.ren.id,
        "inbox_id": world.support.id,
        "team_id": world.team.id,
        "company_id": world.kobo.id,
    }
    asking = caller(world, getattr(world, name))
    for method, path, operation in operations():
        if "workspace" not in path:
            answer = asking.call(method, filled(path, ids), body_for(operation, ids))
            assert answer.status < 500, f"{method} {path} {answer.body}"
            assert MARK.encode() not in answer.content


def columns() -> set[str]:
    """The names of every column that a workspace's tables have."""
    models = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    return {field.attname for model in models for field in model._meta.concrete_fields}


def test_every_member_that_is_not_asked_for_is_refused(world: World, matter: Conversation) -> None:
    ids = dict.fromkeys(everything(world), 1) | {
        "conversation_id": matter.id,
        "contact_id": world.hanako.id,
        "article_id": _article(world),
    }
    aoi = caller(world, world.aoi)
    before = _rows(world)
    tried = 0
    for method, path, operation in operations():
        schema = schema_of(operation)
        if not schema:
            continue
        extra = columns() - schema["properties"].keys()
        assert len(extra) > 100
        answer = aoi.call(method, filled(path, ids), (body_for(operation, ids) or {}) | dict.fromkeys(extra, 1))
        assert answer.status == 422, f"{method} {path}"
        assert {f"/{name}" for name in extra} <= {one["pointer"] for one in answer.body["errors"]}, f"{method} {path}"
        tried += 1
    assert tried > 25
    assert _rows(world) == before


def _article(world: World) -> int:
    with tenant(world.koyomi.id):
        kenji = world.actor(world.kenji)
        return drafted(kenji, shelf(kenji)).id


def _rows(world: World) -> str:
    with tenant(world.koyomi.id):
        return json.dumps(list(Conversation.objects.order_by("id").values()), default=str)


def test_a_member_too_many_in_a_member_is_refused_too(aoi: Caller, world: World) -> None:
    identities = [{"kind": "mail", "value": "a@b.example", "contact_id": world.william.id}]
    assert aoi.post("/contacts", {"display_name": "a", "identities": identities}).status == 422
    settings = {"settings": {"smtp_host": "a", "workspace_id": 1}}
    assert aoi.patch(f"/inboxes/{world.support.id}", settings).status == 422
