"""Scenarios by the API."""

import pytest

from tests.faces.api.client import Caller

pytestmark = pytest.mark.django_db


def test_a_scenario_from_its_beginning_to_its_end(aoi: Caller, misaki: Caller) -> None:
    assert aoi.get("/scenarios/measured?channel=email").body["within"] == 14_400
    made = aoi.post("/scenarios", {"name": "今のまま", "inputs": {"volume": 4000, "growth": 3, "heads": 5}})
    assert made.status == 201
    assert [one["months"] for one in made.body["horizons"]] == [0, 6, 12, 18]
    one = f"/scenarios/{made.body['id']}"
    changed = aoi.patch(one, {"inputs": {"automation_goal": 50}}).body
    assert (changed["name"], changed["inputs"]["growth"]) == ("今のまま", 3)
    assert changed["horizons"][3]["for_people"][1] < made.body["horizons"][3]["for_people"][1]
    assert aoi.patch(one, {"inputs": {"target": 100}}).status == 422
    assert aoi.get("/scenarios").ids == [made.body["id"]]
    assert misaki.get("/scenarios").data == []
    assert misaki.delete(one).status == 404
    assert aoi.delete(one).status == 204
