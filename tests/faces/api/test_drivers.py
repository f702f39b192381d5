"""Drivers, causes and active customers by the API."""

from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation
from tests.faces.api.client import Caller

pytestmark = pytest.mark.django_db
MONTH = f"{now().astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m}"  # a workspace's months are its own, not UTC's


def test_a_driver_from_its_beginning_to_its_end(aoi: Caller, matter: Conversation) -> None:
    made = aoi.post(
        "/drivers", {"name": "配送の遅れ", "minutes": 9.5, "fix": "追跡番号を送る", "done_on": "2026-01-05"}
    )
    assert (made.status, made.body["minutes"], made.body["done_on"]) == (201, 9.5, "2026-01-05")
    one = f"/drivers/{made.body['id']}"
    assert aoi.patch(one, {"fix_url": "ftp://x"}).status == 422
    assert aoi.patch(one, {"fix_url": "https://k.example/1"}).body["fix_url"] == "https://k.example/1"
    cause = f"/conversations/{matter.id}/cause"
    assert aoi.get(cause).body == {"driver_id": None, "avoidable": "", "by_tag": False}
    given = {"driver_id": made.body["id"], "avoidable": "late"}
    assert aoi.put(cause, given).body == {**given, "by_tag": False}
    report = aoi.get("/reports/drivers").body
    line = report["drivers"][0]
    assert (line["name"], line["contacts"], line["avoidable"]) == ("配送の遅れ", 1, 1)
    assert aoi.get(f"/reports/drivers/contacts?driver_id={made.body['id']}").ids == [matter.id]
    assert aoi.get("/reports/drivers/contacts?any_avoidable=true").ids == [matter.id]
    assert aoi.get("/reports/drivers/contacts?without_driver=true").ids == []
    assert aoi.delete(one).status == 204
    assert aoi.get(cause).body == {"driver_id": None, "avoidable": "late", "by_tag": False}


def test_months_of_customers_and_the_target(aoi: Caller, misaki: Caller, matter: Conversation) -> None:
    aoi.put(f"/conversations/{matter.id}/cause", {"avoidable": "unclear"})
    assert aoi.patch("/active-customers", {"numbers": {MONTH: 50}}).data == [{"month": MONTH, "number": 50}]
    goal = {"from_month": MONTH, "from_rate": 4, "until_month": "2999-01", "until_rate": 1}
    assert aoi.patch("/contact-goal", goal).body == {"counted_as": "", **goal}
    month = aoi.get("/reports/avoidable?months=1").data[0]
    assert (month["avoidable"], month["reasons"], month["target"]) == (1, {"unclear": 1}, 4)
    assert month["avoidable_rate"]["value"] == 2
    assert aoi.patch("/active-customers", {"numbers": {"2026-13": 5}}).status == 422
    assert misaki.patch("/active-customers", {"numbers": {MONTH: 5}}).status in (403, 404)
    assert misaki.get("/active-customers").status in (403, 404)
    assert aoi.patch("/active-customers", {"numbers": {MONTH: None}}).data == []
    assert aoi.get("/reports/avoidable?months=1").data[0]["rate"]["value"] is None
