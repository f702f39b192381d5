"""The language model over the API."""

import pytest

from tests.faces.api.client import caller
from tests.features.llm.connecting import KEY
from tests.language_model import Server
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_is_set_tried_and_its_calls_listed(world: World, model: Server) -> None:
    api = caller(world, world.aoi)
    assert api.get("/language-model").body["address"] == ""
    given = {"address": model.address, "model": "small", "key": KEY, "monthly_cost": "3000", "daily_tokens": None}
    shown = api.patch("/language-model", given).body
    assert (shown["has_key"], shown["monthly_cost"], shown["checks_answers"]) == (True, "3000", False)
    assert KEY.encode() not in api.get("/language-model").content
    refused = api.patch("/language-model", {"address": "http://api.example.com"})
    assert (refused.status, refused.body["code"]) == (422, "bad-address")
    made = api.post("/language-model/trials")
    assert made.status == 202
    assert api.get(f"/language-model/calls/{made.body['id']}").body["outcome"] == ""
    listed = api.get("/language-model/calls?limit=1")
    assert [one["purpose"] for one in listed.data] == ["trial"]
    kenji = caller(world, world.kenji)
    assert kenji.get("/language-model").status == 403
    assert kenji.get(f"/language-model/calls/{made.body['id']}").status == 404


def test_an_embedding_model_is_set_and_tried(world: World, model: Server) -> None:
    api = caller(world, world.aoi)
    given = {"address": model.address, "model": "small", "embedding_model": "meanings", "embedding_price": "3.5"}
    shown = api.patch("/language-model", {**given, "reads_meaning": True}).body
    assert (shown["embedding_model"], shown["reads_meaning"]) == ("meanings", True)
    assert shown["embedding_rests_until"] is None
    assert shown["embedding_price"] == "3.5"
    made = api.post("/language-model/embedding-trials")
    assert (made.status, made.body["purpose"]) == (202, "meaning_trial")
    refused = api.patch("/language-model", {"embedding_model": ""})
    assert (refused.status, refused.body["code"]) == (422, "bad-embedding_model")
    assert caller(world, world.kenji).post("/language-model/embedding-trials").status == 403
