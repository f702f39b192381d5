"""Conversations over the API: what is listed, read, changed, joined, and in how many queries."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from tests.faces.api.client import Caller, caller
from tests.faces.api.matters import begun, said
from tests.world import World


def test_reads_one(misaki: Caller, matter: Conversation) -> None:
    found = misaki.get(f"/conversations/{matter.id}")
    assert found.status == 200
    assert found.body["contact"] == {"id": matter.contact_id, "name": "山田 花子"}
    assert found.body["priority"] == "normal"
    assert found.body["created_at"].endswith("Z")
    assert found.queries <= 8


def test_reads_it_again_only_when_it_changed(misaki: Caller, matter: Conversation) -> None:
    tag = misaki.get(f"/conversations/{matter.id}").headers["ETag"]
    assert misaki.get(f"/conversations/{matter.id}", If_None_Match=tag).status == 304
    misaki.patch(f"/conversations/{matter.id}", {"priority": "high"})
    assert misaki.get(f"/conversations/{matter.id}", If_None_Match=tag).status == 200


def test_lists_page_by_page(world: World, misaki: Caller) -> None:
    made = [begun(world.support, world.hanako, "hanako@kobo.example").id for _ in range(5)]
    first = misaki.get("/conversations?limit=2")
    assert first.ids == made[:-3:-1]
    assert first.queries <= 8
    assert first.headers["Link"] == f'</api/v1/conversations?limit=2&cursor={first.body["next"]}>; rel="next"'
    second = misaki.get(f"/conversations?limit=2&cursor={first.body['next']}")
    third = misaki.get(f"/conversations?limit=2&cursor={second.body['next']}")
    assert first.ids + second.ids + third.ids == made[::-1]
    assert third.body["next"] is None


@pytest.mark.parametrize(
    "filters",
    [
        "status=open",
        "view=unassigned",
        "view=waiting",
        "priority=normal",
        "inbox={inbox}",
        "contact={contact}",
        "updated_since=2020-01-01T00:00:00Z",
        "order=oldest",
    ],
)
def test_filters_that_match(world: World, misaki: Caller, matter: Conversation, filters: str) -> None:
    text = filters.format(inbox=world.support.id, contact=world.hanako.id)
    assert misaki.get(f"/conversations?{text}").ids == [matter.id]


@pytest.mark.parametrize(
    "filters",
    [
        "status=resolved",
        "view=mine",
        "view=spam",
        "priority=urgent",
        "inbox={inbox}",
        "assignee={person}",
        "tag=1",
        "team={team}",
        "updated_since=2999-01-01T00:00:00Z",
    ],
)
def test_filters_that_do_not(world: World, misaki: Caller, matter: Conversation, filters: str) -> None:
    text = filters.format(inbox=world.english.id, person=world.aoi.id, team=world.team.id)
    assert misaki.get(f"/conversations?{text}").ids == []


def test_a_misspelt_filter_is_refused(misaki: Caller) -> None:
    found = misaki.get("/conversations?statsu=open")
    assert found.status == 422
    assert found.body["errors"][0]["parameter"] == "statsu"


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WyIyMDI2IiwgMV0", "W251bGwsIG51bGxd", "W1tdLCAxXQ", "%00", "%ff"])
def test_a_cursor_that_is_not_ours(misaki: Caller, cursor: str) -> None:
    assert misaki.get(f"/conversations?cursor={cursor}").status in (400, 422)


def test_changes_many_members_at_once(world: World, misaki: Caller, matter: Conversation) -> None:
    until = (now() + timedelta(days=1)).isoformat()
    changes = {
        "assignee_id": world.misaki.id,
        "team_id": world.team.id,
        "priority": "urgent",
        "subject": "請求書の再発行",
        "next_action": "経理に確認",
        "due_at": until,
        "waiting_on": "third",
        "status": "snoozed",
        "snoozed_until": until,
    }
    changed = misaki.patch(f"/conversations/{matter.id}", changes)
    assert changed.status == 200
    assert {name: changed.body[name] for name in ("assignee_id", "team_id", "priority", "subject", "status")} == {
        name: changes[name] for name in ("assignee_id", "team_id", "priority", "subject", "status")
    }
    with tenant(world.koyomi.id):
        types = set(Event.objects.filter(conversation_id=matter.id).values_list("type", flat=True))
    assert {"conversation.assigned", "conversation.snoozed", "conversation.planned"} <= types


def test_a_member_that_is_not_sent_stays(misaki: Caller, matter: Conversation) -> None:
    misaki.patch(f"/conversations/{matter.id}", {"next_action": "電話する", "priority": "high"})
    after = misaki.patch(f"/conversations/{matter.id}", {"waiting_on": "customer"}).body
    assert (after["next_action"], after["priority"], after["waiting_on"]) == ("電話する", "high", "customer")


def test_null_takes_the_owner_away(world: World, misaki: Caller, matter: Conversation) -> None:
    misaki.patch(f"/conversations/{matter.id}", {"assignee_id": world.misaki.id})
    assert misaki.patch(f"/conversations/{matter.id}", {"assignee_id": None}).body["assignee_id"] is None


def test_all_or_nothing(world: World, misaki: Caller, matter: Conversation) -> None:
    refused = misaki.patch(f"/conversations/{matter.id}", {"priority": "urgent", "assignee_id": world.ren.id})
    assert refused.status == 422
    assert refused.body["errors"][0]["pointer"] == "/assignee_id"
    assert misaki.get(f"/conversations/{matter.id}").body["priority"] == "normal"


@pytest.mark.parametrize("body", [{"status": "snoozed"}, {"snoozed_until": "2999-01-01T00:00:00Z"}])
def test_a_snooze_has_an_end(misaki: Caller, matter: Conversation, body: dict[str, str]) -> None:
    refused = misaki.patch(f"/conversations/{matter.id}", body)
    assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "/snoozed_until")


def test_resolves_and_opens_again(misaki: Caller, matter: Conversation) -> None:
    assert misaki.patch(f"/conversations/{matter.id}", {"status": "resolved"}).body["resolved_at"]
    assert misaki.patch(f"/conversations/{matter.id}", {"status": "open"}).body["resolved_at"] is None


def test_tags(misaki: Caller, matter: Conversation) -> None:
    tag = misaki.post("/tags", {"name": "請求"}).body
    tagged = misaki.put(f"/conversations/{matter.id}/tags/{tag['id']}")
    assert tagged.body["tags"] == [tag]
    assert misaki.get(f"/conversations?tag={tag['id']}").ids == [matter.id]
    assert misaki.delete(f"/conversations/{matter.id}/tags/{tag['id']}").body["tags"] == []


def test_merges(world: World, misaki: Caller, matter: Conversation) -> None:
    other = begun(world.support, world.taro, "taro..sato.@docomo.ne.jp")
    kept = misaki.post(f"/conversations/{other.id}/merge", {"into_id": matter.id})
    assert kept.body["id"] == matter.id
    assert misaki.get(f"/conversations/{other.id}").body["merged_into_id"] == matter.id
    assert misaki.patch(f"/conversations/{other.id}", {"priority": "high"}).status == 409
    assert len(misaki.get(f"/conversations/{matter.id}/messages").data) == 2
    assert misaki.delete(f"/conversations/{other.id}/merge").body["merged_into_id"] is None
    assert len(misaki.get(f"/conversations/{matter.id}/messages").data) == 1
    assert misaki.delete(f"/conversations/{other.id}/merge").body["code"] == "not-merged"


def test_splits(misaki: Caller, matter: Conversation) -> None:
    second = said(matter, "hanako@kobo.example")
    new = misaki.post(f"/conversations/{matter.id}/split", {"message_ids": [second.id]})
    assert new.status == 201
    assert new.headers["Location"] == f"/api/v1/conversations/{new.body['id']}"
    assert misaki.get(f"/conversations/{matter.id}/links").ids == [new.body["id"]]
    nothing = misaki.post(f"/conversations/{matter.id}/split", {"message_ids": [second.id]})
    assert nothing.body["errors"][0]["pointer"] == "/message_ids"


def test_links(world: World, misaki: Caller, matter: Conversation) -> None:
    other = begun(world.support, world.taro, "taro..sato.@docomo.ne.jp")
    assert misaki.put(f"/conversations/{matter.id}/links/{other.id}").status == 200
    assert misaki.get(f"/conversations/{other.id}/links").ids == [matter.id]
    misaki.delete(f"/conversations/{matter.id}/links/{other.id}")
    assert misaki.get(f"/conversations/{other.id}/links").ids == []


def test_participants(misaki: Caller, matter: Conversation) -> None:
    made = misaki.post(f"/conversations/{matter.id}/participants", {"address": "keiri@kobo.example", "name": "経理"})
    assert [row["address"] for row in made.data] == ["keiri@kobo.example"]
    assert misaki.get(f"/conversations/{matter.id}/recipients").body["cc"] == ["keiri@kobo.example"]
    assert misaki.delete(f"/conversations/{matter.id}/participants/{made.ids[0]}").status == 204
    assert misaki.get(f"/conversations/{matter.id}/participants").data == []


def test_writes_first(world: World, misaki: Caller) -> None:
    new = {
        "inbox_id": world.support.id,
        "to": ["shin@kobo.example"],
        "subject": "ご案内",
        "text": "はじめまして。",
        "then": "resolve",
    }
    made = misaki.post("/conversations", new)
    assert made.status == 201
    assert made.body["status"] == "resolved"
    assert made.headers["Location"] == f"/api/v1/conversations/{made.body['id']}"
    with tenant(world.koyomi.id):
        message = Message.objects.get(conversation_id=made.body["id"])
        assert message.deliveries.get().address == "shin@kobo.example"


def test_views_with_counts(misaki: Caller, matter: Conversation) -> None:
    views = {row["name"]: row["count"] for row in misaki.get("/views").data}
    assert views["unassigned"] == 1
    assert views["all"] is None


def test_a_partner_sees_their_inboxes_alone(world: World, matter: Conversation) -> None:
    olivia = caller(world, world.olivia)
    theirs = begun(world.english, world.emma, "emma@clarke.example", "Hello")
    assert olivia.get("/conversations").ids == [theirs.id]
    assert olivia.get(f"/conversations/{matter.id}").status == 404
    assert olivia.patch(f"/conversations/{matter.id}", {"priority": "high"}).status == 404


def test_what_a_role_may_not_is_403_where_it_sees_the_thing(world: World, matter: Conversation) -> None:
    ren = caller(world, world.ren)
    assert ren.get(f"/conversations/{matter.id}").status == 200
    assert ren.patch(f"/conversations/{matter.id}", {"priority": "high"}).status == 403
    assert ren.patch(f"/conversations/{matter.id + 1000}", {"priority": "high"}).status == 404


def test_follows_and_leaves(world: World, misaki: Caller, matter: Conversation) -> None:
    followers = f"/conversations/{matter.id}/followers"
    assert misaki.get(followers).data == []
    (row,) = misaki.post(f"/conversations/{matter.id}/follow").data
    assert (row["person_id"], row["name"], row["why"]) == (world.misaki.id, "藤井 美咲", "by_hand")
    assert misaki.get("/conversations?view=following").ids == [matter.id]
    assert caller(world, world.kenji).get("/conversations?view=following").ids == []
    assert caller(world, world.misaki, "read").post(f"/conversations/{matter.id}/follow").status == 403
    assert misaki.delete(f"/conversations/{matter.id}/follow").status == 204
    assert misaki.get(followers).data == []
