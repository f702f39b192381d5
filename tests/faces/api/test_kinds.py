"""Types of questions by the API."""

import pytest

from madoguchi.core.conversations.models import Conversation
from tests.faces.api.client import Caller

pytestmark = pytest.mark.django_db


def test_a_type_and_the_question_that_is_of_it(aoi: Caller, misaki: Caller, matter: Conversation) -> None:
    fields = [{"label": "いつから", "ask_ja": "いつ頃から起きているか", "is_required": True}]
    made = aoi.post("/types", {"name": "不具合", "examples": ["エラーが出ます"], "fields": fields})
    assert made.status == 201
    field = made.body["fields"][0]
    one = f"/types/{made.body['id']}"
    assert aoi.patch(one, {"fields": [{**field, "label": "発生時期"}]}).body["fields"][0]["id"] == field["id"]
    assert misaki.patch(one, {"name": "x"}).status == 403
    of = f"/conversations/{matter.id}/type"
    assert misaki.get(of).body["kind_id"] is None
    said = misaki.put(of, {"kind_id": made.body["id"]}).body
    assert (said["by"], said["missing"]) == ("person", [field["id"]])
    filled = misaki.patch(of, {"values": {str(field["id"]): "昨日"}}).body
    assert (filled["values"], filled["missing"]) == ({str(field["id"]): "昨日"}, [])
    assert misaki.patch(of, {"values": {"x": "昨日"}}).status == 422
    report = aoi.get("/reports/types").body["types"]
    assert [(line["name"], line["conversations"]) for line in report] == [("不具合", 1), ("", 0)]
    assert aoi.get(f"/reports/types/conversations?kind_id={made.body['id']}").ids == [matter.id]
    assert aoi.get("/reports/types/conversations?untyped=true").ids == []
    assert aoi.get("/conversations?filter=type:不具合").ids == [matter.id]
    assert aoi.delete(one).status == 204
    assert misaki.get(of).body["values"] == {}
