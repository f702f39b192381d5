"""Styles of answers by the API."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.styles.models import ConversationStyle
from tests.faces.api.client import Caller
from tests.features.styles.test_measuring import talk
from tests.world import World

pytestmark = pytest.mark.django_db


def test_what_an_inbox_and_a_segment_want(world: World, aoi: Caller, misaki: Caller, matter: Conversation) -> None:
    of = f"/inboxes/{world.support.id}/style"
    assert aoi.get(of).body == {"inbox_id": world.support.id, "style": "", "trial": 0}
    assert aoi.put(of, {"style": "comprehensive", "trial": 50}).body["trial"] == 50
    assert aoi.put(of, {"style": "comprehensive", "trial": 51}).status == 422
    assert misaki.put(of, {"style": ""}).status == 403
    assert misaki.get(of).status == 403
    made = aoi.post("/styles/segments", {"style": "conversational", "audience": "others"})
    assert made.status == 201
    assert [one["audience"] for one in aoi.get("/styles/segments").body["data"]] == ["others"]
    assert aoi.post("/styles/segments", {"style": "conversational"}).status == 422
    assert misaki.delete(f"/styles/segments/{made.body['id']}").status == 404
    assert aoi.delete(f"/styles/segments/{made.body['id']}").status == 204
    wanted = f"/conversations/{matter.id}/style"
    assert misaki.get(wanted).body == {"style": "", "by": ""}
    with tenant(world.koyomi.id):
        ConversationStyle.objects.create(
            workspace_id=world.koyomi.id, conversation=matter, style="comprehensive", by="inbox"
        )
    assert misaki.get(wanted).body == {"style": "comprehensive", "by": "inbox"}


def test_the_report_and_what_it_counts(world: World, aoi: Caller, misaki: Caller) -> None:
    once, _twice = talk(world, "cp", score=5), talk(world, "cpcp", "comprehensive")
    found = aoi.get("/reports/styles").body
    (line,) = (one for one in found["lines"] if (one["style"], one["who"]) == ("conversational", "agents"))
    assert (line["resolved"], line["median"], line["first"], line["content"]) == (1, 1, 1, 1)
    assert (found["difference"]["value"], found["is_certain"]) == (None, False)
    assert aoi.get("/reports/styles/conversations?style=conversational&part=content").ids == [once]
    assert aoi.get("/reports/styles/conversations?tried=true").ids == []
    assert misaki.get("/reports/styles").status == 403
