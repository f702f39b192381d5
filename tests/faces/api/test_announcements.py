"""The board over the API."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.notifications.models import Notification
from tests.faces.api.client import Caller, caller
from tests.features.notifications.telling import tell_all
from tests.world import World


def test_announces_reads_and_confirms(world: World, aoi: Caller, misaki: Caller) -> None:
    new = {"title": "年末年始の営業", "text": "**休みます**", "must_confirm": True, "roles": ["agent"]}
    made = aoi.post("/announcements", new)
    assert made.status == 201
    assert (made.body["to_everybody"], made.body["roles"], made.body["version"]) == (False, ["agent"], 1)
    one = f"/announcements/{made.body['id']}"
    assert caller(world, world.ren).get(one).status == 404
    listed = misaki.get("/announcements")
    assert listed.queries <= 8
    (row,) = listed.data
    assert (row["for_me"], row["read"], row["confirmed"]) == (True, False, False)
    with tenant(world.koyomi.id):
        tell_all()
        assert Notification.objects.filter(person=world.misaki, read_at__isnull=True).count() == 1
    assert misaki.post(f"{one}/read").body["confirmed_version"] is None
    assert misaki.post(f"{one}/confirm").body["confirmed_version"] == 1
    with tenant(world.koyomi.id):
        assert not Notification.objects.filter(person=world.misaki, read_at__isnull=True).exists()
    assert [(row["name"], row["confirmed_at"] is not None) for row in aoi.get(f"{one}/receipts").data] == [
        ("藤井 美咲", True)
    ]
    assert misaki.get(f"{one}/receipts").status == 403
    assert caller(world, world.misaki, "read").post(f"{one}/confirm").status == 403


def test_changes_only_what_is_sent(world: World, aoi: Caller, misaki: Caller) -> None:
    one = f"/announcements/{aoi.post('/announcements', {'title': '休業', 'text': '1', 'pinned': True}).body['id']}"
    assert misaki.patch(one, {"text": "2"}).status == 403
    changed = aoi.patch(one, {"text": "2"}).body
    assert (changed["title"], changed["text"], changed["pinned"], changed["read_from"]) == ("休業", "2", True, 1)
    again = aoi.patch(one, {"roles": ["light"], "to_everybody": False, "again": True}).body
    assert (again["version"], again["read_from"], again["roles"]) == (3, 3, ["light"])
    assert misaki.get(one).status == 404
    assert aoi.patch(one, {"to_everybody": True}).body["roles"] == []
    assert [row["text"] for row in misaki.get(f"{one}/versions").data] == ["2", "2", "1"]
    assert aoi.delete(one).status == 204
    assert aoi.get(one).status == 404


def test_an_agent_hands_over_and_does_not_announce(world: World, misaki: Caller, matter: Conversation) -> None:
    assert misaki.post("/announcements", {"title": "お知らせ"}).status in (403, 404)
    with tenant(world.koyomi.id):
        assign(matter.id, person_id=world.misaki.id, actor=world.actor(world.misaki))
    begun = misaki.get("/hand-over-beginning", Accept_Language="ja").body
    assert f"/desk/conversations/{matter.id}/" in begun["text"]
    note = misaki.post("/announcements", {**begun, "kind": "hand_over", "team_ids": [world.team.id]})
    assert (note.status, note.body["kind"]) == (201, "hand_over")
    assert caller(world, world.ren).get("/hand-over-beginning").status in (403, 404)


def test_files(world: World, aoi: Caller, misaki: Caller) -> None:
    one = f"/announcements/{aoi.post('/announcements', {'title': '休業'}).body['id']}"
    sent = aoi.call("POST", f"{one}/files?name=a.txt", b"hello", headers={"Content-Type": "text/plain"})
    assert (sent.status, sent.body["size"]) == (201, 5)
    file = f"{one}/files/{sent.body['id']}"
    assert misaki.get(file).content == b"hello"
    assert misaki.delete(file).status == 403
    assert aoi.delete(file).status == 204
    assert misaki.get(one).body["files"] == []


def test_finds_by_words(aoi: Caller) -> None:
    for title in ("メンテナンス", "休業"):
        aoi.post("/announcements", {"title": title})
    assert [row["title"] for row in aoi.get("/announcements?q=めんてなんす").data] == ["メンテナンス"]
    assert aoi.get("/announcements?over=true").data == []
